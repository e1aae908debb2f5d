/**
 * Where the engine's replacements of Node's functions tell what they start. Nobody listens unless a cell is X-rayed, and then all that it
 * costs is to look.
 */
import { endingPromise } from '../xray/collect/ending-promise';
import type { Operation, OperationStart, Origin } from '../xray/collect/operation';
import type { Observer } from '../xray/collect/recorder';

/** Who listens; null most of the time. */
export const observing: { by: Observer | null } = { by: null };

/** Any function of Node's. */
export type NodeCall = (...args: unknown[]) => unknown;

/** What is told of a call: its kind, its name, and in a few words what it is about. */
export interface ObservedCall {
  readonly kind: OperationStart['kind'];
  readonly name: string;
  /** Behind the name, for example the file; called only while somebody looks. */
  about?(args: readonly unknown[]): string;
}

const { apply } = Reflect;

function labelOf({ name, about }: ObservedCall, args: readonly unknown[]): string {
  const words = about?.(args) ?? '';
  return words === '' ? name : `${name} ${words}`;
}

/** The start of a call; null when nobody looks. `origin`: the stream that it belongs to, where that is known. */
export function beginCall(told: ObservedCall, args: readonly unknown[], calledAs: NodeCall, origin?: Origin): Operation | null {
  const observer = observing.by;
  if (observer === null) return null;
  return observer.begin({ kind: told.kind, type: told.name, label: () => labelOf(told, args), calledAs, origin: origin ?? observer.origin() });
}

/** A callback that ends an operation: with its first argument where that is an error. */
export function endingCallback(operation: Operation, callback: NodeCall): NodeCall {
  return function ending(this: unknown, ...values: unknown[]): unknown {
    if (values[0] instanceof Error) operation.failed(values[0]);
    else operation.done();
    return operation.runs(callback, this, values);
  };
}

/** Gives it the other's name, length, and what `util.promisify` knows it by. */
export function looksLike<T extends object>(call: T, original: object): T {
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
}

/** A function of Node's that takes a callback last, watched. A call without one is synchronous. */
export function observedCallback(told: ObservedCall, nodeCall: NodeCall): NodeCall {
  const call = function call(this: unknown, ...args: unknown[]): unknown {
    const callback = args.at(-1);
    const operation = observing.by === null || typeof callback !== 'function' ? null : beginCall(told, args, call);
    if (operation === null) return apply(nodeCall, this, args);
    return apply(nodeCall, this, [...args.slice(0, -1), endingCallback(operation, callback as NodeCall)]);
  };
  return looksLike(call, nodeCall);
}

/** A function of Node's that gives a promise, watched. */
export function observedPromise(told: ObservedCall, nodeCall: NodeCall): NodeCall {
  const call = function call(this: unknown, ...args: unknown[]): unknown {
    const operation = observing.by === null ? null : beginCall(told, args, call);
    const result: unknown = apply(nodeCall, this, args);
    return operation === null ? result : endingPromise(operation, result as Promise<unknown>);
  };
  return looksLike(call, nodeCall);
}

/** A function that makes a stream, watched: what the stream does later is told as parts of this call. */
export function observedOrigin(told: ObservedCall, nodeCall: NodeCall, onMade?: (made: unknown, origin: Origin) => void): NodeCall {
  const call = function call(this: unknown, ...args: unknown[]): unknown {
    const observer = observing.by;
    if (observer === null) return apply(nodeCall, this, args);
    return observer.asOrigin({ kind: told.kind, type: told.name, label: labelOf(told, args), calledAs: call }, (origin) => {
      const made: unknown = apply(nodeCall, this, args);
      onMade?.(made, origin);
      return made;
    });
  };
  return looksLike(call, nodeCall);
}
