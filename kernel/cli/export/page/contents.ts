/** Headings of a page: ids that links from other notebooks find, and a table of contents. */
import { readText } from './read-text';
import { append, attributeOf, element, elementsBelow, hasClass, setAttribute, type Element, type ParentNode } from './tree';

export interface Heading {
  readonly id: string;
  readonly text: string;
  /** From 1. */
  readonly level: number;
}

/** Deepest level in the table of contents. */
const DEEPEST = 3;

/**
 * Gives each heading of the Markdown cells an id, as JupyterLab and nbconvert make it (blanks become hyphens), and a link to itself.
 *
 * @param taken ids of the page; those of the headings are added
 */
export function nameHeadings(main: ParentNode, taken: Set<string>): Heading[] {
  const headings: Heading[] = [];
  for (const cell of elementsBelow(main)) {
    if (!hasClass(cell, 'cell') || !hasClass(cell, 'markdown')) continue;
    for (const heading of elementsBelow(cell)) {
      const level = /^h([1-6])$/.exec(heading.tagName)?.[1];
      const text = level === undefined ? '' : readText(heading);
      if (level === undefined || text === '') continue;
      // One that the author gave is taken already, by the heading itself.
      const id = attributeOf(heading, 'id') ?? free(text.replace(/\s+/g, '-'), taken);
      setAttribute(heading, 'id', id);
      append(heading, [element('a', { class: 'anchor', href: `#${encodeURIComponent(id)}`, 'aria-label': `Link to “${text}”` }, '#')]);
      headings.push({ id, text, level: Number(level) });
    }
  }
  return headings;
}

/** Null where there is too little to choose from. */
export function tableOfContents(headings: readonly Heading[]): Element | null {
  const listed = headings.filter(({ level }) => level <= DEEPEST);
  if (listed.length < 3) return null;
  const top = Math.min(...listed.map(({ level }) => level));
  const nav = element('nav', { class: 'toc', 'aria-label': 'Contents' });
  const details = element('details', { open: '' });
  const list = element('ul');
  for (const { id, text, level } of listed) {
    const item = element('li', { class: `level-${level - top}` });
    append(item, [element('a', { href: `#${encodeURIComponent(id)}` }, text)]);
    append(list, [item]);
  }
  append(details, [element('summary', {}, 'Contents'), list]);
  append(nav, [details]);
  return nav;
}

/** An id that no other element has. */
export function free(wanted: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const id = number === 1 ? wanted : `${wanted}-${number}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}
