/** Timers under the X-ray: when they should have fired, when they did, what took them back. */
import timers from 'node:timers';
import type { Operation } from '../xray/collect/operation';
import { endingPromise } from '../xray/collect/ending-promise';
import { observing } from './observing';

type TimerCallback = (...args: unknown[]) => void;

/** Node takes delays outside of these for 1 ms (documentation of `setTimeout`). */
const LONGEST_DELAY = 2 ** 31 - 1;

const operations = new WeakMap<object, Operation>();

const { apply } = Reflect;

function msOf(delay: unknown): number {
  const ms = Math.trunc(Number(delay));
  return ms >= 1 && ms <= LONGEST_DELAY ? ms : 1;
}

/** A timer begins. Null when nobody looks. */
export function beginTimer(type: string, delay: unknown, calledAs: (...args: never[]) => unknown): Operation | null {
  const ms = msOf(delay);
  const operation = observing.by?.begin({ kind: 'timer', type, label: () => `${type} ${ms} ms`, calledAs }) ?? null;
  if (operation !== null) operation.due = operation.start + ms;
  return operation;
}

/** Remembers whose timer it is. */
export function timerIs(timer: NodeJS.Timeout, operation: Operation): void {
  operations.set(timer, operation);
  operation.isAwaited = () => timer.hasRef();
}

/** The callback of a timer that fires once. */
export function firingOnce(operation: Operation, callback: TimerCallback): TimerCallback {
  return function fire(this: unknown, ...args: unknown[]): void {
    operation.done();
    operation.runs(() => apply(callback, this, args));
  };
}

/** The callback of an interval: each period is an operation. `timer` gives the interval, which is made after its callback. */
export function firingAgain(first: Operation, delay: unknown, callback: TimerCallback, timer: () => NodeJS.Timeout): TimerCallback {
  const ms = msOf(delay);
  let operation: Operation | null = first;
  const { type, label, stack } = first;
  return function fire(this: unknown, ...args: unknown[]): void {
    const ended = operation;
    ended?.done();
    operation = observing.by?.begin({ kind: 'timer', type, label, calledAs: null, stack }) ?? null;
    if (operation !== null) {
      operation.due = operation.start + ms;
      timerIs(timer(), operation);
    }
    if (ended === null) apply(callback, this, args);
    else ended.runs(() => apply(callback, this, args));
  };
}

function noteCleared(timer: unknown): void {
  if (observing.by === null || typeof timer !== 'object' || timer === null) return;
  operations.get(timer)?.cleared();
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
    if (observing.by !== null) operations.get(this)?.beginsAnew();
    return nodeRefresh.call(this);
  });
}
