/** A page in parts, each from one heading to the next, as texts: what a search looks through. */
import { leafText, readText, squeezed } from './read-text';
import { attributeOf, hasClass, isElement, type ParentNode } from './tree';

export interface Section {
  /** Id of its heading; null in front of the first. */
  readonly id: string | null;
  readonly heading: string;
  /** What is written there, code as well; not what cells have shown. */
  readonly text: string;
}

export function sectionsOf(main: ParentNode): Section[] {
  const sections: { id: string | null; heading: string; parts: string[] }[] = [{ id: null, heading: '', parts: [] }];
  const visit = (node: ParentNode): void => {
    for (const child of node.childNodes) {
      const text = leafText(child);
      if (text !== null) sections.at(-1)!.parts.push(text);
      if (text !== null || !isElement(child) || ['outputs', 'caption', 'anchor'].some((name) => hasClass(child, name))) continue;
      const id = attributeOf(child, 'id');
      if (/^h[1-6]$/.test(child.tagName) && id !== null) {
        sections.push({ id, heading: readText(child), parts: [] });
        continue;
      }
      visit(child);
      if (['p', 'li', 'td', 'th', 'pre', 'div', 'tr'].includes(child.tagName)) sections.at(-1)!.parts.push(' ');
    }
  };
  visit(main);
  return sections.map(({ id, heading, parts }) => ({ id, heading, text: squeezed(parts.join('')) })).filter(({ heading, text }) => heading !== '' || text !== '');
}
