/** What a run tells while it goes on; who shows it, and how, is another's business. */

/** One notebook of the run. */
export interface NotebookRun {
  /** As it was named on the command line. */
  readonly file: string;
  /** Where it is written to. */
  readonly output: string;
  /** Cells that will run if none fails. */
  readonly cellCount: number;
}

/** One cell that runs. */
export interface CellRun {
  /** Its place among those that run, from 1. */
  readonly number: number;
  /** Its place among all cells of the notebook, from 1. */
  readonly position: number;
  readonly id: string | null;
  /** Its first line that says something. */
  readonly title: string;
}

/** `timeout`: it took longer than allowed and was interrupted. `interrupted`: by a person. `died`: the kernel ended. */
export type CellStatus = 'ok' | 'error' | 'timeout' | 'interrupted' | 'died';

export interface CellOutcome {
  readonly status: CellStatus;
  readonly ms: number;
  readonly executionCount: number | null;
  /** What went wrong; null when nothing did. */
  readonly failure: CellFailure | null;
  /** Whether the notebook goes on all the same: errors are allowed, or expected of this cell. */
  readonly isAllowed: boolean;
}

export interface CellFailure {
  readonly name: string;
  readonly message: string;
  /** Line of the cell, from 1; null when it is not known. */
  readonly line: number | null;
  /** With ANSI colours; empty without one. */
  readonly traceback: readonly string[];
}

export interface NotebookOutcome {
  /** `failed`: the message says why. */
  readonly status: 'ok' | 'failed' | 'interrupted';
  readonly ms: number;
  /** What is not told by a cell: the kernel did not start, the notebook can't be written. */
  readonly message: string | null;
  /** What of the outputs is easily overlooked: promises that never settled, errors of the background. */
  readonly notes: readonly string[];
}

/** All methods may be called for several notebooks in turns; `close` comes last. */
export interface Progress {
  started(run: NotebookRun): void;
  cellStarted(run: NotebookRun, cell: CellRun): void;
  cellEnded(run: NotebookRun, cell: CellRun, outcome: CellOutcome): void;
  ended(run: NotebookRun, outcome: NotebookOutcome): void;
  close(): void;
}
