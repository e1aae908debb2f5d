/**
 * Spans of `Promise.all`, `allSettled`, `race` and `any`, by replacements that are there only while somebody looks. What the person gets is
 * an async function's promise behind V8's own: V8 still finds the awaiting function behind it (a second listener on a promise would
 * end that), and a rejection that nobody handles is still told. It settles one or two microtasks later.
 */
import type { Observer, SeenGroup } from './recorder';

const COMBINATORS = ['all', 'allSettled', 'race', 'any'] as const;

/** Taken before a cell may change it. */
const { apply } = Reflect;

async function ending(group: SeenGroup, promise: Promise<unknown>, now: () => number): Promise<unknown> {
  try {
    return await promise;
  } finally {
    group.end = now();
  }
}

/** The same values, counted as they are read. */
function* counted(values: Iterable<unknown>, count: () => void): Generator<unknown> {
  for (const value of values) {
    count();
    yield value;
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> => typeof value === 'object' && value !== null && Symbol.iterator in value;

/** Puts the replacements in place; the function that it returns takes them away. */
export function watchCombinators(observer: Observer, now: () => number): () => void {
  const replaced = COMBINATORS.flatMap((name) => {
    const own: unknown = Reflect.get(Promise, name);
    if (typeof own !== 'function') return [];
    const { [name]: call } = {
      [name](this: unknown, values: unknown): unknown {
        // A subclass makes promises of its own, and what is no list is an error that V8 tells best.
        const group = this === Promise && isIterable(values) ? observer.beginGroup(`Promise.${name}`, call as never) : null;
        if (group === null) return apply(own, this, [values]);
        const list = counted(values as Iterable<unknown>, () => {
          group.n += 1;
        });
        return ending(group, apply(own, this, [list]) as Promise<unknown>, now);
      },
    };
    Reflect.set(Promise, name, call);
    return [{ name, own, call }];
  });
  return () => {
    for (const { name, own, call } of replaced) if (Reflect.get(Promise, name) === call) Reflect.set(Promise, name, own);
  };
}
