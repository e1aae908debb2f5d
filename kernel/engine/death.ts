/** Tells in words why an engine ended. */

import { readFileSync } from 'node:fs';
import { PIPE_LOST, WORKER_FAILED } from './wire';

/** How a process ended, after Node's `exit` event, and the last that it wrote on stderr. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastErrors: string;
}

/** What is lost with an engine and what is not. */
export const LOST_WITH_ENGINE =
  'Variables, imports and comms of this notebook are gone; the cells, the history and their numbers are not. Run the cells that you need again: a new engine is ready.';

/** Why an interrupt ended the engine. */
export const ENDED_BY_INTERRUPT = {
  stuck: 'What ran could not be stopped (one long call into native code), so the engine was ended.',
  stopped: 'The engine was halted by the system (SIGSTOP) and could not answer, so it was ended.',
} as const;

/** Whether a process is halted (SIGSTOP), as far as the system tells (Linux). */
export function isStopped(pid: number | undefined): boolean {
  try {
    return / T /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8').replace(/^.*\)/s, '').slice(0, 3));
  } catch {
    return false; // no /proc on this system
  }
}

/** The cause, as a sentence. */
export function causeOfDeath({ code, signal, lastErrors }: ProcessEnd): string {
  if (/JavaScript heap out of memory|<--- Last few GCs --->/.test(lastErrors)) {
    return 'The engine ran out of memory (V8: JavaScript heap out of memory).';
  }
  if (lastErrors.includes(PIPE_LOST)) return `${PIPE_LOST} Code of a cell must not close the file descriptors 3 and 4.`;
  if (lastErrors.includes(WORKER_FAILED)) return lastErrors.slice(lastErrors.indexOf(WORKER_FAILED)).trimEnd();
  if (signal === 'SIGKILL') return 'The engine was killed (SIGKILL): by hand, or by the system for want of memory.';
  if (signal === 'SIGABRT') return `The engine aborted (SIGABRT): process.abort(), or an assertion in native code.${lastLine(lastErrors)}`;
  if (signal === 'SIGTRAP') return `V8 ended the engine (SIGTRAP), as it does for a value beyond its limits.${lastLine(lastErrors)}`;
  if (signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGILL') return `The engine crashed in native code (${signal}).`;
  if (signal !== null) return `The engine was ended by the signal ${signal}.`;
  if (code === 0) return 'The engine ended by itself (code 0): process.reallyExit(), or a closed pipe to the kernel.';
  return `The engine ended with code ${String(code)}.${lastLine(lastErrors)}`;
}

/** What V8 and Node write around what they have to say. */
const FRAMING = /^(?:-{4}.*|\d+: .*|#.*|at .*|Waiting for the debugger to disconnect\.\.\.|Node\.js v\S+)?$/;

/** The last that a person can use of what was written on stderr; of V8's own account of a fatal error, its first line. */
function lastLine(text: string): string {
  const account = /^# Fatal error .*\n# (.+)$/m.exec(text)?.[1];
  const last = account ?? text.split('\n').map((line) => line.trim()).findLast((line) => !FRAMING.test(line));
  return last === undefined ? '' : ` Its last words: ${last.slice(0, 300)}`;
}
