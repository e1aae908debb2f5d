/** Timers under the X-ray: when they should have fired, when they did, what took them back. */
import timers from 'node:timers';
import type { Operation, TimerOperation } from '../xray/collect/operation';
import { endingPromise } from '../xray/collect/ending-promise';
import { observing } from './observing';

type TimerCallback = (...args: unknown[]) => void;

/** Node takes delays outside of these for 1 ms (documentation of `setTimeout`). */
const LONGEST_DELAY = 2 ** 31 - 1;

const { apply } = Reflect;

function msOf(delay: unknown): number {
  const ms = Math.trunc(Number(delay));
  return ms >= 1 && ms <= LONGEST_DELAY ? ms : 1;
}

const labelOf = (type: string, ms: number): string => `${type} ${ms} ms`;

/** A timer begins. Null when nobody looks. */
export function beginTimer(type: string, delay: unknown, calledAs: (...args: never[]) => unknown): TimerOperation | null {
  const ms = msOf(delay);
  return observing.by?.beginTimer({ kind: 'timer', type, label: () => labelOf(type, ms), calledAs }, ms) ?? null;
}

/** An interval begins. */
export function beginInterval(delay: unknown, calledAs: (...args: never[]) => unknown): Operation | null {
  const ms = msOf(delay);
  const operation = observing.by?.begin({ kind: 'timer', type: 'setInterval', label: () => labelOf('setInterval', ms), calledAs }) ?? null;
  operation?.isDueAfter(ms);
  return operation;
}

/** A class that puts its fields on the function that it is given. */
const OnCallback = class {
  constructor(callback: TimerCallback) {
    return callback as never;
  }
} as new (callback: TimerCallback) => object;

/** The operation of a timer, held by its callback: no inspection shows it, and it costs a tenth of a WeakMap that is swept with each collection. */
class OfTimer extends OnCallback {
  #operation: TimerOperation;

  constructor(callback: TimerCallback, operation: TimerOperation) {
    super(callback);
    this.#operation = operation;
  }

  static of(timer: object): TimerOperation | null {
    const callback: unknown = Reflect.get(timer, '_onTimeout');
    return typeof callback === 'function' && #operation in callback ? callback.#operation : null;
  }

  static set(callback: TimerCallback, operation: TimerOperation): void {
    if (#operation in callback) callback.#operation = operation;
    else new OfTimer(callback, operation);
  }
}

/** `fire`, the callback of a timer, tells of its end; what takes the timer back does too. */
export function endedBy(operation: TimerOperation, fire: TimerCallback): TimerCallback {
  OfTimer.set(fire, operation);
  return fire;
}

/** The callback of an interval: each period is an operation. `timer` gives the interval, which is made after its callback. */
export function firingAgain(first: Operation, delay: unknown, callback: TimerCallback, timer: () => NodeJS.Timeout): TimerCallback {
  const ms = msOf(delay);
  let operation: Operation | null = first;
  const { type, stack } = first;
  const fire = function fire(this: unknown, ...args: unknown[]): void {
    const ended = operation;
    ended?.done();
    operation = observing.by?.begin({ kind: 'timer', type, label: () => labelOf(type, ms), calledAs: null, stack }) ?? null;
    if (operation !== null) {
      operation.isDueAfter(ms);
      operation.is(timer());
      OfTimer.set(fire, operation);
    }
    if (ended === null) apply(callback, this, args);
    else ended.runs(callback, this, args);
  };
  OfTimer.set(fire, first);
  return fire;
}

function noteCleared(timer: unknown): void {
  if (observing.by === null || typeof timer !== 'object' || timer === null) return;
  OfTimer.of(timer)?.cleared();
}

/** `setInterval` of `timers/promises`: each wait for the next value is an operation. */
export function observedIteration(nodeIterate: (delay?: number, ...rest: unknown[]) => AsyncIterable<unknown>): (delay?: number, ...rest: unknown[]) => AsyncIterable<unknown> {
  return function setInterval(delay, ...rest) {
    const values = nodeIterate(delay, ...rest) as AsyncIterableIterator<unknown>;
    if (observing.by === null) return values;
    const next = (): Promise<IteratorResult<unknown>> => {
      const operation = beginTimer('setInterval', delay, next);
      return operation === null ? values.next() : endingPromise(operation, values.next());
    };
    return { next, return: (value) => values.return!(value), throw: (error) => values.throw!(error), [Symbol.asyncIterator]() { return this; } } as AsyncIterableIterator<unknown>;
  };
}

/** Watches what takes timers back or sets them anew: `clearTimeout`, `clearInterval`, `close` and `refresh`. */
export function installTimerEnds(): void {
  for (const name of ['clearTimeout', 'clearInterval'] as const) {
    const nodeClear = timers[name];
    const clear = { [name]: (timer: NodeJS.Timeout | undefined): void => {
      noteCleared(timer);
      nodeClear(timer);
    } }[name]!;
    Reflect.set(timers, name, clear);
    Reflect.set(globalThis, name, clear);
  }
  const sample = timers.setTimeout(() => undefined, 1);
  timers.clearTimeout(sample);
  const prototype = Object.getPrototypeOf(sample) as { close(): unknown; refresh(): unknown };
  const { close: nodeClose, refresh: nodeRefresh } = prototype;
  Reflect.set(prototype, 'close', function close(this: object): unknown {
    noteCleared(this);
    return nodeClose.call(this);
  });
  Reflect.set(prototype, 'refresh', function refresh(this: object): unknown {
    if (observing.by !== null) OfTimer.of(this)?.beginsAnew();
    return nodeRefresh.call(this);
  });
}
