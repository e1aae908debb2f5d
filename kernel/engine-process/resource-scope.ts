/**
 * `using` and `await using` (ECMAScript explicit resource management, DisposeResources): at the top level, where resources end with
 * the cell, and nested, as oxc's lowering calls it. Node 22 does not know the syntax, and V8's REPL mode never disposes at the top level.
 */
import type { ResourceScope, UsingContext } from '../language/running-form';

interface Resource {
  /** Null for `await using` of null or undefined, which only waits. */
  readonly dispose: (() => unknown) | null;
  readonly isAsync: boolean;
}

/** The disposal method of a value, looked up when the value is registered; what a sync one returns is not waited for. */
function disposalOf(value: object, isAsync: boolean): () => unknown {
  const asyncMethod: unknown = isAsync ? Reflect.get(value, Symbol.asyncDispose) : undefined;
  if (asyncMethod !== undefined && asyncMethod !== null) return callable(asyncMethod, value, 'Symbol.asyncDispose');
  const dispose = callable(Reflect.get(value, Symbol.dispose), value, isAsync ? 'Symbol.asyncDispose or Symbol.dispose' : 'Symbol.dispose');
  return isAsync ? () => void dispose() : dispose;
}

function callable(method: unknown, value: object, symbol: string): () => unknown {
  if (typeof method !== 'function') throw new TypeError(`A value declared with 'using' needs a method under ${symbol}.`);
  return () => Reflect.apply(method, value, []);
}

interface Suppressed extends Error {
  error: unknown;
  suppressed: unknown;
}

/** SuppressedError, which V8 has from Node 24 on. */
function suppress(error: unknown, suppressed: unknown): unknown {
  const known: unknown = Reflect.get(globalThis, 'SuppressedError');
  const message = 'A disposal failed after another error.';
  if (typeof known === 'function') return Reflect.construct(known, [error, suppressed, message]);
  return Object.assign(new Error(message) as Suppressed, { name: 'SuppressedError', error, suppressed });
}

/** What `UsingContext.e` holds while the block has not thrown: undefined can be thrown too. */
const NOTHING_THROWN = Symbol('nothing thrown');

/** Makes the context of one block. */
export function createUsingContext(): UsingContext {
  const resources: Resource[] = [];
  let failure: { readonly error: unknown } | null = null;

  const fail = (error: unknown): void => {
    failure = { error: failure === null ? error : suppress(error, failure.error) };
  };
  const register = (value: unknown, isAsync: boolean): void => {
    if (value === null || value === undefined) {
      if (isAsync) resources.push({ dispose: null, isAsync });
      return;
    }
    if (typeof value !== 'object' && typeof value !== 'function') {
      throw new TypeError(`A value declared with 'using' must be an object, null or undefined, not a ${typeof value}.`);
    }
    resources.push({ dispose: disposalOf(value, isAsync), isAsync });
  };
  const throwFailure = (): undefined => {
    if (failure !== null) throw failure.error;
    return undefined;
  };
  const disposeSync = (): undefined => {
    for (const { dispose } of resources.reverse()) {
      try {
        dispose?.();
      } catch (error) {
        fail(error);
      }
    }
    return throwFailure();
  };
  const disposeAsync = async (): Promise<void> => {
    for (const { dispose, isAsync } of resources.reverse()) {
      try {
        const done = dispose?.();
        if (isAsync) await done;
      } catch (error) {
        fail(error);
      }
    }
    throwFailure();
  };

  const context: UsingContext = {
    e: NOTHING_THROWN,
    u(value) {
      register(value, false);
      return value;
    },
    a(value) {
      register(value, true);
      return value;
    },
    d() {
      if (context.e !== NOTHING_THROWN) fail(context.e);
      return resources.some(({ isAsync }) => isAsync) ? disposeAsync() : disposeSync();
    },
  };
  return context;
}

/** Makes the scope of one cell. */
export function createResourceScope(): ResourceScope {
  const context = createUsingContext();
  return {
    use: (value, isAsync) => (isAsync ? context.a(value) : context.u(value)),
    fail(error) {
      context.e = error;
    },
    async end() {
      await context.d();
    },
  };
}
