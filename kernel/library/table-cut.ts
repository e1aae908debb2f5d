/** Finds the columns of rows of any kind, and cuts what is too much for a page. */
import { types } from 'node:util';
import { TABLE_COLUMNS, TABLE_ROWS } from '../limits';

/** Options of `table`. */
export interface TableOptions {
  /** Which columns are shown, in this order; by default all that the shown rows have. For arrays: indexes, or names by their order. */
  readonly columns?: readonly string[];
  /** Most rows that are shown. */
  readonly rows?: number;
  /** Stands above the table. */
  readonly caption?: string;
}

/** A table cut to what is shown. */
export interface CutTable {
  readonly columns: readonly string[];
  /** One list a row, as long as `columns`. */
  readonly rows: readonly (readonly unknown[])[];
  /** Whether the first column names its row. */
  readonly hasRowNames: boolean;
  readonly caption: string | null;
  /** Says what is left out; null when all is there. */
  readonly note: string | null;
}

/** What a table may be made of. */
export type TableRows = Iterable<unknown> | Readonly<Record<string, unknown>>;

/** The first rows, and how many there are; null where only counting all would tell. */
interface FirstRows {
  readonly rows: readonly unknown[];
  readonly total: number | null;
}

function sizeOf(source: Iterable<unknown>): number | null {
  const size: unknown = Reflect.get(source, 'length') ?? Reflect.get(source, 'size');
  return typeof size === 'number' ? size : null;
}

function firstRows(source: Iterable<unknown>, limit: number): FirstRows {
  const rows: unknown[] = [];
  let isCut = false;
  for (const row of source) {
    if (rows.length >= limit) {
      isCut = true;
      break;
    }
    rows.push(row);
  }
  return { rows, total: isCut ? sizeOf(source) : rows.length };
}

/** What has fields to show; a date, an error or a class instance without any is a value. */
const isRecord = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.keys(value).length > 0;
};

/** The fields of one row; a plain value stands in a column of its own. */
function fieldsOf(row: unknown): Record<string, unknown> {
  if (Array.isArray(row)) return Object.fromEntries(row.map((value, at) => [String(at), value]));
  if (row instanceof Map) return Object.fromEntries([...row].map(([key, value]) => [String(key), value as unknown]));
  return isRecord(row) ? row : { value: row };
}

function noteOf(rows: FirstRows, columns: number, shownColumns: number): string | null {
  const count = (value: number): string => value.toLocaleString('en');
  const parts: string[] = [];
  if (rows.total === null) parts.push(`the first ${count(rows.rows.length)} rows`);
  else if (rows.total > rows.rows.length) parts.push(`${count(rows.rows.length)} of ${count(rows.total)} rows`);
  if (columns > shownColumns) parts.push(`${count(shownColumns)} of ${count(columns)} columns`);
  return parts.length === 0 ? null : `Shown: ${parts.join(', ')}.`;
}

/** Cuts rows that are there already; `total` is how many there are in truth, null when it is not known. */
export function cutRows(rows: readonly unknown[], total: number | null, { columns, caption }: TableOptions, rowNames: readonly unknown[] | null = null): CutTable {
  const fields = rows.map(fieldsOf);
  const areLists = rows.length > 0 && rows.every(Array.isArray);
  const found = [...new Set(fields.flatMap((row) => Object.keys(row)))];
  const keys = columns === undefined ? found : areLists && !columns.some((name) => found.includes(name)) ? columns.map((_name, at) => String(at)) : columns;
  if (keys.length === 0 && rows.length > 0) return cutRows(rows.map((row) => ({ value: row })), total, caption === undefined ? {} : { caption }, rowNames);
  const shownKeys = keys.slice(0, TABLE_COLUMNS);
  const names = (columns ?? keys).slice(0, TABLE_COLUMNS);
  const cells = fields.map((row) => shownKeys.map((key) => row[key]));
  return {
    columns: rowNames === null || rows.length === 0 ? names : ['key', ...names],
    rows: rowNames === null ? cells : cells.map((row, at) => [rowNames[at], ...row]),
    hasRowNames: rowNames !== null,
    caption: caption ?? null,
    note: noteOf({ rows, total }, keys.length, shownKeys.length),
  };
}

/**
 * Cuts a list of objects, arrays, Maps or plain values. The entries of a Map, and the fields of an object, are rows named by their keys.
 *
 * @throws {TypeError} when it is neither, or has to be awaited first
 */
export function cutTable(source: TableRows, options: TableOptions): CutTable {
  if (typeof source !== 'object' || source === null) throw new TypeError('table() takes an array of objects or arrays, a Map, or an object of rows.');
  if (types.isPromise(source)) throw new TypeError('table() was given a promise: await it first, table(await …).');
  if (Symbol.asyncIterator in source) throw new TypeError('table() was given rows that come later: wait for them first, table(await Array.fromAsync(…)).');
  const limit = Math.max(0, options.rows ?? TABLE_ROWS);
  const isIterable = Symbol.iterator in source;
  if (isIterable && !(source instanceof Map)) {
    const { rows, total } = firstRows(source as Iterable<unknown>, limit);
    return cutRows(rows, total, options);
  }
  const entries = source instanceof Map ? (source as Map<unknown, unknown>) : new Map(Object.entries(source));
  const { rows, total } = firstRows(entries, limit);
  const pairs = rows as [unknown, unknown][];
  return cutRows(pairs.map(([, value]) => value), total, options, pairs.map(([key]) => key));
}
