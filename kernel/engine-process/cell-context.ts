/** Which cell started the work that runs now: the number travels with await, timers, callbacks, streams and fetch. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CellNumber } from '../engine/contract';

const storage = new AsyncLocalStorage<CellNumber>();

/** Runs `work` as work of `cell`; all that it starts belongs to that cell. */
export function runInCell<T>(cell: CellNumber, work: () => T): T {
  return storage.run(cell, work);
}

/** The cell whose work runs now; null for the kernel's own. */
export function currentCell(): CellNumber | null {
  return storage.getStore() ?? null;
}
