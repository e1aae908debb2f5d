/** `table`: rows as a table. */
import { TABLE_CELL_CHARACTERS } from '../limits';
import { Shown } from './displayable';
import { escapeMarkup, plainText } from './markup';
import { cutTable, type CutTable, type TableOptions, type TableRows } from './table-cut';

export type { TableOptions, TableRows };

const LEFT = ' style="text-align: left"';
const RIGHT = ' style="text-align: right"';

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';
const isNothing = (value: unknown): boolean => value === null || value === undefined;

function cellText(value: unknown): string {
  if (isNothing(value)) return '';
  const text = plainText(value);
  return text.length <= TABLE_CELL_CHARACTERS ? text : `${text.slice(0, TABLE_CELL_CHARACTERS)}…`;
}

const cellMarkup = (value: unknown): string => (value instanceof Shown ? value.toString() : escapeMarkup(cellText(value)));

/** Columns of numbers only stand to the right, so that their digits stand below each other. */
function numericColumns({ columns, rows }: CutTable): readonly boolean[] {
  return columns.map((_name, at) => rows.some((row) => isNumber(row[at])) && rows.every((row) => isNumber(row[at]) || isNothing(row[at])));
}

function tableMarkup(cut: CutTable): string {
  const sides = numericColumns(cut).map((isNumeric) => (isNumeric ? RIGHT : LEFT));
  const caption = cut.caption === null ? '' : `<caption>${escapeMarkup(cut.caption)}</caption>`;
  const head = cut.columns.map((name, at) => `<th scope="col"${sides[at]}>${escapeMarkup(name)}</th>`).join('');
  const cell = (value: unknown, at: number): string =>
    cut.hasRowNames && at === 0 ? `<th scope="row"${sides[at]}>${cellMarkup(value)}</th>` : `<td${sides[at]}>${cellMarkup(value)}</td>`;
  const body = cut.rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  if (cut.columns.length === 0) return `<p>${escapeMarkup(tableText(cut))}</p>`;
  const note = cut.note === null ? '' : `\n<p>${escapeMarkup(cut.note)}</p>`;
  return `<table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>${note}`;
}

function tableText(cut: CutTable): string {
  if (cut.columns.length === 0) return [cut.caption, 'No rows.'].filter((line) => line !== null).join('\n');
  const isNumeric = numericColumns(cut);
  const lines = [cut.columns, ...cut.rows.map((row) => row.map((value) => cellText(value).replace(/\s+/g, ' ')))];
  const widths = cut.columns.map((_name, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const written = lines.map((line) => line.map((text, at) => (isNumeric[at] === true ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0))).join('  ').trimEnd());
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const caption = cut.caption === null ? [] : [cut.caption];
  return [...caption, ...written.slice(0, 1), rule, ...written.slice(1), ...(cut.note === null ? [] : [cut.note])].join('\n');
}

/** Shows a table that is cut already. */
export function shownTable(cut: CutTable): Shown {
  const markup = tableMarkup(cut);
  return new Shown({ 'text/html': markup, 'text/plain': tableText(cut) }, markup);
}

/**
 * Shows rows as a table: a list of objects, of arrays or of plain values, a Map (its keys name the rows), or an object of rows. Values
 * that are markup themselves (`html`, `svg`, `image`) are shown as such. At most 100 rows (`rows` changes that) and 50 columns are shown,
 * and a note tells what is left out.
 *
 * @throws {TypeError} when `rows` is none of these
 * @example table(runs, { columns: ['name', 'ms'], caption: 'Three waits' })
 */
export function table(rows: TableRows, options: TableOptions = {}): Shown {
  return shownTable(cutTable(rows, options));
}
