/** What the kernel asks of the checker: the types of this room that others may know. */
import type { LiveInspection } from '../engine/contract';
import type { CheckResult } from './cell-diagnostic';

export type { CellDiagnostic, CheckResult } from './cell-diagnostic';

/** What the checker asks the running notebook. */
export interface RunningNotebook {
  /** What is known of the value of an expression, read without side effects; null when nothing is, or not in time. */
  inspect(expression: string): Promise<LiveInspection | null>;
  /** One line for the kernel's log. */
  log(line: string): void;
}

/** How a cell ended that was handed to the engine. */
export type RunEnd = 'ok' | 'failed' | 'engine-gone';

/** What is said before a cell runs. */
export interface Verdict {
  readonly result: CheckResult;
  /** Whether its errors stop the cell. */
  readonly stops: boolean;
  /** Of a large cell that runs first: what its check, made beside, finds. Never rejects. */
  readonly later?: Promise<CheckResult>;
  /** Lines for stdout, as `%check` shows how cells are checked. */
  readonly notes: readonly string[];
}

/**
 * How near an offer is, for its place in the list: the notebook's names and members, what may be left out, the language's words, globals, types
 * of a browser page.
 */
export type OfferRank = 'near' | 'optional' | 'keyword' | 'global' | 'browser' | 'deprecated';

/** What could stand at the cursor, by its type. */
export interface TypedOffer {
  readonly text: string;
  /** What begins with what was typed; `text` may have more in front of it, as `?.name` has. */
  readonly name: string;
  /** A word that JupyterLab has a colour for, or shows as it is. */
  readonly type: string;
  readonly rank: OfferRank;
  /** Of a name of the notebook: higher the newer it is; else 0. */
  readonly age: number;
}

/** Unsorted offers, and the part of the text that they replace: UTF-16 offsets, end exclusive. */
export interface TypedCompletion {
  readonly start: number;
  readonly end: number;
  readonly offers: readonly TypedOffer[];
  /** Any name may stand here, as in an expression; not in a comment, where a name is made up, or among the keys of an object. */
  readonly takesNames: boolean;
  /** Types alone stand here: no live value, and other words than in an expression. */
  readonly takesTypes: boolean;
}

/** What types tell of the name at the cursor, or of the function whose arguments the cursor stands in. */
export interface TypedInspection {
  /** What it is, as TypeScript writes it; overloads one a line. In a call the parameter at the cursor is marked in the line below. */
  readonly head: string;
  /** Markdown; empty without. */
  readonly documentation: string;
  /** Whether it has a value whose present state tells something: a variable or a property, and no function, class or type. */
  readonly isVariable: boolean;
  /** Declared inside a function or a block: a live value of that name is another one. */
  readonly isLocal: boolean;
  /** At detail level 1: where it is declared. `isOriginal`: as its author wrote it; else declarations alone (`.d.ts`). */
  readonly source: { readonly text: string; readonly isOriginal: boolean } | null;
}

/** The checker of one kernel. Never rejects: what goes wrong with it is told in its results. */
export interface TypeChecker {
  /** Checks a cell that is about to run; at once where nothing is checked. */
  check(source: string): Verdict | Promise<Verdict>;
  /** Notes what would have been declared by a cell that was stopped; `label`: how it is called. */
  refused(source: string, label: string): void;
  /** Takes what a cell declared into what later cells know; not called for one that was stopped; `label` as above. */
  ran(source: string, end: RunEnd, label: string): void;
  /** Offers at a cursor (UTF-16); null where types can't tell, or not in time: the kernel then says what it knows without. */
  complete(source: string, offset: number): Promise<TypedCompletion | null>;
  /**
   * Whether a value may have members beside those that its type names, as `any` and index signatures do, and is none of a function's own
   * variables. `start` and `end`: the member's place, behind the dot or inside the quotation marks.
   */
  admitsMore(source: string, start: number, end: number): Promise<boolean>;
  /** What stands at the cursor; null likewise, and where nothing does. `detail` 1: with the source. */
  inspect(source: string, offset: number, detail: 0 | 1): Promise<TypedInspection | null>;
  /** The engine ended between cells. */
  engineGone(): void;
  end(): void;
}
