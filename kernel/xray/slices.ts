/**
 * What is seen of a cell, in slices: handed on while the cell runs, so that what was seen is there even when its process dies. A cell that
 * ends hands on all of it.
 */
import type { Collected, CollectedCounts, CollectedGroup, CollectedOperation } from './collected';

/** What changed since the last slice. */
export interface XraySlice {
  readonly label: string;
  readonly cell: number | null;
  readonly node: string;
  readonly unseen: readonly string[];
  /** By a number of their own; null for one that turned out to be none. */
  readonly operations: readonly (readonly [number, CollectedOperation | null])[];
  /** All so far. */
  readonly groups: readonly CollectedGroup[];
  readonly counted: CollectedCounts | null;
  /** The cell's own operations that are in no slice yet. */
  readonly behind: number;
  readonly untimedGroups: number;
}

const NONE: CollectedCounts = { count: 0, waiting: 0, cleared: 0, errors: 0, late: 0, open: 0, fromMs: 0, peak: 0, inFlight: [] };

/** Joins the slices of one cell. */
export class SliceJoiner {
  readonly #operations = new Map<number, CollectedOperation>();
  #last: XraySlice | null = null;

  add(slice: XraySlice): void {
    this.#last = slice;
    for (const [id, operation] of slice.operations) {
      if (operation === null) this.#operations.delete(id);
      else this.#operations.set(id, operation);
    }
  }

  /** What was seen of a cell whose process is gone; null when nothing was. @param wall ms that the cell took until then */
  soFar(wall: number, error: string): Collected | null {
    if (this.#last === null) return null;
    const { label, cell, node, unseen, groups, counted, behind, untimedGroups } = this.#last;
    const operations = [...this.#operations].sort(([one], [other]) => one - other).map(([, operation]) => operation);
    return { label, cell, node, unseen, groups, counted: counted === null && behind === 0 ? null : { ...(counted ?? NONE), count: (counted?.count ?? 0) + behind }, untimedGroups, operations, ended: 'engine-died', error, wall, cpuMs: null, elu: null, blocks: [] };
  }
}
