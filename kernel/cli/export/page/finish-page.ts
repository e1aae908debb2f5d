/** Makes the page of what the template gave: one file that asks for nothing, with all that it shows in it. */
import fs from 'node:fs';
import path from 'node:path';
import { parse, serialize } from 'parse5';
import { KERNEL_FOLDER } from '../../../kernel-folder';
import { free, nameHeadings, tableOfContents, type Heading } from './contents';
import { fillFragments, makeReachable } from './fill-fragments';
import { Maths } from './maths';
import { mathsStyle } from './maths-style';
import { append, attributeOf, element, elementsBelow, prepend, replace, setAttribute, textNode, textOf, type ChildNode, type Element } from './tree';

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
  /** All that can be read, for a search. */
  readonly text: string;
}

/** Nothing may be asked for, and no script runs, whatever an output holds (Content Security Policy Level 3). */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'";

/** A printer has a paper of its own; a PDF has none but this. */
const PAPER = '@page { size: A4; }';

/** @param template what nbconvert made with the template `awaitbook` */
export function finishPage(template: string, options: PageOptions): Page {
  const document = parse(template);
  const [html, head, body] = ['html', 'head', 'body'].map((name) => [...elementsBelow(document)].find(({ tagName }) => tagName === name)!) as [Element, Element, Element];
  const main = [...elementsBelow(body)].find(({ tagName }) => tagName === 'main')!;
  const maths = new Maths();
  const ids = new Set(['content', ...[...elementsBelow(body)].flatMap((part) => attributeOf(part, 'id') ?? [])]);
  const styles = fillFragments(main, { ...options, maths, ids });
  for (const part of elementsBelow(main)) {
    if (part.tagName === 'pre') makeReachable(part);
    if (part.tagName === 'table') letScroll(part, ids);
    if (options.isForPaper === true && part.tagName === 'details' && attributeOf(part, 'class') !== 'long') setAttribute(part, 'open', '');
  }
  const headings = nameHeadings(main, ids);
  const text = textOf(main);
  const title = headings.find(({ level }) => level === 1)?.text ?? headings[0]?.text ?? options.name;
  layOut(body, main, headings, options);
  fillHead(head, title, [readAsset('page.css'), ...(options.isForPaper === true ? [PAPER] : []), mathsStyle(maths.markup), ...styles]);
  setAttribute(html, 'lang', attributeOf(html, 'lang') ?? 'en');
  return { html: `${serialize(document)}\n`, title, headings, text };
}

function layOut(body: Element, main: Element, headings: readonly Heading[], { notices, footer, before = [], behind = [] }: PageOptions): void {
  setAttribute(main, 'id', 'content');
  const contents = tableOfContents(headings);
  const notes = notices.map(({ kind, words }) => element('p', { class: `notice ${kind}` }, words));
  // Behind the title, where there is one.
  const first = main.childNodes[0];
  if (first !== undefined && notes.length > 0) replace(first, [first, ...notes]);
  else prepend(main, notes);
  const layout = element('div', { class: 'layout' });
  body.childNodes = [];
  append(layout, [...(contents === null ? [] : [contents]), main]);
  const skip = element('a', { class: 'skip', href: '#content' }, 'Skip to the content');
  append(body, [skip, ...before, layout, ...behind, element('footer', {}, footer)].flatMap((part) => [part, textNode('\n')]));
}

function fillHead(head: Element, title: string, styles: readonly string[]): void {
  head.childNodes = [];
  append(head, [
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', {}, title),
    // A site's icon would be asked for.
    element('link', { rel: 'icon', href: 'data:,' }),
    ...styles.filter((css) => css !== '').map((css) => element('style', {}, css)),
  ].flatMap((part) => [part, textNode('\n')]));
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

/** A file of the page's look. */
export function readAsset(name: string): string {
  return fs.readFileSync(path.join(KERNEL_FOLDER, 'assets', 'export-template', name), 'utf8');
}
