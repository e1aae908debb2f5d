/** Displays of promises that have not settled: with their engine they never will, and the page would show them as pending for ever. */
import type { CellNumber, RichOutput } from '../engine/contract';
import { REMEMBERED_CELLS } from '../limits';

/** One that waits. */
export interface PendingDisplay {
  readonly displayId: string;
  readonly cell: CellNumber | null;
  /** What is shown in its place when the engine ends. */
  readonly lastForm: RichOutput;
}

/** At most as many as cells are remembered; the oldest are forgotten first. */
export class PendingDisplays {
  readonly #waiting = new Map<string, PendingDisplay>();

  /** Takes note of all that is shown under a display id. */
  shown(displayId: string, cell: CellNumber | null, output: RichOutput): void {
    this.#waiting.delete(displayId);
    if (!isPending(output)) return;
    const text = `${String(output.data['text/plain'])}\n[it never settled: the engine that it ran in has ended]`;
    this.#waiting.set(displayId, { displayId, cell, lastForm: { data: { 'text/plain': text }, metadata: {} } });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > REMEMBERED_CELLS && oldest !== undefined) this.#waiting.delete(oldest);
  }

  /** All that wait, which are forgotten: their engine has ended. */
  end(): PendingDisplay[] {
    const ended = [...this.#waiting.values()];
    this.#waiting.clear();
    return ended;
  }
}

/** The engine marks them, see `shown-promise.ts`. */
function isPending({ metadata }: RichOutput): boolean {
  const mark = metadata['awaitbook'];
  return typeof mark === 'object' && mark !== null && Reflect.get(mark, 'pending') === true;
}
