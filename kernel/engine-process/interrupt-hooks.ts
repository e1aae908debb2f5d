/**
 * The main thread's half of an interrupt. The worker first asks by message: when the event loop turns, the main thread settles the
 * cell itself. When it does not answer, the worker terminates what runs and then calls `afterTermination`.
 */
import { Session } from 'node:inspector';
import timers from 'node:timers';
import type { Worker } from 'node:worker_threads';
import type { CellNumber, StackFrame } from '../engine/contract';
import { NOBODYS_MS, TERMINATION_MS } from '../limits';
import { currentCell } from './cell-context';
import { plainError } from './describe-thrown';
import type { Evaluator } from './evaluate';
import { forgetHalfLoadedModules } from './modules';
import { scheduleRepair } from './repair';
import type { Reporter } from './report';
import { isGivenUp, isProtected, isWaitEnded, type SharedTurns, tellStop } from './shared-turns';
import { labelOf, standingFrames } from './stack-frames';
import { terminateSoon } from './terminate-here';

/** Global symbol under which the worker finds the hooks by `Runtime.evaluate`. */
export const HOOKS_KEY = 'awaitbook.interrupt';

/** `interrupt`: number of an interrupt, with the cell that the front saw running; `check`: asks whether the event loop turns. */
export type InterruptMessage = { readonly interrupt: number; readonly cell: CellNumber | null } | { readonly check: number };

/** The answers; `wasRunning`: whether there was something to interrupt. */
export type InterruptAnswer = { readonly interrupt: number; readonly wasRunning: boolean } | { readonly check: number };

/** What the worker evaluates on the main thread. */
export interface InterruptHooks {
  /** JSON of `Standing`, also from the midst of a loop. */
  where(): string;
  /** Terminates what runs, unless that would break Node or the engine; JSON of a `Stopping`. `waitedMs`: how long it was let go on before. */
  stop(waitedMs: number): string;
  /**
   * Settles the cell after a termination of what stood at `standing` (JSON of a `Standing`). False, and nothing done, when code of the cell
   * runs all the same: V8 forgets a termination when some other call of an inspector comes to its end.
   */
  afterTermination(cell: CellNumber | null, standing: string): boolean;
}

/** Where the main thread stands. */
export interface Standing {
  readonly frames: readonly StackFrame[];
  /** The cell whose work it is. */
  readonly owner: CellNumber | null;
  /** Whether code of the running cell stands there, not a callback that an older one left, nor only code of Node. */
  readonly isInRunningCell: boolean;
  /** Node is at work of its own that would be broken for good if it ended half-way: the loading of an inner module, for one. */
  readonly mustFinish: boolean;
}

/** Where the main thread stood when it was told to stop, and whether it does. */
export interface Stopping extends Standing {
  readonly isStopped: boolean;
}

const STACK_LINES = 50;

/** Node's own, taken before `cell-timers.ts` puts another in its place. */
const { setImmediate: nodeSetImmediate } = timers;

/** Puts the hooks in place. Returns what stops the work that runs now, where it stands, as an interrupt does: it never returns. */
export function installInterruptHooks(evaluator: Evaluator, reporter: Reporter, worker: Worker, turns: SharedTurns): () => never {
  const session = new Session();
  session.connect();

  function standing(): Standing {
    const { frames, mustFinish } = standingFrames(STACK_LINES);
    const owner = currentCell() ?? frames.at(-1)?.cell ?? null;
    return { frames, owner, mustFinish, isInRunningCell: frames.length > 0 && owner === (evaluator.runningCell()?.cell ?? null) };
  }

  function settleAt(cell: CellNumber | null, { frames, owner }: Standing): void {
    const runningCell = evaluator.runningCell()?.cell ?? cell;
    // Between two callbacks, where nobody's code stands, the owner may be that of the last one that was terminated.
    const isOthers = frames.length > 0 && owner !== null && owner !== runningCell;
    if (!isOthers) {
      // Without a frame of anyone it stands between two continuations.
      evaluator.settleInterrupted(cell, frames.length === 0 ? null : frames);
      return;
    }
    evaluator.settleInterrupted(cell, null, labelOf(owner));
    const error = plainError('KeyboardInterrupt', 'Work that this cell had left running held up the event loop and was interrupted.', frames);
    reporter.event({ type: 'uncaught', cell: owner, error });
  }

  const hooks: InterruptHooks = {
    where: () => JSON.stringify(standing()),
    stop(waitedMs) {
      const where = standing();
      const mustFinish = where.mustFinish || isProtected(turns);
      // Where no code of a person is on the stack, Node or the kernel is at work, and ends soon, or nobody is: then the next to come would be hit.
      const isNobodys = where.frames.length === 0;
      const mayStop = waitedMs >= TERMINATION_MS || (!mustFinish && (!isNobodys || waitedMs >= NOBODYS_MS));
      // A wait that was ended stops by itself, see `stopWork`.
      const isStopped = mayStop && !isWaitEnded(turns);
      const answer = JSON.stringify({ ...where, isStopped } satisfies Stopping);
      if (isStopped) terminateSoon(session, () => tellStop(turns));
      return answer;
    },
    afterTermination(cell, text) {
      if (standing().isInRunningCell) return false;
      scheduleRepair();
      forgetHalfLoadedModules();
      settleAt(cell, JSON.parse(text) as Standing);
      return true;
    },
  };
  Object.defineProperty(globalThis, Symbol.for(HOOKS_KEY), { configurable: true, enumerable: false, value: hooks });

  const answer = (message: InterruptAnswer): void => worker.postMessage(message);
  worker.on('message', (message: InterruptMessage) => {
    // From an immediate: what nextTick and microtasks still hold comes before it.
    if ('check' in message) nodeSetImmediate(() => answer(message));
    else if (!isGivenUp(turns, message.interrupt)) {
      answer({ interrupt: message.interrupt, wasRunning: evaluator.settleInterrupted(message.cell, null) });
    }
  });

  return function stopWork(): never {
    settleAt(null, standing());
    scheduleRepair();
    terminateSoon(session, () => tellStop(turns));
    for (;;);
  };
}
