/** Which rows of a report a picture, or a table, has room for. */
import { XRAY_DRAWN_ROWS } from '../limits';
import type { XrayReport } from './report';
import { type XrayRow, rowsOf } from './rows';

/** The rows of a picture or table, and what the others have. */
export interface ShownRows {
  readonly rows: readonly XrayRow[];
  readonly hidden: { readonly rows: number; readonly operations: number };
}

const msOf = ({ operations }: XrayRow): number => operations.reduce((sum, { start, end, bundle }) => sum + (bundle?.sum ?? end - start), 0);

/** The rows that took the most time, in their order; those of other cells last. */
export function shownRows({ timeline }: XrayReport): ShownRows {
  const rows = rowsOf(timeline);
  if (rows.length <= XRAY_DRAWN_ROWS) return { rows, hidden: { rows: 0, operations: 0 } };
  const kept = new Set(rows.toSorted((one, other) => Number(one.isBackground) - Number(other.isBackground) || msOf(other) - msOf(one)).slice(0, XRAY_DRAWN_ROWS));
  const left = rows.filter((row) => !kept.has(row));
  return { rows: rows.filter((row) => kept.has(row)), hidden: { rows: left.length, operations: left.reduce((sum, { count }) => sum + count, 0) } };
}
