/** Shows a promise: its value where it has one, else that it is pending, and in the same place what it becomes. */
import timers from 'node:timers';
import type { CellNumber, RichOutput } from '../engine/contract';
import { describeThrown } from './describe-thrown';
import type { Reporter } from './report';
import { hasDisplayMethod, isShown, richOutput, shownText } from './rich-output';

/** Node's own, taken before `cell-timers.ts` puts another in its place. */
const { setImmediate: nodeSetImmediate } = timers;

/** Where a promise is shown. */
export interface PromisePlace {
  readonly reporter: Reporter;
  /** What is shown belongs to this cell, also long after its end. */
  readonly cell: CellNumber | null;
  readonly displayId: string;
  /** Whether the first showing replaces what stands there. */
  readonly isUpdate: boolean;
}

type Settled = { readonly status: 'fulfilled'; readonly value: unknown } | { readonly status: 'rejected'; readonly error: unknown };

const PENDING: unique symbol = Symbol('pending');

/** Tells the front, and `awaitbook run`, that an update is to come. */
const PENDING_MARK = { awaitbook: { pending: true } };

/** Whose end is to be shown under a display id: what is shown there meanwhile comes after it, and stays. */
const awaited = new Map<string, Promise<unknown>>();

/** Something else is shown under this display id now. */
export function supersedePromise(displayId: string): void {
  awaited.delete(displayId);
}

/** Takes a promise's end, so that a rejection counts as handled. */
function settled(promise: Promise<unknown>): Promise<Settled> {
  return promise.then(
    (value) => ({ status: 'fulfilled', value }),
    (error: unknown) => ({ status: 'rejected', error }),
  );
}

async function formOf(value: unknown): Promise<RichOutput> {
  const output = await richOutput(value);
  // In its place something has to stand.
  return isShown(output) ? output : { data: { 'text/plain': '' }, metadata: {} };
}

/**
 * Shows a promise at its place. A settled one gives its value's form back instead when `wantsValue` is set; a rejected one is shown as an
 * error in its place, and the cell is none the worse. Resolves once the first showing is on its way; never rejects.
 */
export async function showPromise(promise: Promise<unknown>, { reporter, cell, displayId, isUpdate }: PromisePlace, wantsValue: boolean): Promise<RichOutput | null> {
  // One that tells itself how it is shown, as that of `update()`, which shows nothing.
  if (hasDisplayMethod(promise)) {
    const output = await richOutput(promise);
    if (wantsValue) return output;
    if (isShown(output)) reporter.event({ type: 'display', cell, output, displayId, isUpdate });
    return null;
  }
  supersedePromise(displayId);
  const show = async (end: Settled, replaces: boolean): Promise<void> => {
    if (end.status === 'rejected') return reporter.event({ type: 'rejected', cell, error: describeThrown(end.error), displayId, isUpdate: replaces });
    reporter.event({ type: 'display', cell, output: await formOf(end.value), displayId, isUpdate: replaces });
  };
  const ending = settled(promise);
  // All microtasks are let run first: `Promise.all` of settled promises takes some to settle itself.
  const first = await Promise.race([ending, new Promise<typeof PENDING>((resolve) => nodeSetImmediate(resolve, PENDING))]);
  if (typeof first !== 'symbol') {
    if (wantsValue && first.status === 'fulfilled') return richOutput(first.value);
    await show(first, isUpdate);
    return null;
  }
  reporter.event({ type: 'display', cell, output: { data: { 'text/plain': shownText(promise) }, metadata: PENDING_MARK }, displayId, isUpdate });
  awaited.set(displayId, ending);
  void ending.then((end) => {
    if (awaited.get(displayId) !== ending) return;
    supersedePromise(displayId);
    return show(end, true);
  });
  return null;
}
