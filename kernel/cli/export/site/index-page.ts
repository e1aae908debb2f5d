/** The first page of a site: what there is, and a search that needs no network, since all that it looks through is in the page. */
import { parse, serialize } from 'parse5';
import { fillHead, readAsset } from '../page/head';
import type { Section } from '../page/sections';
import { append, element, elementsBelow, textNode, type Element } from '../page/tree';

export interface SitePage {
  /** Its file. */
  readonly name: string;
  readonly title: string;
  readonly sections: readonly Section[];
}

/** Characters of a page's beginning that are shown with its title. */
const EXCERPT_CHARACTERS = 180;

export function indexPage(pages: readonly SitePage[]): string {
  const document = parse('<!DOCTYPE html><html lang="en"><head></head><body></body></html>');
  const [head, body] = ['head', 'body'].map((wanted) => [...elementsBelow(document)].find(({ tagName }) => tagName === wanted)!) as [Element, Element];
  const title = pages[0]?.title ?? 'Notebooks';
  const script = readAsset('site-search.js');
  fillHead(head, title, [readAsset('page.css')], [script]);
  const layout = element('div', { class: 'layout' });
  const main = element('main', { id: 'content' });
  append(main, [element('h1', {}, title), searchBox(), listOf(pages)]);
  append(layout, [main]);
  append(body, [
    element('a', { class: 'skip', href: '#content' }, 'Skip to the content'), layout, element('footer', {}, 'Made by Awaitbook. Each page is one file, which needs no network.'),
    // Data, which a browser does not run.
    element('script', { type: 'application/json', id: 'search-index' }, searchIndex(pages)), element('script', {}, script),
  ].flatMap((part) => [part, textNode('\n')]));
  return `${serialize(document)}\n`;
}

/** Shown by the script: without it, it would do nothing. */
function searchBox(): Element {
  const box = element('div', { class: 'search', role: 'search', id: 'search', hidden: '' });
  append(box, [
    element('label', { for: 'search-words' }, 'Search all pages'),
    element('input', { type: 'search', id: 'search-words', autocomplete: 'off', spellcheck: 'false' }),
    element('p', { id: 'search-count', role: 'status' }),
    element('ol', { id: 'search-results' }),
  ]);
  return box;
}

function listOf(pages: readonly SitePage[]): Element {
  const list = element('ul', { class: 'pages' });
  for (const { name, title, sections } of pages) {
    const item = element('li');
    append(item, [element('a', { href: encodeURIComponent(name) }, title), textNode(' '), element('span', { class: 'excerpt' }, excerptOf(sections))]);
    append(list, [item]);
  }
  return list;
}

function excerptOf(sections: readonly Section[]): string {
  const text = sections.find(({ text: own }) => own.length > 40)?.text ?? '';
  return text.length <= EXCERPT_CHARACTERS ? text : `${text.slice(0, EXCERPT_CHARACTERS).replace(/\s+\S*$/, '')} …`;
}

/** JSON that can't end the element it stands in. */
function searchIndex(pages: readonly SitePage[]): string {
  const entries = pages.flatMap(({ name, title, sections }) => sections.map(({ id, heading, text }) => ({ page: name, title, id, heading, text })));
  return JSON.stringify(entries).replaceAll('<', '\\u003c');
}
