/** Arquero's tables. Frames of nodejs-polars have a display method of their own. */
import { JUPYTER_DISPLAY } from '../rich-output';
import { shownTable } from '../../library/table';
import { cutRows } from '../../library/table-cut';
import { TABLE_ROWS } from '../../limits';
import { type Kind, type KnownForm, methodOf } from './kind';

/** Shows the first rows, in the table's order and through its filter. */
export const arqueroTable: Kind = (value) => {
  const [count, names, objects] = ['numRows', 'columnNames', 'objects'].map((name) => methodOf(value, name));
  if (!count || !names || !objects || methodOf(value, 'numCols') === null) return null;
  const rows = objects({ limit: TABLE_ROWS }) as object[];
  const shown = shownTable(cutRows(rows, Number(count()), { columns: names() as string[] }));
  return [shown[JUPYTER_DISPLAY](), {}] as KnownForm;
};
