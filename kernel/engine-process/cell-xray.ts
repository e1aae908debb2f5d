/** Which cells are X-rayed. What does it is loaded with the first of them. */
import type { EvaluateRequest, Outcome } from '../engine/contract';
import type { CellScope } from './cell-context';

/** How a cell ended, without its value and its timing. */
export type CellEnding = { readonly status: 'ok' } | Pick<Extract<Outcome, { status: 'error' }>, 'status' | 'reason' | 'error'>;

/** One cell under the X-ray. */
export interface OpenXray {
  readonly scope: CellScope;
  finish(ending: CellEnding): void;
}

let isAlwaysOn = false;
let open: OpenXray | null = null;
let running: EvaluateRequest | null = null;

/** The cell that began last. */
export function runningRequest(): EvaluateRequest | null {
  return running;
}

/** Whether every cell from the next on is X-rayed. */
export function xrayEveryCell(every: boolean): void {
  isAlwaysOn = every;
}

/** Begins the X-ray of the cell of `scope`; one that is X-rayed already goes on. */
export function beginXray(scope: CellScope): void {
  if (open?.scope === scope) return;
  open?.finish({ status: 'ok' });
  const { openXray } = require('./xray/open-xray') as typeof import('./xray/open-xray');
  open = openXray(scope);
}

/** A cell begins. */
export function cellBegins(scope: CellScope, request: EvaluateRequest): void {
  running = request;
  if (isAlwaysOn) beginXray(scope);
}

/** A cell, or the part of it that is X-rayed, ended: shows what was seen. */
export function endXray(scope: CellScope, ending: CellEnding): void {
  if (open?.scope !== scope) return;
  const ended = open;
  open = null;
  ended.finish(ending);
}
