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
  /** Lines for stdout, as `%check` shows how cells are checked. */
  readonly notes: readonly string[];
}

/** The checker of one kernel. Never rejects: what goes wrong with it is told in its results. */
export interface TypeChecker {
  /** Checks a cell that is about to run; at once where nothing is checked. */
  check(source: string): Verdict | Promise<Verdict>;
  /** Takes what a cell declared into what later cells know; not called for one that was stopped. */
  ran(source: string, end: RunEnd): void;
  /** The engine ended between cells. */
  engineGone(): void;
  end(): void;
}
