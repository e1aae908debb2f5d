/** A notebook as a page: prepared, converted, finished. */
import path from 'node:path';
import type { Notebook } from '../../run/notebook';
import { convert, type Nbconvert } from '../nbconvert';
import { lastStart, msOf } from '../prepare/cell-times';
import { prepareNotebook } from '../prepare/prepare-notebook';
import { PAGE_FORMS } from '../prepare/shown-form';
import { finishPage, type Notice, type Page, type PageOptions } from './finish-page';
import { picturesBeside } from './pictures';

/** Told to the reader, and by the command to the person. */
export const NO_TIMES = 'This notebook keeps no times of its cells. They are noted when "awaitbook run" runs it, or JupyterLab with "Record timing" on.';

/** What a page needs to know beside the notebook. */
export interface PageSource {
  /** The notebook's file. */
  readonly file: string;
  readonly notebook: Notebook;
  readonly notices: readonly Notice[];
  /** Whether the code is shown. */
  readonly hasCode: boolean;
  /** Where a link to a file beside the notebook leads to. */
  readonly linked: (address: string) => string;
}

/** @throws UserError where nbconvert fails or solutions are not marked rightly */
export async function makePage(nbconvert: Nbconvert, source: PageSource, signal: AbortSignal, more: Partial<PageOptions> = {}): Promise<Page> {
  const { file, notebook, hasCode, linked } = source;
  const name = path.basename(file);
  const prepared = prepareNotebook(notebook, { forms: PAGE_FORMS, name });
  const template = await convert(nbconvert, prepared, { to: 'html', template: 'awaitbook', options: ['--HTMLExporter.exclude_anchor_links=True', ...(hasCode ? [] : ['--no-input'])] }, signal);
  const notices = [...source.notices, ...(hasTimes(notebook) ? [] : [{ kind: 'hint', words: NO_TIMES } as const])];
  return finishPage(template, { name: path.parse(name).name, notices, footer: footerOf(name, notebook), inlined: picturesBeside(path.dirname(path.resolve(file))), linked, ...more });
}

/** Whether any cell's time is known, or there is no cell that could have one. */
export function hasTimes({ cells }: Notebook): boolean {
  const code = cells.filter((cell) => cell.cell_type === 'code' && cell.source.trim() !== '');
  return code.length === 0 || code.some((cell) => msOf(cell) !== null);
}

function footerOf(name: string, { cells }: Notebook): string {
  const start = lastStart(cells);
  return start === null ? `Made from ${name} by Awaitbook.` : `Made from ${name} by Awaitbook; its cells ran on ${start.slice(0, 10)} at ${start.slice(11, 16)} UTC.`;
}
