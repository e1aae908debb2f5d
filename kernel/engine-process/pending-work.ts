/**
 * What a cell started and still waits for, so that an interrupt can end it. What a cell awaits can't be told from what it left running, so
 * all of the cell's waits end; what survives (intervals, servers, unref'ed or detached work) is never registered or says so.
 */
import { type CellScope, currentScope } from './cell-context';

/** One pending wait. */
export interface PendingWait {
  /** Already over, or meant to outlive its cell (unref'ed, detached). */
  isOver(): boolean;
  /** Ends it; nothing that waits for it may go on, see `interrupted-guard.ts`. */
  end(): void;
}

const SWEEP_FROM = 256;

interface ScopeWaits {
  readonly waits: Set<PendingWait>;
  /** Finished waits are swept when the set has grown to this size: cheaper than watching each one end. */
  sweepAt: number;
}

const waitsOfScope = new WeakMap<CellScope, ScopeWaits>();

function sweep(own: ScopeWaits): void {
  for (const wait of own.waits) if (wait.isOver()) own.waits.delete(wait);
  own.sweepAt = Math.max(SWEEP_FROM, own.waits.size * 2);
}

/** Registers a wait of the work that runs now. */
export function registerWait(wait: PendingWait): void {
  const scope = currentScope();
  if (scope === null) return;
  let own = waitsOfScope.get(scope);
  if (own === undefined) {
    own = { waits: new Set(), sweepAt: SWEEP_FROM };
    waitsOfScope.set(scope, own);
  }
  own.waits.add(wait);
  if (own.waits.size >= own.sweepAt) sweep(own);
}

/** Forgets the finished waits of a cell that ended by itself. */
export function settleWaits(scope: CellScope): void {
  const own = waitsOfScope.get(scope);
  if (own === undefined) return;
  sweep(own);
  if (own.waits.size === 0) waitsOfScope.delete(scope);
}

/** Ends all that a cell waits for. A termination may hit this work too: it is then done again, from where it was. */
export function endWaits(scope: CellScope): void {
  const own = waitsOfScope.get(scope);
  if (own === undefined) return;
  for (const wait of own.waits) {
    if (!wait.isOver()) wait.end();
    own.waits.delete(wait);
  }
  waitsOfScope.delete(scope);
}
