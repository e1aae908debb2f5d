/** One maker a format, loaded when it is asked for. */
import type { Format } from './formats';
import type { Made } from './made';
import type { Nbconvert } from './nbconvert';
import type { PageSource } from './page/make-page';

/** A notebook with its outputs, and where what is made of it will lie. */
export interface DocumentSource extends PageSource {
  readonly output: string;
}

/** @throws UserError for what a person can mend */
export async function makeDocument(format: Format, nbconvert: () => Nbconvert, source: DocumentSource, signal: AbortSignal): Promise<Made> {
  switch (format) {
    case 'html': {
      const { makePage, hasTimes, NO_TIMES } = require('./page/make-page') as typeof import('./page/make-page');
      const { html } = await makePage(nbconvert(), source, signal);
      return { content: html, beside: new Map(), hints: hasTimes(source.notebook) ? [] : [NO_TIMES] };
    }
  }
}
