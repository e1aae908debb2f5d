/** What of a notebook's outputs has failed: cells that ended in an error, checks, exercises. */
import { errorOf, failureWords, verdictsOf } from '../course/verdicts';
import { tagsOf, type Cell, type Notebook } from '../run/notebook';

export interface Failures {
  /** Places and errors of cells that are not meant to fail, for example `cell 5 (id sum): RangeError: …`. */
  readonly cells: readonly string[];
  /** Places and words of checks and exercises. */
  readonly checks: readonly string[];
}

export function failuresOf(notebook: Notebook): Failures {
  const place = (cell: Cell, index: number): string => `cell ${index + 1}${cell.id === undefined ? '' : ` (id ${cell.id})`}`;
  const code = notebook.cells.flatMap((cell, index) => (cell.cell_type === 'code' ? [{ cell, where: place(cell, index) }] : []));
  return {
    cells: code.flatMap(({ cell, where }) => {
      const error = tagsOf(cell).includes('raises-exception') ? null : errorOf(cell);
      return error === null ? [] : [`${where}: ${error.name}: ${error.message}`];
    }),
    checks: code.flatMap(({ cell, where }) => verdictsOf(cell).filter(({ passed }) => !passed).map((verdict) => `${where}: ${failureWords(verdict)}`)),
  };
}

/** What a reader is told of it; null where nothing failed. */
export function failureNotice({ cells, checks }: Failures, isStopped: boolean): string | null {
  const parts = [
    ...(cells.length === 0 ? [] : [cells.length === 1 ? 'A cell of this notebook failed' : `${cells.length} cells of this notebook failed`]),
    ...(checks.length === 0 ? [] : [`${checks.length === 1 ? '1 check' : `${checks.length} checks`} did not pass`]),
  ];
  if (parts.length === 0) return null;
  return `${parts.join(', and ')}.${isStopped ? ' The cells behind it were not run.' : ''}`;
}
