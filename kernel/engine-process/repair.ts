/** A termination leaves Node's stack of async ids unbalanced; an uncaught exception clears it, so one is thrown from the event loop. */
import timers from 'node:timers';

/** Node's own, taken before `pending-work.ts` puts another in its place. */
const { setImmediate: nodeSetImmediate } = timers;

const sentinel = {};
let isScheduled = false;

/** Throws the sentinel in the next round of the event loop. */
export function scheduleRepair(): void {
  if (isScheduled) return;
  isScheduled = true;
  nodeSetImmediate(() => {
    isScheduled = false;
    throw sentinel;
  });
}

/** Whether an uncaught exception is the sentinel. */
export function isRepair(thrown: unknown): boolean {
  return thrown === sentinel;
}
