/** How progress is shown: as a bar on a terminal, as lines elsewhere, as JSON where it was asked for. */
import type { Progress } from './progress';

/** @param isNamed whether each line says its notebook, because there are several */
export function progressFor(isJson: boolean, isNamed: boolean, cellCount: number): Progress {
  const { stdout, stderr } = process;
  // Who reads a pipe may stop reading (`| head`): the notebook runs to its end all the same.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  if (isJson) return (require('./progress-json') as typeof import('./progress-json')).jsonProgress(stdout);
  if (stdout.isTTY) return (require('./progress-bar') as typeof import('./progress-bar')).barProgress(stdout, stderr, isNamed, cellCount);
  return (require('./progress-lines') as typeof import('./progress-lines')).lineProgress(stdout, stderr, isNamed);
}
