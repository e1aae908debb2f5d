/**
 * Which cell started the work that runs now: a scope travels with await, timers, callbacks, streams and fetch. A cell's own scope ends
 * with an interrupt; what survives one (intervals, servers) runs in a scope of its own under the same number.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CellNumber } from '../engine/contract';

/** The scope of a cell's work. */
export interface CellScope {
  readonly cell: CellNumber;
  /** Set by an interrupt: nothing in this scope may go on. */
  isInterrupted: boolean;
}

const storage = new AsyncLocalStorage<CellScope>();

/** Runs `work` in a scope; all that it starts belongs to it. */
export function runInScope<T>(scope: CellScope, work: () => T): T {
  return storage.run(scope, work);
}

/** The scope of what runs now; null for the kernel's own work. */
export function currentScope(): CellScope | null {
  return storage.getStore() ?? null;
}

/** The cell whose work runs now; null for the kernel's own. */
export function currentCell(): CellNumber | null {
  return storage.getStore()?.cell ?? null;
}

/** Runs `work` so that what it starts survives an interrupt of its cell. */
export function runDetached<T>(work: () => T): T {
  const scope = storage.getStore();
  return scope === undefined ? work() : storage.run({ cell: scope.cell, isInterrupted: false }, work);
}

/** Runs the engine's own work outside of all scopes: what it starts belongs to no cell, and no interrupt ends it. */
export function runOutside<T>(work: () => T): T {
  return storage.exit(work);
}
