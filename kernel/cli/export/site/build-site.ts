/** A course as a small site: a page for each notebook, with ways to the next and the one before, and an index with a search. */
import path from 'node:path';
import { SITE_PAGE_BYTES } from '../../../limits';
import { courseNotebooks } from '../../course/bundled';
import { counted } from '../../run/counted';
import { readAnyNotebook } from '../../run/notebook-file';
import type { Notebook } from '../../run/notebook';
import type { RunNotebookOptions } from '../../run/run-notebook';
import { writeWhole } from '../../write-whole';
import { exportNotebooks } from '../export-notebooks';
import { makePage } from '../page/make-page';
import { append, element, textNode, type Element } from '../page/tree';
import { indexPage, type SitePage } from './index-page';

export interface SiteOptions {
  readonly executes: boolean;
  readonly run: RunNotebookOptions;
}

/**
 * Resolves to whether all cells and checks were good, and no page is too large.
 *
 * @param course the folder of the notebooks
 * @param folder where the site is written to
 * @throws UserError before anything is run
 */
export async function buildSite(course: string, folder: string, { executes, run }: SiteOptions): Promise<boolean> {
  const files = courseNotebooks(course).map(asNamed);
  const titles = files.map((file) => titleOf(readAnyNotebook(file)) ?? path.parse(file).name);
  const names = files.map((file) => `${path.parse(file).name}.html`);
  const pages: SitePage[] = [];
  let tooLarge = 0;
  const isGood = await exportNotebooks(files, folder + path.sep, { to: 'html', executes, hasCode: true, run }, async (source, nbconvert) => {
    const at = files.indexOf(source.file);
    const ways = (label: string): Element => waysFrom(at, titles, names, label);
    const { html, title, sections } = await makePage(nbconvert(), source, run.signal, { before: [ways('Course')], behind: [ways('Next and previous')] });
    const bytes = Buffer.byteLength(html);
    if (bytes > SITE_PAGE_BYTES) tooLarge += 1;
    pages.push({ name: names[at]!, title, sections });
    return { content: html, beside: new Map(), hints: bytes > SITE_PAGE_BYTES ? [`its page has ${(bytes / 1e6).toFixed(1)} MB, more than the ${SITE_PAGE_BYTES / 1e6} MB that a page of a site may have`] : [] };
  });
  const index = path.join(folder, 'index.html');
  writeWhole(index, indexPage(pages));
  process.stdout.write(`${index}: written, with ${counted(pages.length, 'page')}\n`);
  return isGood && tooLarge === 0;
}

/** Below the folder that the person is in, a file is told from there. */
function asNamed(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

function waysFrom(at: number, titles: readonly string[], names: readonly string[], label: string): Element {
  const nav = element('nav', { class: 'site-nav', 'aria-label': label });
  const way = (to: number, relation: string, sign: (title: string) => string): Element[] => {
    const [title, name] = [titles[to], names[to]];
    return title === undefined || name === undefined ? [element('span', {}, '')] : [element('a', { href: encodeURIComponent(name), rel: relation }, sign(title))];
  };
  append(nav, [...way(at - 1, 'prev', (title) => `← ${title}`), textNode(' '), element('a', { href: 'index.html' }, 'All pages, and search'), textNode(' '), ...way(at + 1, 'next', (title) => `${title} →`)]);
  return nav;
}

/** The first heading, without its marks. */
function titleOf({ cells }: Notebook): string | null {
  const heading = cells.filter((cell) => cell.cell_type === 'markdown').flatMap(({ source }) => /^#\s+(.+)$/m.exec(source)?.[1] ?? [])[0];
  return heading?.replace(/[*_`]/g, '').trim() ?? null;
}
