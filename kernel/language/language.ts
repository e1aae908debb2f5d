/** The door of the language room: what the kernel asks about a text. No protocol, no engine, no sockets. */
import type { CompletionTarget } from '../engine/contract';
import type { PreparedCell } from './running-form';

/** Answer to `is_complete_request`. */
export type Completeness =
  | { readonly status: 'complete' | 'invalid' | 'unknown' }
  | { readonly status: 'incomplete'; readonly indent: string };

/** What is to be completed and which part of the text (UTF-16 offsets, end exclusive) the chosen text replaces. */
export interface CompletionPlace {
  /** What live values are asked for; null where none can help, as in the specifier of an import. */
  readonly target: CompletionTarget | null;
  /** What was typed of it already, maybe nothing. */
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
  /** Offers that need no live value: keywords, names declared in the text itself, Node's own modules. Not filtered by the prefix. */
  readonly fromText: readonly { readonly text: string; readonly type: 'keyword' | 'instance' | 'function' | 'class' | 'module' | 'magic' }[];
}

/** What is told about a magic. */
export interface MagicHelp {
  /** For example `%sh command`. */
  readonly usage: string;
  /** Plain sentences. */
  readonly help: string;
}

/** What the kernel asks the language. Implemented by `parser-language.ts`; types come later behind the same door. */
export interface Language {
  /** Makes a cell ready to run. What it declares counts once the result is accepted. */
  prepare(source: string): PreparedCell;
  isComplete(source: string): Completeness;
  /** Null inside comments, strings and numbers. */
  completionPlace(source: string, offset: number): CompletionPlace | null;
  /** The innermost side-effect-free expression (a name or a chain of members) at or just before the offset; null without one. */
  inspectionExpression(source: string, offset: number): string | null;
  /**
   * How the author of a cell wrote the function or class that runs as `compiled`: its top-level declaration under this name, with the
   * documentation above it. Null where the cell has none, or where that became another text.
   */
  authorText(source: string, name: string, compiled: string): string | null;
  /** The magic whose name the offset touches; null without one. */
  inspectedMagic(source: string, offset: number): MagicHelp | null;
}
