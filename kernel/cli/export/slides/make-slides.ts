/** A notebook as slides: one file with reveal.js in it. */
import fs from 'node:fs';
import path from 'node:path';
import { serialize } from 'parse5';
import { convert, type Nbconvert } from '../nbconvert';
import { filledTemplate } from '../page/finish-page';
import { fillHead, readAsset } from '../page/head';
import type { PageSource } from '../page/make-page';
import { picturesBeside } from '../page/pictures';
import { append, element, elementsBelow, hasClass, nodesOf, textNode } from '../page/tree';
import { prepareNotebook } from '../prepare/prepare-notebook';
import { PAGE_FORMS } from '../prepare/shown-form';
import { UserError } from '../../user-error';
import { isOnSlide, withSlideTypes } from './slide-types';

/** Without scripts the slides stand one below the other. */
const WITHOUT_SCRIPTS = 'html, body { overflow: auto !important; height: auto !important } .reveal .slides, .reveal .slides section { position: static !important; display: block !important; visibility: visible !important; opacity: 1 !important; width: auto !important; height: auto !important; overflow: visible !important }';

/** @throws UserError where nbconvert fails, nothing is to be shown, or solutions are not marked rightly */
export async function makeSlides(nbconvert: Nbconvert, { file, notebook, notices, hasCode, linked }: PageSource, signal: AbortSignal): Promise<string> {
  const name = path.basename(file);
  const prepared = withSlideTypes(prepareNotebook(notebook, { forms: PAGE_FORMS, name }));
  if (!prepared.cells.some(isOnSlide)) throw new UserError('none of its cells stands on a slide');
  const template = await convert(nbconvert, prepared, { to: 'slides', template: 'awaitbook-slides', options: ['--SlidesExporter.exclude_anchor_links=True', ...(hasCode ? [] : ['--no-input'])] }, signal);
  const { document, head, body, main, title, styles } = filledTemplate(template, { name: path.parse(name).name, inlined: picturesBeside(path.dirname(path.resolve(file))), linked });
  const first = [...elementsBelow(main)].find((part) => hasClass(part, 'fit'));
  if (first !== undefined) append(first, notices.map(({ kind, words }) => element('p', { class: `notice ${kind}` }, words)));
  // One script: the policy tells each by a hash.
  const script = `${readReveal('reveal.js')}\n${readAsset('slides.js')}`.replaceAll('</script', '<\\/script');
  fillHead(head, title, [readReveal('reveal.css'), readAsset('page.css'), readAsset('slides.css'), ...styles], [script]);
  append(head, [...nodesOf(`<noscript><style>${WITHOUT_SCRIPTS}</style></noscript>`), textNode('\n')]);
  append(body, [textNode('\n'), element('p', { class: 'key-help' }, 'Arrow keys: next and back · O: overview · S: speaker notes · F: full screen'), element('script', {}, script), textNode('\n')]);
  return `${serialize(document)}\n`;
}


function readReveal(name: string): string {
  return fs.readFileSync(path.join(path.dirname(require.resolve('reveal.js')), name), 'utf8');
}
