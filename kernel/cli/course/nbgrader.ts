/** What nbgrader wants to know of a notebook's cells (nbgrader's documentation, "Metadata format", schema version 3). */
import type { Cell, Notebook } from '../run/notebook';
import { checkOf, hasSolution } from './solutions';

/** Points for each exercise; teachers change them in JupyterLab. */
const POINTS = 1;

const COMMON = { schema_version: 3, task: false } as const;

/**
 * The notebook with its solutions marked for nbgrader, and the cell behind each that looks at it as the one that is graded. Cells have
 * ids: the format of the notebook is 4.5.
 */
export function markedForNbgrader(notebook: Notebook): Notebook {
  const { cells } = notebook;
  const graded = new Set(cells.flatMap((cell, at) => (hasSolution(cell) ? [checkOf(cells, at)] : [])));
  const marked = cells.map((cell, at): Cell => {
    const grade_id = cell.id ?? `cell-${at + 1}`;
    if (hasSolution(cell)) return { ...cell, metadata: { ...cell.metadata, nbgrader: { ...COMMON, grade: false, grade_id, locked: false, solution: true } } };
    if (graded.has(at)) return { ...cell, metadata: { ...cell.metadata, nbgrader: { ...COMMON, grade: true, grade_id, locked: true, points: POINTS, solution: false } } };
    return cell;
  });
  return { ...notebook, cells: marked };
}
