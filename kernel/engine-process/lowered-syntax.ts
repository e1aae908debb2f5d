/** Functions that the running form calls in place of what V8 and Node have not, or have otherwise. */
import { createUsingContext } from './resource-scope';

/** The value of a name that may not be there yet; see `RunningFormHelpers.keep`. */
export function keep(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** Finds a function for `RunningFormHelpers.lowering`; @swc/helpers is loaded only for cells with decorators. */
export function lowering(name: string): unknown {
  if (name === 'usingCtx') return createUsingContext;
  return (require(`@swc/helpers/_/${name}`) as { readonly _: unknown })._;
}

/** See `RunningFormHelpers.names`. */
export const names = Object.create(globalThis) as Record<string, unknown>;

/** See `RunningFormHelpers.hide`. Defined, not assigned: some of Node's globals are accessors that an assignment would reach. */
export function hide(name: string, keepsValue: boolean): void {
  if (keepsValue && Object.hasOwn(names, name)) return;
  Object.defineProperty(names, name, { configurable: true, enumerable: true, writable: true, value: keepsValue ? names[name] : undefined });
}

/** See `RunningFormHelpers.constant`. */
export function constant(read: () => unknown, write?: (value: unknown) => void): { value: unknown } {
  return {
    get value() {
      return read();
    },
    set value(value) {
      // A name that is not there any more (after the engine's end) is told as that.
      if (write === undefined || read() !== undefined) throw new TypeError('Assignment to constant variable.');
      write(value);
    },
  };
}

/** See `RunningFormHelpers.deno`; the stand-in is loaded when a cell asks for it. */
export function deno(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const { denoJupyter } = require('../library/deno-jupyter') as typeof import('../library/deno-jupyter');
    return { jupyter: denoJupyter };
  }
}
