/** The X-ray of a cell, from its start to what goes to the front, which draws it. Loaded with the first one. */
import type { XrayEnd } from './collecting';
import { collectCell } from './collecting';
import type { CellScope } from '../cell-context';
import { type CellEnding, type OpenXray, runningRequest } from '../cell-xray';
import { engineServices } from '../services';
import { promptNumber } from './places';

function endOf(ending: CellEnding): XrayEnd {
  if (ending.status === 'ok') return { ended: 'ok' };
  const { reason, error } = ending;
  if (reason === 'interrupted') return { ended: 'interrupted' };
  return { ended: 'error', error: error.name === 'UncaughtValue' ? error.message : `${error.name}: ${error.message}` };
}

/** Begins the X-ray of a cell. */
export function openXray(scope: CellScope): OpenXray {
  const { cell } = scope;
  const prompt = promptNumber(runningRequest()?.label ?? '');
  const label = prompt === null ? 'cell without number' : `cell [${prompt}]`;
  const say = engineServices()?.reporter;
  const collecting = collectCell(cell, { label, prompt }, (slice) => say?.event({ type: 'xraySlice', cell, slice }));
  return { scope, finish: (ending) => say?.event({ type: 'xray', cell, collected: collecting.finish(endOf(ending)) }) };
}
