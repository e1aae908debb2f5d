/** Notebooks on the disk: read and looked at before anything runs, written whole or not at all. */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { KERNEL_NAME } from '../kernelspec';
import { inWords, UsageError } from '../user-error';
import { formatNotebook, parseNotebook } from './notebook-json';
import type { Cell, JsonObject, Notebook } from './notebook';

/** Reads a notebook of this kernel. Throws UsageError, which says what is wrong with the file. */
export function readNotebook(file: string): Notebook {
  const notebook = readAnyNotebook(file);
  if (!isForKernel(notebook)) refuseOtherKernel(file, notebook.metadata);
  return notebook;
}

/** Reads a notebook of whatever kernel. Throws UsageError, which says what is wrong with the file. */
export function readAnyNotebook(file: string): Notebook {
  const notebook = checked(file, parsed(file));
  if (notebook.nbformat_minor >= 5) for (const cell of notebook.cells) cell.id ??= randomUUID().slice(0, 8);
  return notebook;
}

/** A reader sees the old notebook or the new one, never half of it. Links are followed, permissions kept. Throws UserError where it can't be written. */
export function writeNotebook(file: string, notebook: Notebook): void {
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.new`);
  try {
    const mode = fs.existsSync(target) ? fs.statSync(target).mode : undefined;
    fs.writeFileSync(beside, formatNotebook(notebook));
    if (mode !== undefined) fs.chmodSync(beside, mode);
    fs.renameSync(beside, target);
  } catch (error) {
    if (fs.existsSync(beside)) fs.rmSync(beside);
    throw inWords(error, 'Write to another place: awaitbook run --output FILE.');
  }
}

function parsed(file: string): unknown {
  try {
    const bytes = fs.readFileSync(file);
    // What can't be read would be lost when the notebook is written.
    if (!isUtf8(bytes)) throw new UsageError(`${file} is not a notebook: its text is not UTF-8. Save it in that encoding.`);
    return parseNotebook(bytes.toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not a notebook: it is not JSON (${error.message}).`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}.`);
    if (code === 'EISDIR') throw new UsageError(`${file} is a folder. Name the notebooks in it: ${path.join(file, '*.ipynb')}`);
    if (code === 'EACCES') throw new UsageError(`No permission to read ${file}.`);
    throw error;
  }
}

function checked(file: string, value: unknown): Notebook {
  const { nbformat, nbformat_minor, cells, metadata } = isObject(value) ? value : {};
  if (typeof nbformat !== 'number' || !isObject(metadata)) throw new UsageError(`${file} is not a notebook: it has no "nbformat" or no "metadata".`);
  if (nbformat !== 4) throw new UsageError(`${file} is in notebook format ${nbformat}; this command knows format 4. Open it in JupyterLab and save it.`);
  if (!Array.isArray(cells)) throw new UsageError(`${file} is not a notebook: it has no list of cells.`);
  const bad = cells.findIndex((cell) => !isCell(cell));
  if (bad >= 0) throw new UsageError(`${file} is not a valid notebook: its cell ${bad + 1} has no type, source or metadata, or no outputs.`);
  const notebook = value as Notebook;
  notebook.nbformat_minor = typeof nbformat_minor === 'number' ? nbformat_minor : 0;
  return notebook;
}

/** Whether it names this kernel, or none and no other language. */
export function isForKernel({ metadata }: Notebook): boolean {
  const { spec, language } = kernelOf(metadata);
  return spec === null ? language === undefined || language === 'typescript' : spec['name'] === KERNEL_NAME;
}

function kernelOf(metadata: JsonObject): { readonly spec: JsonObject | null; readonly language: unknown } {
  return {
    spec: isObject(metadata['kernelspec']) ? metadata['kernelspec'] : null,
    language: isObject(metadata['language_info']) ? metadata['language_info']['name'] : undefined,
  };
}

function refuseOtherKernel(file: string, metadata: JsonObject): never {
  const { spec, language } = kernelOf(metadata);
  const title = spec === null ? String(language) : `${String(spec['display_name'] ?? spec['name'])} (kernel "${String(spec['name'])}")`;
  throw new UsageError(
    `${file} is a notebook for ${title}, not for Awaitbook.\n` +
      'If its cells are TypeScript, choose the kernel "TypeScript (Awaitbook)" in JupyterLab and save it. Otherwise run it with its own kernel: jupyter nbconvert --execute.',
  );
}

function isCell(value: unknown): value is Cell {
  if (!isObject(value) || typeof value['source'] !== 'string' || !isObject(value['metadata'])) return false;
  const type = value['cell_type'];
  return type === 'code' ? Array.isArray(value['outputs']) && value['outputs'].every(isObject) : type === 'markdown' || type === 'raw';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
