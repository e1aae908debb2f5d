/** Which cells, and parts of cells, are X-rayed. What does it is loaded with the first of them. */
import type { EvaluateRequest, Outcome } from '../engine/contract';
import { type CellScope, currentScope } from './cell-context';

/** How a cell ended, without its value and its timing. */
export type CellEnding = { readonly status: 'ok' } | Pick<Extract<Outcome, { status: 'error' }>, 'status' | 'reason' | 'error'>;

/** A cell under the X-ray, or a part of one. */
export interface OpenXray {
  readonly scope: CellScope;
  readonly isWholeCell: boolean;
  /** The cell itself asks for it, by `%%xray`: then it shows something in any case. */
  isAsked: boolean;
  /** Called once. */
  finish(ending: CellEnding): void;
}

let isAlwaysOn = false;
let running: EvaluateRequest | null = null;
const open = new Set<OpenXray>();

/** The cell that began last. */
export function runningRequest(): EvaluateRequest | null {
  return running;
}

/** Whether every cell from the next on is X-rayed. */
export function xrayEveryCell(every: boolean): void {
  isAlwaysOn = every;
}

/** Begins the X-ray of the cell of `scope`; one that is X-rayed already goes on. `isAsked`: by the cell itself. */
export function beginXray(scope: CellScope, isAsked: boolean): void {
  for (const one of open) {
    if (!one.isWholeCell || one.scope !== scope) continue;
    one.isAsked ||= isAsked;
    return;
  }
  const { openXray } = require('./xray/open-xray') as typeof import('./xray/open-xray');
  open.add(openXray(scope, isAsked));
}

/** A part of the running cell is X-rayed; should it be left open, it ends with its cell. The function that is returned ends it. */
export function addPart(finish: (ending: CellEnding) => void): (ending: CellEnding) => void {
  const scope = currentScope();
  const part: OpenXray | null = scope === null ? null : { scope, isWholeCell: false, isAsked: true, finish };
  if (part !== null) open.add(part);
  return (ending) => {
    if (part === null || open.delete(part)) finish(ending);
  };
}

/** A cell begins. */
export function cellBegins(scope: CellScope, request: EvaluateRequest): void {
  running = request;
  if (isAlwaysOn) beginXray(scope, false);
}

/** A cell, or what `%%xray` stands around, ended: shows what was seen. */
export function endXray(scope: CellScope, ending: CellEnding): void {
  if (open.size === 0) return;
  // The parts first: the cell's own comes to lie around them.
  for (const one of [...open].reverse()) {
    if (one.scope !== scope) continue;
    open.delete(one);
    one.finish(ending);
  }
}
