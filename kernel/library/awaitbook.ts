/** What cells import from `awaitbook`. `display` and `input` are globals too. */
import { randomUUID } from 'node:crypto';
import type { Comm, CommEvent, Comms, CommTarget } from '../engine-process/comms';
import { currentCell } from '../engine-process/cell-context';
import { JUPYTER_DISPLAY, outputFromBundle, richOutput } from '../engine-process/rich-output';
import { engineServices } from '../engine-process/services';
import type { RichOutput } from '../engine/contract';

export type { Comm, CommEvent, CommTarget };

/** Options of `display`. */
export interface DisplayOptions {
  /** The value is a MIME bundle itself (MIME type to value), not a value to be shown. */
  raw?: boolean;
  /** Metadata by MIME type, only with `raw`. */
  metadata?: Record<string, unknown>;
  /** Replaces what was shown under this id. */
  update?: boolean;
  /** The id under which the output can be updated; made up when absent. */
  id?: string;
}

/** What `display` showed, for changing it later. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows `value` in the place of what stands there. */
  update(value: unknown, options?: Pick<DisplayOptions, 'raw' | 'metadata'>): Promise<void>;
}

async function show(value: unknown, options: DisplayOptions, displayId: string, isUpdate: boolean): Promise<void> {
  const services = engineServices();
  if (services === null) {
    console.log(value);
    return;
  }
  const cell = currentCell();
  const say = (output: RichOutput): void => services.reporter.event({ type: 'display', cell, output, displayId, isUpdate });
  if (options.raw === true) return say(outputFromBundle(value as Record<string, unknown>, options.metadata));
  const output = richOutput(value);
  // Without this check a value that is shown at once would be shown after the next statement.
  say(output instanceof Promise ? await output : output);
}

/**
 * Shows a value under the cell: its own MIME bundle where it has a `Symbol.for('Jupyter.display')` method, else as text.
 * The handle that it returns changes what was shown.
 */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  const id = options.id ?? randomUUID();
  const shown = show(value, options, id, options.update === true);
  // `richOutput` never rejects; the handle's updates wait for the first showing.
  return {
    id,
    async update(next, nextOptions = {}) {
      await shown;
      await show(next, nextOptions, id, true);
    },
    // Shows nothing: a cell that ends in `display(value)` has shown it already.
    ...{ [JUPYTER_DISPLAY]: () => ({}) },
  };
}

/** Asks the person at the front end and resolves with the answer; rejects in plain words when nobody can be asked. */
export function input(prompt = '', options: { password?: boolean } = {}): Promise<string> {
  const services = engineServices();
  if (services === null) return Promise.reject(new Error('input() works in a notebook only.'));
  return services.ask(String(prompt), options.password === true);
}

function commsOrThrow(): Comms {
  const services = engineServices();
  if (services === null) throw new Error('Comms work in a notebook only.');
  return services.comms;
}

/** Comms: messages between cells and front-end extensions (Jupyter messaging 5.5, custom messages). */
export const comms: Pick<Comms, 'registerTarget' | 'unregisterTarget' | 'open'> = {
  registerTarget: (targetName, target) => commsOrThrow().registerTarget(targetName, target),
  unregisterTarget: (targetName) => commsOrThrow().unregisterTarget(targetName),
  open: (targetName, data, options) => commsOrThrow().open(targetName, data, options),
};
