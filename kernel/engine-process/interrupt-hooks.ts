/**
 * The main thread's half of an interrupt. The worker first asks by message: when the event loop turns, the main thread settles the
 * cell itself. When it does not answer, the worker terminates what runs and then calls `afterTermination`.
 */
import type { Worker } from 'node:worker_threads';
import type { StackFrame } from '../engine/contract';
import type { Evaluator } from './evaluate';
import { scheduleRepair } from './repair';
import { framesOf } from './stack-frames';

/** Global symbol under which the worker finds the hooks by `Runtime.evaluate`. */
export const HOOKS_KEY = 'awaitbook.interrupt';

/**
 * Shared memory with the number of the last interrupt that the worker no longer waits for: its message, seen only after the
 * termination, must not hit the next cell.
 */
export type SharedTurns = SharedArrayBuffer;

/** What the worker's message asks. */
export interface InterruptMessage {
  readonly interrupt: number;
}

/** The answer: whether a cell was running. */
export interface InterruptAnswer {
  readonly interrupt: number;
  readonly wasRunning: boolean;
}

/** What the worker evaluates on the main thread. */
export interface InterruptHooks {
  /** JSON of `Standing`, also from the midst of a loop. */
  where(): string;
  /** Settles the running cell after a termination; JSON of the frames comes from `where`. Says whether a cell was running. */
  afterTermination(frames: string): boolean;
}

/** Where the main thread stands. */
export interface Standing {
  readonly frames: readonly StackFrame[];
  /** Whether a frame of the running cell, or of what it calls, is among them. */
  readonly isInRunningCell: boolean;
}

const STACK_LINES = 50;

/** Puts the hooks in place. */
export function installInterruptHooks(evaluator: Evaluator, worker: Worker, turns: SharedTurns): void {

  const hooks: InterruptHooks = {
    where() {
      const limit = Error.stackTraceLimit;
      Error.stackTraceLimit = STACK_LINES;
      const frames = framesOf(new Error());
      Error.stackTraceLimit = limit;
      const running = evaluator.runningCell();
      const standing: Standing = { frames, isInRunningCell: running !== null && frames.some((frame) => frame.cell === running.cell) };
      return JSON.stringify(standing);
    },
    afterTermination(frames) {
      scheduleRepair();
      return evaluator.settleInterrupted(JSON.parse(frames) as StackFrame[]);
    },
  };
  Object.defineProperty(globalThis, Symbol.for(HOOKS_KEY), { configurable: true, enumerable: false, value: hooks });

  const terminatedUpTo = new Int32Array(turns);
  worker.on('message', (message: InterruptMessage) => {
    if (message.interrupt <= Atomics.load(terminatedUpTo, 0)) return;
    const answer: InterruptAnswer = { interrupt: message.interrupt, wasRunning: evaluator.settleInterrupted([]) };
    worker.postMessage(answer);
  });
}
