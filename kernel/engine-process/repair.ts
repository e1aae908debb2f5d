/**
 * A termination leaves Node's stack of async ids unbalanced: whoever was to take an id off it (`AsyncResource.runInAsyncScope`, async_hooks)
 * is gone. Node asserts that it is empty when a callback ends, and aborts. Its handler of uncaught exceptions clears the stack.
 */
import timers from 'node:timers';
import { runOutside } from './cell-context';

/** Node's own, taken before `pending-work.ts` puts another in its place. */
const { setImmediate: nodeSetImmediate } = timers;

/** Node's handler; C++ looks for it on `process` under this name. Seen on 22, 24, 26. */
const handleUncaught: unknown = Reflect.get(process, '_fatalException');

const sentinel = {};
let isScheduled = false;

/** Clears the stack at once, from the midst of what is to be terminated: it may be too late behind it. */
export function clearAsyncIds(): void {
  if (typeof handleUncaught !== 'function') return; // `scheduleRepair` is left
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  const { setImmediate: ours } = timers;
  // So that no listener of the person's hears of it, and no immediate is made for the ticks: one that is terminated breaks the queue.
  Object.defineProperty(process, 'emit', { configurable: true, writable: true, value: () => true });
  Reflect.set(timers, 'setImmediate', () => undefined);
  try {
    runOutside(() => Reflect.apply(handleUncaught, process, [sentinel, false]));
  } finally {
    Reflect.set(timers, 'setImmediate', ours);
    if (own === undefined) Reflect.deleteProperty(process, 'emit');
    else Object.defineProperty(process, 'emit', own);
  }
}

/**
 * Has Node look at its queue of ticks again: after a termination in one of them it may hold some and yet be marked as empty, and then none runs
 * ever again. A rejection marks it; handled at once, that is all it does. Seen on 22, in a flood of lines of a child.
 */
function wakeTicks(): void {
  void Promise.reject(sentinel).catch(() => undefined);
}

/** Throws the sentinel in the next round of the event loop: what was terminated from outside could not be repaired before. */
export function scheduleRepair(): void {
  if (isScheduled) return;
  isScheduled = true;
  runOutside(() =>
    nodeSetImmediate(() => {
      isScheduled = false;
      wakeTicks();
      throw sentinel;
    }),
  );
}

/** Whether an uncaught exception is the sentinel. */
export function isRepair(thrown: unknown): boolean {
  return thrown === sentinel;
}
