/** Runs one cell to its end, however that comes. */
import { stripVTControlCharacters } from 'node:util';
import { RUN_INTERRUPT_LIMIT_MS } from '../../limits';
import type { CodeCell, JsonObject } from './notebook';
import { note } from './outputs';
import type { NotebookOutputs } from './outputs';
import type { PrivateKernel } from './private-kernel';
import type { CellFailure, CellOutcome } from './progress';

export interface RunCellOptions {
  /** Ms after which the cell is interrupted; null for never. */
  readonly timeoutMs: number | null;
  /** Interrupts the cell. */
  readonly signal: AbortSignal;
}

/** Never rejects. `isAllowed` is left to who knows the rules. */
export async function runCell(cell: CodeCell, kernel: PrivateKernel, outputs: NotebookOutputs, options: RunCellOptions): Promise<Omit<CellOutcome, 'isAllowed'>> {
  const startedMs = performance.now();
  const future = kernel.connection.requestExecute({ code: cell.source, allow_stdin: false, stop_on_error: true });
  const { started, ended } = outputs.begin(future.msg.header.msg_id, cell);
  using watch = interruptWhenNeeded(kernel, started, options);
  const reply = await Promise.race([Promise.all([future.done, ended]).then(([message]) => message), kernel.died, watch.gaveUp]);
  const ms = performance.now() - startedMs;
  if (typeof reply === 'string') {
    cell.outputs.push({ output_type: 'error', ename: 'KernelDied', evalue: reply, traceback: reply.split('\n') }); // nobody else is left to say so
    return { status: 'died', ms, executionCount: null, failure: failureOf('KernelDied', reply) };
  }
  const { content } = reply;
  cell.execution_count = content.execution_count;
  noteTimes(cell, reply.metadata as JsonObject, reply.header.date);
  const { reason } = watch;
  if (content.status === 'ok') return { status: 'ok', ms, executionCount: cell.execution_count, failure: null };
  if (reason === 'timeout') return { status: reason, ms, executionCount: cell.execution_count, failure: timeoutFailure(cell, options.timeoutMs!) };
  if (content.status !== 'error') return { status: 'interrupted', ms, executionCount: cell.execution_count, failure: null };
  const failure = failureOf(content.ename, content.evalue, content.traceback, cell.execution_count);
  return { status: reason ?? 'error', ms, executionCount: cell.execution_count, failure };
}

/** Disposed when the cell has ended. */
interface Watch extends Disposable {
  /** Why the cell was interrupted; null when it was not. */
  readonly reason: 'timeout' | 'interrupted' | null;
  /** Resolves to words when the interrupt did not end the cell. */
  readonly gaveUp: Promise<string>;
}

/** The interrupt waits for `started`: on another channel it could overtake the request, and would mean nothing. */
function interruptWhenNeeded(kernel: PrivateKernel, started: Promise<void>, { timeoutMs, signal }: RunCellOptions): Watch {
  const timers: NodeJS.Timeout[] = [];
  let reason: Watch['reason'] = null;
  let giveUp: (words: string) => void = () => undefined;
  const gaveUp = new Promise<string>((resolve) => (giveUp = resolve));
  const interrupt = (why: 'timeout' | 'interrupted') => {
    if (reason !== null) return;
    reason = why;
    timers.push(setTimeout(giveUp, RUN_INTERRUPT_LIMIT_MS, `The cell did not end within ${RUN_INTERRUPT_LIMIT_MS / 1000} s of its interrupt.`));
    started.then(() => kernel.interrupt()).catch((error: unknown) => giveUp(`The cell could not be interrupted: ${(error as Error).message}`));
  };
  const onAbort = () => interrupt('interrupted');
  if (timeoutMs !== null) timers.push(setTimeout(interrupt, timeoutMs, 'timeout'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    get reason() {
      return reason;
    },
    gaveUp,
    [Symbol.dispose]() {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** As JupyterLab keeps them, and what the kernel itself measured. */
function noteTimes(cell: CodeCell, metadata: JsonObject, repliedAt: string): void {
  note(cell, 'shell.execute_reply.started', metadata['started']);
  note(cell, 'shell.execute_reply', repliedAt);
  const { timing } = (metadata['awaitbook'] ?? {}) as JsonObject;
  if (timing !== undefined) cell.metadata['awaitbook'] = { ...(cell.metadata['awaitbook'] as JsonObject | undefined), timing };
}

function timeoutFailure(cell: CodeCell, timeoutMs: number): CellFailure {
  const error = cell.outputs.findLast((output) => output.output_type === 'error');
  const message = `it ran longer than ${timeoutMs / 1000} s and was interrupted`;
  return failureOf('CellTimeout', message, error?.traceback, cell.execution_count);
}

/** The line is that of the traceback's first frame in this cell: `Cell 3, line 4, column 7`. */
function failureOf(name: string, message: string, traceback: readonly string[] = [], executionCount: number | null = null): CellFailure {
  const place = new RegExp(`\\bCell ${executionCount}, line (\\d+)`);
  const line = place.exec(stripVTControlCharacters(traceback.join('\n')))?.[1];
  return { name, message, line: line === undefined ? null : Number(line), traceback };
}
