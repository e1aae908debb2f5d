/** Parameters from the command line, put into a notebook as papermill does (papermill documentation, "Parameterize"). */
import { Script } from 'node:vm';
import { UsageError } from '../user-error';
import { tagsOf } from './notebook';
import type { Cell, CodeCell, Notebook } from './notebook';

/** Name to the text of the value, which is JSON and therefore TypeScript. */
export type Parameters = ReadonlyMap<string, string>;

const INJECTED = 'injected-parameters';

/** Adds `name=value` to those before; the last value of a name counts. The value is JSON, else a string. Throws UsageError. */
export function readParameter(text: string, before: Parameters = new Map()): Parameters {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  if (at < 0 || !isName(name)) throw new UsageError(`--parameters takes NAME=VALUE with a name that can be a variable's, not ${JSON.stringify(text)}.`);
  const value = text.slice(at + 1);
  return new Map(before).set(name, isJson(value) ? value.trim() : JSON.stringify(value));
}

/**
 * Puts a cell with the parameters behind the first cell that is tagged `parameters`, in the place of one that an earlier run put
 * there, or, without either, at the top. Without parameters nothing changes.
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): void {
  if (parameters.size === 0) return;
  const source = ['// Parameters', ...[...parameters].map(([name, value]) => `let ${name} = ${value};`)].join('\n');
  const earlier = notebook.cells.findIndex((cell) => tagsOf(cell).includes(INJECTED));
  if (earlier >= 0) {
    const { id } = notebook.cells[earlier]!;
    notebook.cells[earlier] = injectedCell(source, id);
    return;
  }
  const declared = notebook.cells.findIndex((cell) => tagsOf(cell).includes('parameters'));
  notebook.cells.splice(declared + 1, 0, injectedCell(source, notebook.nbformat_minor >= 5 ? freeId(notebook.cells) : undefined));
}

function injectedCell(source: string, id: string | undefined): CodeCell {
  return { cell_type: 'code', ...(id === undefined ? {} : { id }), metadata: { tags: [INJECTED] }, source, outputs: [], execution_count: null };
}

/** Always the same where it can be, so that two runs write the same notebook. */
function freeId(cells: readonly Cell[]): string {
  const taken = new Set(cells.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? INJECTED : `${INJECTED}-${number}`;
    if (!taken.has(id)) return id;
  }
}

function isName(name: string): boolean {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return false;
  try {
    new Script(`'use strict'; let ${name};`); // parses it only: reserved words
    return true;
  } catch {
    return false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
