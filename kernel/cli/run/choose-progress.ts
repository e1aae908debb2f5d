/** How progress is shown: as a bar on a terminal, as lines elsewhere, as JSON where it was asked for. */
import type { Progress } from './progress';

/** @param isNamed whether each line says its notebook, because there are several */
export function progressFor(isJson: boolean, isNamed: boolean, cellCount: number): Progress {
  const { stdout, stderr } = process;
  if (isJson) return (require('./progress-json') as typeof import('./progress-json')).jsonProgress(stdout);
  if (stdout.isTTY) return (require('./progress-bar') as typeof import('./progress-bar')).barProgress(stdout, stderr, isNamed, cellCount);
  return (require('./progress-lines') as typeof import('./progress-lines')).lineProgress(stdout, stderr, isNamed);
}
