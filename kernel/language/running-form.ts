/**
 * The form in which a cell runs: what the transform may emit and the engine has to provide.
 * The engine evaluates the text with V8's REPL mode, where `let` may be declared anew and `await` stands at the top level.
 */
import type { SourceMap } from '../engine/contract';

/** Name of the one (non-enumerable) global that running cells use. */
export const HELPERS_NAME = '$awaitbook';

/** What V8 makes of `for await (const x of ($awaitbook.awaiting=1,x))`, with calls in `x` shortened to `call(...)`. */
const MARKED_OPERAND = /\(\$awaitbook\.awaiting , ((?:[^()]|\(\.\.\.\))*)\)/g;

/** V8's words on the running form, such as `$awaitbook.names.fetch is not a function`, in those of the author: `fetch is not a function`. */
export function asWritten(text: string): string {
  return text
    .replaceAll(`${HELPERS_NAME}.deno(...)`, 'Deno')
    .replace(MARKED_OPERAND, '$1')
    .replace(/\$awaitbook\.(?:names\.|(meta|import)\b)/g, (_match, word?: string) => (word === undefined ? '' : word === 'meta' ? 'import.meta' : 'import'));
}

/** The helpers behind `HELPERS_NAME`. */
export interface RunningFormHelpers {
  /** `import(specifier, options)` as seen from the notebook's folder. */
  import(specifier: unknown, options?: unknown): Promise<unknown>;
  /**
   * Import for a static `import` declaration: like `import`, and it throws a SyntaxError in plain words when one of `names`
   * (exported names that the cell needs as values) is missing. Takes the attributes of `with {…}`.
   */
  importNames(specifier: string, names: readonly string[], attributes?: Record<string, string>): Promise<unknown>;
  /** The number of the await, in the order of the text, that the cell's top level has come to; set by the cell, see `mark-awaits.ts`. */
  awaiting: number;
  /** `import.meta` of a cell. */
  readonly meta: object;
  /**
   * The value that `read` gives, or undefined when it throws: `let x = $awaitbook.keep(() => x)` declares a name that keeps the
   * value which it may already have, as `var x` does.
   */
  keep(read: () => unknown): unknown;
  /**
   * What cells declared over globals (`import { setTimeout } from 'node:timers/promises'`), which a `let` would hide from every
   * module of the process. Inherits from `globalThis`, so that a name that no cell declared yet is the global.
   */
  readonly names: Record<string, unknown>;
  /** Declares one of `names`, undefined at first; with `keepsValue` it keeps the one that it may have. */
  hide(name: string, keepsValue: boolean): void;
  /**
   * What stands in for a constant where it is assigned to: its `value` is the constant's, and setting that throws the TypeError of
   * V8. With `write`, for a constant of an earlier cell, one that is still undefined (its declaration threw) is written.
   */
  constant(read: () => unknown, write?: (value: unknown) => void): { value: unknown };
  /**
   * A function that lowered syntax calls: `usingCtx` makes a resource scope for nested `using` (`UsingContext`), every other name
   * is the export `_` of `@swc/helpers/_/<name>`.
   */
  lowering(name: string): unknown;
  /** The `Deno` that `read` gives, or what stands in for it when none is declared: an object with `jupyter` alone. */
  deno(read: () => unknown): unknown;
  /** A resource scope for `using` and `await using` at the top level: ends with the cell. */
  scope(): ResourceScope;
}

/** The resources of one cell (ECMAScript explicit resource management, DisposableStack's rules incl. SuppressedError). */
export interface ResourceScope {
  /** Registers the value of a `using` (`isAsync` for `await using`) and returns it; null and undefined are allowed. */
  use(value: unknown, isAsync: boolean): unknown;
  /** Remembers that the body threw. */
  fail(error: unknown): void;
  /** Disposes in reverse order; then throws what the body or a disposal threw. */
  end(): Promise<void>;
}

/** What `lowering('usingCtx')` returns makes one of these for each block with `using`; oxc's lowering calls it. */
export interface UsingContext {
  /** Set to what the block threw. */
  e: unknown;
  /** Registers the value of a `using` and returns it. */
  u(value: unknown): unknown;
  /** Registers the value of an `await using` and returns it. */
  a(value: unknown): unknown;
  /**
   * Disposes in reverse order, then throws what the block or a disposal threw. Returns a promise when there was an `await using`,
   * else it is done when it returns.
   */
  d(): Promise<void> | undefined;
}

/** A cell made ready to run. */
export interface RunningForm {
  readonly code: string;
  /** From `code` back to the author's text, the last step first. */
  readonly maps: readonly SourceMap[];
  /** Names that the cell declares at its top level, in order. */
  readonly declaredNames: readonly string[];
  /** Whether the cell ends in an expression whose value is its result (no trailing semicolon). */
  readonly hasResult: boolean;
}

/** What is wrong with a text that doesn't parse; `line` and `column` count from 1, `length` in UTF-16 units. */
export interface SyntaxProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A cell that may run; `accept` makes what it declares known to later cells, and is called when it does run. */
export type PreparedCell = { readonly status: 'ok'; readonly form: RunningForm; accept(): void } | (TransformResult & { readonly status: 'invalid' });

/** Result of the transform. */
export type TransformResult =
  | { readonly status: 'ok'; readonly form: RunningForm }
  | { readonly status: 'invalid'; readonly problems: readonly SyntaxProblem[] };
