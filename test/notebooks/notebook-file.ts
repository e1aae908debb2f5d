/** Notebooks as the tests read and write them (nbformat 4.5, only the members that the tests look at). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the project. */
export const projectFolder = join(__dirname, '..', '..');

/** The folder of the bundled notebooks. */
export const notebooksFolder = join(projectFolder, 'notebooks');

/** File names of the bundled notebooks, in their order. */
export const notebookNames = readdirSync(notebooksFolder).filter((name) => name.endsWith('.ipynb')).sort();

/** One output of a code cell (nbformat 4.5, section "Code cell outputs"). */
export type CellOutput =
  | { readonly output_type: 'stream'; readonly name: string; readonly text: string | readonly string[] }
  | {
      readonly output_type: 'execute_result' | 'display_data';
      readonly data: Readonly<Record<string, string | readonly string[]>>;
    }
  | { readonly output_type: 'error'; readonly ename: string; readonly evalue: string };

/** One cell; `outputs` and `execution_count` only in code cells. */
export interface Cell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly id: string;
  readonly metadata: object;
  readonly source: string | readonly string[];
  readonly outputs?: readonly CellOutput[];
  readonly execution_count?: number | null;
}

/** One notebook. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** Reads a notebook. Throws when the file is missing or no JSON. */
export function readNotebook(path: string): Notebook {
  return JSON.parse(readFileSync(path, 'utf8')) as Notebook;
}

/** The text of a member that nbformat keeps as a string or as lines. */
export function joinLines(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('');
}

/** The source of a cell. */
export function sourceOf(cell: Cell): string {
  return joinLines(cell.source);
}

/** The cell of that id. Throws when there is none. */
export function cellOf(notebook: Notebook, id: string): Cell {
  const cell = notebook.cells.find((candidate) => candidate.id === id);
  if (cell === undefined) throw new Error(`The notebook has no cell with the id "${id}".`);
  return cell;
}

/** What a cell printed on stdout. */
export function printedBy(notebook: Notebook, id: string): string {
  const outputs = cellOf(notebook, id).outputs ?? [];
  return outputs.map((output) => (output.output_type === 'stream' && output.name === 'stdout' ? joinLines(output.text) : '')).join('');
}

/** The bundle of a cell's result, MIME type to text (JSON as text, too). Throws when the cell has no result. */
export function resultOf(notebook: Notebook, id: string): Record<string, string> {
  const outputs = cellOf(notebook, id).outputs ?? [];
  for (const output of outputs) {
    if (output.output_type !== 'execute_result') continue;
    return Object.fromEntries(Object.entries(output.data).map(([type, value]) => [type, type.endsWith('json') ? JSON.stringify(value) : joinLines(value)]));
  }
  throw new Error(`The cell "${id}" has no result; its outputs are ${JSON.stringify(outputs)}.`);
}

/** A copy in which the cells of these ids have other sources. */
export function withSources(notebook: Notebook, sources: Readonly<Record<string, string>>): Notebook {
  for (const id of Object.keys(sources)) cellOf(notebook, id);
  return { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, source: sources[cell.id] ?? cell.source })) };
}

/** A copy with more code cells at its end; each has the id that is given with its source. */
export function followedBy(notebook: Notebook, cells: readonly { readonly id: string; readonly source: string }[]): Notebook {
  const added = cells.map(({ id, source }): Cell => (
    { cell_type: 'code', id, source, outputs: [], execution_count: null, metadata: {} }
  ));
  return { ...notebook, cells: [...notebook.cells, ...added] };
}

/** The messages of the errors that a cell ended in. */
export function errorsOf(notebook: Notebook, id: string): string[] {
  const outputs = cellOf(notebook, id).outputs ?? [];
  return outputs.flatMap((output) => (output.output_type === 'error' ? [output.evalue] : []));
}
