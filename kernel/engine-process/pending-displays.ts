/** Displays whose form is still being made (a chart, a picture from an address): their cell ends only when they are shown. */
import type { CellNumber } from '../engine/contract';

const pending = new Map<CellNumber, Set<Promise<void>>>();

/** Notes a display that is on its way; gives it back. */
export function trackDisplay(cell: CellNumber | null, shown: Promise<void>): Promise<void> {
  if (cell === null) return shown;
  const ofCell = pending.get(cell) ?? new Set();
  pending.set(cell, ofCell);
  ofCell.add(shown);
  const forget = (): void => {
    ofCell.delete(shown);
    if (ofCell.size === 0 && pending.get(cell) === ofCell) pending.delete(cell);
  };
  shown.then(forget, forget);
  return shown;
}

/** Resolves once a cell's displays are shown; null when none is on its way. Clients such as nbclient read nothing after a cell's idle. */
export function displaysOnTheirWay(cell: CellNumber): Promise<unknown> | null {
  const ofCell = pending.get(cell);
  return ofCell === undefined ? null : Promise.allSettled(ofCell);
}

/** An interrupted cell's displays may never be shown. */
export function forgetDisplays(cell: CellNumber): void {
  pending.delete(cell);
}
