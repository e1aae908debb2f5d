/** `process.exit` in a cell ends that cell, not the engine with all variables. */
import type { Evaluator } from './evaluate';
import { currentCell } from './cell-context';
import { plainError } from './describe-thrown';
import type { Reporter } from './report';

function words(code: unknown): string {
  const call = `process.exit(${code === undefined ? '' : String(code)})`;
  return `${call} ended this cell's work. The kernel and all variables live on; to end the kernel, shut it down in the front end.`;
}

/** Puts it in place. */
export function installProcessExit(evaluator: Evaluator, reporter: Reporter): void {
  Reflect.set(process, 'exit', (code?: unknown): never => {
    const error = plainError('ProcessExit', words(code ?? process.exitCode));
    process.exitCode = undefined;
    const running = evaluator.runningCell();
    if (running !== null && running.cell === currentCell()) evaluator.settleExited(error);
    else reporter.event({ type: 'uncaught', cell: currentCell(), error });
    return evaluator.terminateHere();
  });
}
