/** `using` and `await using` at the top level of a cell: the resources end with the cell, in reverse order. */
import type { ResourceScope } from '../language/running-form';

type Disposal = () => unknown;

/** Symbols by their names: Node 20's types lack them, and V8 has them from Node 18.18 on. */
function disposalOf(value: object, isAsync: boolean): Disposal {
  const asyncMethod: unknown = isAsync ? Reflect.get(value, Symbol.asyncDispose) : undefined;
  const method: unknown = asyncMethod ?? Reflect.get(value, Symbol.dispose);
  if (typeof method !== 'function') {
    const symbol = isAsync ? 'Symbol.asyncDispose or Symbol.dispose' : 'Symbol.dispose';
    throw new TypeError(`A value declared with '${isAsync ? 'await using' : 'using'}' needs a method under ${symbol}.`);
  }
  return () => Reflect.apply(method, value, []);
}

interface Suppressed extends Error {
  error: unknown;
  suppressed: unknown;
}

/** SuppressedError, which V8 has from Node 24 on. */
function suppress(error: unknown, suppressed: unknown): unknown {
  const known: unknown = Reflect.get(globalThis, 'SuppressedError');
  if (typeof known === 'function') return Reflect.construct(known, [error, suppressed, 'A disposal failed after another error.']);
  const made = new Error('A disposal failed after another error.') as Suppressed;
  return Object.assign(made, { name: 'SuppressedError', error, suppressed });
}

/** Makes the scope of one cell. */
export function createResourceScope(): ResourceScope {
  const disposals: { readonly dispose: Disposal; readonly isAsync: boolean }[] = [];
  let failure: { readonly error: unknown } | null = null;
  const fail = (error: unknown): void => {
    failure = { error: failure === null ? error : suppress(error, failure.error) };
  };
  return {
    use(value, isAsync) {
      if (value === null || value === undefined) return value;
      if (typeof value !== 'object' && typeof value !== 'function') {
        throw new TypeError(`A value declared with 'using' must be an object, null or undefined, not a ${typeof value}.`);
      }
      disposals.push({ dispose: disposalOf(value, isAsync), isAsync });
      return value;
    },
    fail,
    async end() {
      for (const { dispose, isAsync } of disposals.reverse()) {
        try {
          const done = dispose();
          if (isAsync) await done;
        } catch (error) {
          fail(error);
        }
      }
      if (failure !== null) throw (failure as { error: unknown }).error;
    },
  };
}
