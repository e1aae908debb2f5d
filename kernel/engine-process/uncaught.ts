/** Uncaught exceptions and unhandled rejections: shown under the cell that started the work, and the engine lives on. */
import { currentCell, currentScope } from './cell-context';
import { describeThrown } from './describe-thrown';
import { isLeftFile } from './own-warnings';
import { isRepair } from './repair';
import type { Reporter } from './report';
import { framesOf } from './stack-frames';
import type { CellNumber } from '../engine/contract';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** The cell whose line is nearest to what was thrown; null for what tells nothing, or whose reading throws. */
function cellOfFrames(thrown: unknown): CellNumber | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  try {
    return framesOf(thrown).find((frame) => frame.cell !== null)?.cell ?? null;
  } catch {
    return null; // a proxy or a getter that throws
  }
}

function isLeftFileError(thrown: unknown): boolean {
  try {
    return thrown instanceof Error && isLeftFile(thrown.message);
  } catch {
    return false; // a proxy whose traps throw
  }
}

/** Puts the handlers in place, and keeps them there when a cell removes all listeners of the process. */
export function installUncaught(reporter: Reporter): void {
  const report = (thrown: unknown): void => {
    // What an interrupted cell's ended waits throw is nobody's concern.
    if (isRepair(thrown) || currentScope()?.isInterrupted === true || isLeftFileError(thrown)) return;
    reporter.event({ type: 'uncaught', cell: currentCell() ?? cellOfFrames(thrown), error: describeThrown(thrown) });
  };
  const keep = (): void => {
    for (const event of EVENTS) if (!process.listeners(event as 'uncaughtException').includes(report)) process.on(event as 'uncaughtException', report);
  };
  const { removeAllListeners } = process;
  Reflect.set(process, 'removeAllListeners', (...values: []) => {
    const result = Reflect.apply(removeAllListeners, process, values);
    keep();
    return result;
  });
  keep();
}
