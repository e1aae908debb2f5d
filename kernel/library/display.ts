/** `display`: shows values while a cell runs, and changes what was shown. */
import { randomUUID } from 'node:crypto';
import { types } from 'node:util';
import { currentCell } from '../engine-process/cell-context';
import { trackDisplay } from '../engine-process/pending-displays';
import { hasDisplayMethod, isShown, JUPYTER_DISPLAY, richOutput } from '../engine-process/rich-output';
import { engineServices } from '../engine-process/services';
import { showPromise, supersedePromise } from '../engine-process/shown-promise';
import type { RichOutput } from '../engine/contract';

/** What `display` showed, for changing it later. As the last value of a cell it shows nothing more. */
export interface DisplayHandle {
  /** The display id of what was shown first; further values have `-2`, `-3` and so on behind it. */
  readonly id: string;
  /**
   * Shows other values in the place of those that stand there, also after the cell's end. Resolves once they are on their way.
   * Rejects with a TypeError when there are more values than were shown.
   */
  update(...values: readonly unknown[]): Promise<void>;
}

const SHOWS_NOTHING = { [JUPYTER_DISPLAY]: () => ({}) };

/** In a process without a front end: as a console shows it, and what tells itself how it is shown by its text. */
function print(value: unknown): Promise<void> | null {
  if (hasDisplayMethod(value)) {
    const say = (output: RichOutput): void => {
      if (isShown(output)) console.log(output.data['text/plain'] ?? value);
    };
    const output = richOutput(value);
    if (output instanceof Promise) return output.then(say);
    say(output);
    return null;
  }
  if (types.isPromise(value)) return value.then((settled) => print(settled) ?? undefined, (error: unknown) => console.error(error));
  console.log(value);
  return null;
}

/** Sends one value at once, or when its form is there. */
function show(value: unknown, displayId: string, isUpdate: boolean): Promise<void> | null {
  const services = engineServices();
  if (services === null) {
    return print(value);
  }
  const cell = currentCell();
  if (types.isPromise(value)) {
    const place = { reporter: services.reporter, cell, displayId, isUpdate };
    return trackDisplay(cell, showPromise(value, place, false).then(() => undefined));
  }
  supersedePromise(displayId);
  const say = (output: RichOutput): void => services.reporter.event({ type: 'display', cell, output, displayId, isUpdate });
  const output = richOutput(value);
  if (output instanceof Promise) return trackDisplay(cell, output.then(say));
  say(output);
  return null;
}

/** Does one thing after the other, each at once where nothing is waited for. */
function createTurns(): (work: () => Promise<void> | null) => Promise<void> {
  let last: Promise<void> | null = null;
  return (work) => {
    const next = last === null ? work() : last.then(() => work() ?? undefined);
    if (next === null) return Promise.resolve();
    const kept = next.then(() => {
      if (last === kept) last = null;
    });
    last = kept;
    // What waits for its turn is on its way too: the cell ends after it.
    return trackDisplay(currentCell(), kept);
  };
}

function showUnder(id: string, values: readonly unknown[], isUpdate: boolean): DisplayHandle {
  const idAt = (at: number): string => (at === 0 ? id : `${id}-${at + 1}`);
  const inTurn = createTurns();
  const showAll = (shown: readonly unknown[], areUpdates: boolean): Promise<void>[] => shown.map((value, at) => inTurn(() => show(value, idAt(at), areUpdates)));
  void showAll(values, isUpdate);
  const updateAll = async (next: readonly unknown[]): Promise<void> => {
    if (next.length > values.length) {
      throw new TypeError(`display() showed ${values.length} ${values.length === 1 ? 'value' : 'values'}, so update() can change no more than that; it was given ${next.length}.`);
    }
    await Promise.all(showAll(next, true));
  };
  return {
    id,
    // As the last value of a cell the promise would be shown as `undefined`.
    update: (...next) => Object.assign(updateAll(next), SHOWS_NOTHING),
    ...SHOWS_NOTHING,
  };
}

/**
 * Shows values under the cell, each as it would be shown as the cell's last value; a promise is replaced by what it becomes. The handle that it returns changes them in place.
 *
 * @example
 * const progress = display(html`<progress max="3" value="0"></progress>`);
 * await progress.update(html`<progress max="3" value="1"></progress>`);
 */
export function display(...values: readonly unknown[]): DisplayHandle {
  return showUnder(randomUUID(), values, false);
}

/** Shows a value under a display id of your own, by which `updateDisplay` finds it from any cell. */
export function displayAs(id: string, value: unknown): DisplayHandle {
  return showUnder(id, [value], false);
}

/** Changes everything that was shown under a display id. */
export function updateDisplay(id: string, value: unknown): DisplayHandle {
  return showUnder(id, [value], true);
}
