/** Functions that the running form calls in place of syntax that V8 has not, or has otherwise. */
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
