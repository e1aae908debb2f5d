/** Makes the page of what the template gave: one file that asks for nothing, with all that it shows in it. */
import { parse, serialize } from 'parse5';
import { free, nameHeadings, tableOfContents, type Heading } from './contents';
import { fillFragments, makeReachable } from './fill-fragments';
import { fillHead, readAsset } from './head';
import { Maths } from './maths';
import { mathsStyle } from './maths-style';
import { sectionsOf, type Section } from './sections';
import { useOwnColours } from './terminal-colours';
import { append, attributeOf, element, elementsBelow, hasClass, prepend, replace, setAttribute, textNode, textOf, type ChildNode, type Element, type ParentNode } from './tree';

/** What a reader is told above the cells. */
export interface Notice {
  readonly kind: 'failed' | 'hint';
  readonly words: string;
}

export interface PageOptions {
  /** For the browser's tab where the page has no heading. */
  readonly name: string;
  readonly notices: readonly Notice[];
  /** Shown at the end. */
  readonly footer: string;
  readonly inlined: (address: string) => string | null;
  readonly linked: (address: string) => string;
  /** Put before and behind the notebook, for a site of several pages. */
  readonly before?: readonly ChildNode[];
  readonly behind?: readonly ChildNode[];
  /** Whether folded parts are open, since nobody can open them on paper. */
  readonly isForPaper?: boolean;
}

export interface Page {
  readonly html: string;
  readonly title: string;
  readonly headings: readonly Heading[];
  /** All that can be looked for. */
  readonly sections: readonly Section[];
}

/** A printer has a paper of its own; a PDF has none but this. */
const PAPER = '@page { size: A4; }';

/** @param template what nbconvert made with the template `awaitbook` */
export function finishPage(template: string, options: PageOptions): Page {
  const { document, head, body, main, headings, title, styles } = filledTemplate(template, options);
  if (options.isForPaper === true) for (const part of elementsBelow(main)) if (part.tagName === 'details' && !hasClass(part, 'long')) setAttribute(part, 'open', '');
  const sections = sectionsOf(main);
  layOut(body, main, headings, options);
  const scripts = options.isForPaper === true ? [] : [readAsset('copy-code.js')];
  append(body, scripts.map((script) => element('script', {}, script)));
  fillHead(head, title, [readAsset('page.css'), ...(options.isForPaper === true ? [PAPER] : []), ...styles], scripts);
  return { html: `${serialize(document)}\n`, title, headings, sections };
}

/** What nbconvert made, with all cells' markup in its place. */
export interface FilledTemplate {
  readonly document: ParentNode;
  readonly head: Element;
  readonly body: Element;
  readonly main: Element;
  readonly headings: readonly Heading[];
  readonly title: string;
  /** Of formulas and outputs. */
  readonly styles: readonly string[];
}

/** @param template what nbconvert made with one of our templates for pages */
export function filledTemplate(template: string, { name, inlined, linked }: Pick<PageOptions, 'name' | 'inlined' | 'linked'>): FilledTemplate {
  const document = parse(template);
  const [head, body, main] = ['head', 'body', 'main'].map((wanted) => [...elementsBelow(document)].find(({ tagName }) => tagName === wanted)!) as [Element, Element, Element];
  const maths = new Maths();
  const ids = new Set(['content', ...[...elementsBelow(body)].flatMap((part) => attributeOf(part, 'id') ?? [])]);
  const styles = fillFragments(main, { inlined, linked, maths, ids });
  for (const part of elementsBelow(main)) {
    if (part.tagName === 'pre') makeReachable(part);
    if (part.tagName === 'pre' && hasClass(part, 'text')) useOwnColours(part);
    if (part.tagName === 'table') letScroll(part, ids);
  }
  const headings = nameHeadings(main, ids);
  const title = headings.find(({ level }) => level === 1)?.text ?? headings[0]?.text ?? name;
  return { document, head, body, main, headings, title, styles: [mathsStyle(maths.markup), ...styles] };
}

function layOut(body: Element, main: Element, headings: readonly Heading[], { notices, footer, before = [], behind = [] }: PageOptions): void {
  setAttribute(main, 'id', 'content');
  const contents = tableOfContents(headings);
  const notes = notices.map(({ kind, words }) => element('p', { class: `notice ${kind}` }, words));
  // Behind the title, where there is one.
  if (textOf(main).trim() === '' && ![...elementsBelow(main)].some(({ tagName }) => tagName === 'img')) prepend(main, [element('p', {}, 'There is nothing in this notebook.')]);
  const first = main.childNodes[0];
  if (first !== undefined && notes.length > 0) replace(first, [first, ...notes]);
  else prepend(main, notes);
  const layout = element('div', { class: 'layout' });
  body.childNodes = [];
  append(layout, [...(contents === null ? [] : [contents]), main]);
  const skip = element('a', { class: 'skip', href: '#content' }, 'Skip to the content');
  append(body, [skip, ...before, layout, ...behind, element('footer', {}, footer)].flatMap((part) => [part, textNode('\n')]));
}

/** A wide table scrolls in a box of its own, on a phone above all. */
function letScroll(table: Element, ids: Set<string>): void {
  const caption = table.childNodes.find((child): child is Element => 'tagName' in child && child.tagName === 'caption');
  const box = element('div', { class: 'wide', tabindex: '0', role: 'group', 'aria-label': 'A table' });
  if (caption !== undefined) {
    const id = attributeOf(caption, 'id') ?? free('table', ids);
    setAttribute(caption, 'id', id);
    setAttribute(box, 'aria-label', null);
    setAttribute(box, 'aria-labelledby', id);
  }
  replace(table, [box]);
  append(box, [table]);
}
