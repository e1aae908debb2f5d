/** One maker a format, loaded when it is asked for. */
import { readCommandLineEnvironment } from '../../environment';
import type { Format } from './formats';
import type { Made } from './made';
import type { Nbconvert } from './nbconvert';
import type { Page } from './page/finish-page';
import type { PageSource } from './page/make-page';

/** A notebook with its outputs, and where what is made of it will lie. */
export interface DocumentSource extends PageSource {
  readonly output: string;
}

/**
 * Looks for the programs that a format needs, before an hour of running cells.
 *
 * @throws UserError where one is missing
 */
export function requirePrograms(format: Format, nbconvert: () => Nbconvert): void {
  if (format !== 'md' && format !== 'script') nbconvert();
  if (format === 'pdf') browser();
}

/** @throws UserError for what a person can mend */
export async function makeDocument(format: Format, nbconvert: () => Nbconvert, source: DocumentSource, signal: AbortSignal): Promise<Made> {
  switch (format) {
    case 'html': return ofPage(await pages().makePage(nbconvert(), source, signal), source);
    case 'slides': {
      const { makeSlides } = require('./slides/make-slides') as typeof import('./slides/make-slides');
      return { content: await makeSlides(nbconvert(), source, signal), beside: new Map(), hints: [] };
    }
    case 'script': return (require('./script/make-script') as typeof import('./script/make-script')).makeScript(source);
    case 'md': return (require('./markdown/make-markdown') as typeof import('./markdown/make-markdown')).makeMarkdown(source);
    case 'pdf': {
      const { printPdf } = require('./pdf/print-pdf') as typeof import('./pdf/print-pdf');
      const page = await pages().makePage(nbconvert(), source, signal, { isForPaper: true });
      return { ...ofPage(page, source), content: await printPdf(browser(), page.html, signal) };
    }
  }
}

function browser(): string {
  const { findBrowser } = require('./pdf/find-browser') as typeof import('./pdf/find-browser');
  return findBrowser(readCommandLineEnvironment(process.env));
}

const pages = (): typeof import('./page/make-page') => require('./page/make-page') as typeof import('./page/make-page');

function ofPage({ html }: Page, { notebook }: DocumentSource): Made {
  return { content: html, beside: new Map(), hints: pages().hasTimes(notebook) ? [] : [pages().NO_TIMES] };
}
