/** The X-ray of a cell, from its start to what goes to the front, which draws it. Loaded with the first one. */
import type { CellScope } from '../cell-context';
import { addPart, type CellEnding, type OpenXray, runningRequest } from '../cell-xray';
import { engineServices } from '../services';
import { type Collected, isUneventful } from '../../xray/collected';
import { type Collecting, collectCell, collectRegion, type XrayEnd } from './collecting';
import { promptNumber } from './places';

function endOf(ending: CellEnding): XrayEnd {
  if (ending.status === 'ok') return { ended: 'ok' };
  const { reason, error } = ending;
  if (reason === 'interrupted') return { ended: 'interrupted' };
  return { ended: 'error', error: error.name === 'UncaughtValue' ? error.message : `${error.name}: ${error.message}` };
}

function prompt(): number | null {
  return promptNumber(runningRequest()?.label ?? '');
}

/** Begins the X-ray of a cell. One that it did not ask for itself (`%xray on`) shows nothing where there is nothing to see. */
export function openXray(scope: CellScope, isAsked: boolean): OpenXray {
  const { cell } = scope;
  const number = prompt();
  const say = engineServices()?.reporter;
  const collecting = collectCell(cell, { label: number === null ? 'cell without number' : `cell [${number}]`, prompt: number }, (slice) => say?.event({ type: 'xraySlice', cell, slice }));
  const xray: OpenXray = {
    scope,
    isWholeCell: true,
    isAsked,
    finish(ending) {
      const collected = collecting.finish(endOf(ending));
      if (xray.isAsked || !isUneventful(collected)) say?.event({ type: 'xray', cell, collected });
    },
  };
  return xray;
}

/** A part of a cell under the X-ray. */
export interface XrayedPart<T> {
  readonly result: T;
  /** Ends it; all that was seen. A part that was ended with its cell gives what was seen until then. */
  finish(end: XrayEnd): Collected;
}

/**
 * X-rays what `work` starts. `onCut` is given what was seen when the cell was interrupted before the part ended.
 *
 * @throws what `work` throws at once; then nothing is left
 */
export function xrayPart<T>(label: string | null, work: () => T, onCut: (collected: Collected) => void): XrayedPart<T> {
  const number = prompt();
  const subject = { label: label ?? (number === null ? 'part of a cell' : `part of cell [${number}]`), prompt: number };
  return collectRegion(subject, (collecting: Collecting) => {
    let collected: Collected | null = null;
    const close = (end: XrayEnd): Collected => (collected ??= collecting.finish(end));
    const end = addPart((ending) => {
      const isCut = collected === null && ending.status === 'error';
      const seen = close(endOf(ending));
      if (isCut) onCut(seen);
    });
    const finish = (how: XrayEnd): Collected => {
      const seen = close(how);
      end({ status: 'ok' });
      return seen;
    };
    return { result: work(), finish };
  });
}
