/**
 * Spans of `Promise.all`, `allSettled`, `race` and `any`, by replacements that are there only while somebody looks. The promise that the
 * person gets is V8's own: what is listened to are its inputs, which have a listener already, so that a rejection that nobody handles is
 * still told, and awaiting functions still find each other.
 */
import { types } from 'node:util';
import type { Observer, SeenGroup } from './recorder';

/** Taken before a cell may change them. */
const { apply } = Reflect;
const { then } = Promise.prototype;
const { isPromise } = types;

type Combinator = 'all' | 'allSettled' | 'race' | 'any';

/** How many of the inputs have to be fulfilled, or rejected, for the whole to be settled. */
const SETTLED_BY: Record<Combinator, { readonly fulfilled: 'one' | 'all'; readonly rejected: 'one' | 'all' }> = {
  all: { fulfilled: 'all', rejected: 'one' },
  allSettled: { fulfilled: 'all', rejected: 'all' },
  race: { fulfilled: 'one', rejected: 'one' },
  any: { fulfilled: 'one', rejected: 'all' },
};

function listen(group: SeenGroup, inputs: readonly unknown[], name: Combinator, now: () => number): void {
  let open = inputs.length;
  const settle = (): void => {
    group.end ??= now();
  };
  const one = (how: 'one' | 'all') => (): void => {
    open -= 1;
    if (how === 'one' || open === 0) settle();
  };
  const { fulfilled, rejected } = SETTLED_BY[name];
  const onFulfilled = one(fulfilled);
  const onRejected = one(rejected);
  if (open === 0 && name !== 'race') settle();
  // A thenable that is no promise may do its work anew for everybody who listens.
  for (const input of inputs) if (isPromise(input)) apply(then, input, [onFulfilled, onRejected]);
  if (inputs.some((input) => !isPromise(input))) {
    const others = inputs.filter((input) => !isPromise(input)).length;
    for (let at = 0; at < others; at++) onFulfilled();
  }
}

/** The inputs as a list that can be read twice; null where they are none. */
function listOf(given: unknown): readonly unknown[] | null {
  if (Array.isArray(given)) return given;
  // Built-in collections alone: reading another iterable may have effects, and may throw.
  return types.isSet(given) ? [...given] : null;
}

/** Puts the replacements in place; the function that it returns takes them away. */
export function watchCombinators(observer: Observer, now: () => number): () => void {
  const replaced: (readonly [Combinator, unknown, unknown])[] = [];
  for (const name of Object.keys(SETTLED_BY) as Combinator[]) {
    const own: unknown = Reflect.get(Promise, name);
    if (typeof own !== 'function') continue;
    const call = {
      [name](this: unknown, given: unknown): unknown {
        const inputs = this === Promise ? listOf(given) : null;
        // A subclass, or an error of the person's that V8 tells best.
        if (inputs === null) return apply(own, this, [given]);
        const group = observer.beginGroup(`Promise.${name}`, inputs.length, replacement);
        const promise: unknown = apply(own, this, [inputs]);
        if (group !== null) listen(group, inputs, name, now);
        return promise;
      },
    }[name] as (...args: unknown[]) => unknown;
    const replacement = call;
    Reflect.set(Promise, name, call);
    replaced.push([name, own, call]);
  }
  return () => {
    for (const [name, own, call] of replaced) if (Reflect.get(Promise, name) === call) Reflect.set(Promise, name, own);
  };
}
