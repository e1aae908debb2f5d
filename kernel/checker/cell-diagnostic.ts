/** What the checker says of a cell, in the author's own lines. */

/** One fault. Lines and columns (UTF-16 units) count from 1; `endLine` and `endColumn` are behind its last character. */
export interface CellDiagnostic {
  readonly severity: 'error' | 'warning';
  /** For example `TS2322`, or the name of one of our own rules. */
  readonly code: string;
  /** Lines that explain each other, the outermost first and without indentation at its front. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The local module that it stands in, relative to the notebook's folder; null for the cell itself. */
  readonly file: string | null;
  /** The text of its line where it stands in a file; null for the cell itself. */
  readonly fileLine: string | null;
  /** Other places that it speaks of, such as where a property was declared. */
  readonly related: readonly RelatedPlace[];
}

/** Another place that a fault speaks of: a line of the cell itself, or of what `place` names, another cell or a local module; null for none. */
export interface RelatedPlace {
  readonly message: string;
  readonly line: number | null;
  readonly place?: string;
}

/** What came of a check. `unchecked` tells in words why there was none; null where the person asked for none. */
export type CheckResult =
  | { readonly status: 'checked'; readonly diagnostics: readonly CellDiagnostic[] }
  | { readonly status: 'unchecked'; readonly words: string | null };
