/** Timers that know their cell: an interrupt ends its timeouts, intervals stay. */
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { cellNow } from './cell-clock';
import { currentScope, runDetached } from './cell-context';
import { isHeldUp, noteLate, noteTimer, placeOfTimer } from './held-up';
import { beginInterval, beginTimer, endedBy, firingAgain, installTimerEnds, observedIteration } from './observed-timers';
import type { TimerOperation } from '../xray/collect/operation';
import { endingPromise } from '../xray/collect/ending-promise';
import { observing } from './observing';
import { registerWait } from './pending-work';

type TimerCallback = (...args: unknown[]) => void;

interface PromisedTimerOptions {
  readonly ref?: boolean;
  readonly signal?: AbortSignal;
}

const { setTimeout: nodeSetTimeout, setInterval: nodeSetInterval, setImmediate: nodeSetImmediate } = timers;
const { setTimeout: nodePromisedTimeout, setInterval: nodePromisedInterval, setImmediate: nodePromisedImmediate } = timersPromises;
const settled = Promise.resolve();

/** Node's own, for the kernel's own: what is put in their place belongs to cells. */
export const nodeTimers = { setTimeout: nodeSetTimeout, setInterval: nodeSetInterval, setImmediate: nodeSetImmediate, clearInterval: timers.clearInterval };

/** Node's own mark of a timer that fired or was cleared; there is no public one. */
function isDestroyed(timer: NodeJS.Timeout): boolean {
  return Reflect.get(timer, '_destroyed') === true;
}

/** A timer that fires although its cell was interrupted was unref'ed: it is to work, also behind an await. `operation`: under the X-ray. */
function survivingInterrupt(callback: TimerCallback, operation: TimerOperation | null): TimerCallback {
  const scope = currentScope();
  if (typeof callback !== 'function' || (scope === null && operation === null)) return callback;
  const place = scope === null ? null : placeOfTimer(scope, setTimeoutOfCell);
  const fire = function fire(this: unknown, ...args: unknown[]): void {
    operation?.done();
    if (scope !== null && isHeldUp()) noteTimer(this, scope.cell, place);
    if (scope?.isInterrupted === true) runDetached(() => Reflect.apply(callback, this, args));
    else if (operation === null) Reflect.apply(callback, this, args);
    else operation.runs(callback, this, args);
  };
  return operation === null ? fire : endedBy(operation, fire);
}

function setTimeoutOfCell(callback: TimerCallback, delay?: number, ...args: unknown[]): NodeJS.Timeout {
  const operation = observing.by === null ? null : beginTimer('setTimeout', delay, setTimeoutOfCell);
  const timer = nodeSetTimeout(survivingInterrupt(callback, operation), delay, ...args);
  operation?.is(timer);
  registerWait({ isOver: () => isDestroyed(timer) || !timer.hasRef(), end: () => clearTimeout(timer) });
  return timer;
}

function setIntervalOfCell(callback: TimerCallback, delay?: number, ...args: unknown[]): NodeJS.Timeout {
  const operation = observing.by === null || typeof callback !== 'function' ? null : beginInterval(delay, setIntervalOfCell);
  if (operation === null) return runDetached(() => nodeSetInterval(callback, delay, ...args));
  const fire = firingAgain(operation, delay, callback, () => timer);
  const timer = runDetached(() => nodeSetInterval(fire, delay, ...args));
  operation.is(timer);
  return timer;
}

/**
 * The callback runs inside a microtask: one that is terminated outside of it leaves Node's immediate queue broken (endless `_idleNext`
 * errors on Node 24).
 */
function setImmediateOfCell(callback: TimerCallback, ...args: unknown[]): NodeJS.Immediate {
  if (typeof callback !== 'function') return nodeSetImmediate(callback, ...args);
  const scope = currentScope();
  const immediate = nodeSetImmediate(() => {
    if (scope?.isInterrupted === true) return;
    settled
      .then(() => Reflect.apply(callback, immediate, args))
      .catch((error: unknown) =>
        process.nextTick(() => {
          throw error;
        }),
      );
  });
  return immediate;
}

function promisedTimeout(delay?: number, value?: unknown, options?: PromisedTimerOptions): Promise<unknown> {
  const operation = observing.by === null ? null : beginTimer('setTimeout', delay, promisedTimeout);
  const promise = promisedTimeoutOfCell(delay, value, options);
  return operation === null ? promise : endingPromise(operation, promise);
}

/** An ended wait stays pending: a rejected one would let the cell's own `catch` run. */
function promisedTimeoutOfCell(delay?: number, value?: unknown, options?: PromisedTimerOptions): Promise<unknown> {
  const scope = currentScope();
  if (scope === null || options?.ref === false) return nodePromisedTimeout(delay, value, options);
  const dueMs = cellNow() + (delay ?? 0);
  const place = placeOfTimer(scope, promisedTimeout);
  const ending = new AbortController();
  const signal = options?.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  let isOver = false;
  registerWait({ isOver: () => isOver, end: () => ending.abort() });
  return new Promise((resolve, reject) => {
    nodePromisedTimeout(delay, value, { ...options, signal }).then(
      (result) => {
        isOver = true;
        if (isHeldUp()) noteLate({ cell: scope.cell, lateMs: cellNow() - dueMs, what: 'timer', stack: place });
        resolve(result);
      },
      (error: unknown) => {
        isOver = true;
        if (!ending.signal.aborted) reject(error as Error);
      },
    );
  });
}

/** Whoever iterates over it is gone with its cell: it would tick for nobody. */
function promisedInterval(delay?: number, value?: unknown, options?: PromisedTimerOptions): NodeJS.AsyncIterator<unknown> {
  if (currentScope() === null || options?.ref === false) return nodePromisedInterval(delay, value, options);
  const ending = new AbortController();
  const signal = options?.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  const iteration = nodePromisedInterval(delay, value, { ...options, signal });
  const held = new WeakRef(iteration);
  registerWait({ isOver: () => held.deref() === undefined, end: () => ending.abort() });
  return iteration;
}

/** Puts a function in place in `timers` and as a global, with its promised form for `util.promisify`. */
function place(name: 'setTimeout' | 'setInterval' | 'setImmediate', replacement: (...args: never[]) => unknown, promised: unknown): void {
  Object.defineProperty(replacement, 'name', { value: name });
  if (promised !== null) Object.defineProperty(replacement, promisify.custom, { enumerable: true, value: promised });
  Reflect.set(timers, name, replacement);
  Reflect.set(globalThis, name, replacement);
}

/** Puts the timers in place. */
export function installCellTimers(): void {
  Reflect.set(timersPromises, 'setTimeout', promisedTimeout);
  Reflect.set(timersPromises, 'setInterval', observedIteration(promisedInterval as never));
  Reflect.set(timersPromises.scheduler, 'wait', (delay?: number, options?: PromisedTimerOptions) => promisedTimeout(delay, undefined, options));
  installTimerEnds();
  place('setTimeout', setTimeoutOfCell, promisedTimeout);
  place('setInterval', setIntervalOfCell, null);
  place('setImmediate', setImmediateOfCell, nodePromisedImmediate);
}
