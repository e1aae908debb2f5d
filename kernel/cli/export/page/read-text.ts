/** The text of a page's elements as a person reads it. */
import { elementsBelow, hasClass, isElement, isText, textOf, type ChildNode, type ParentNode } from './tree';

/** One line; without the link of a heading to itself. */
export function readText(node: ParentNode): string {
  const partsOf = (part: ParentNode): string[] => part.childNodes.flatMap((child) => leafText(child) ?? (isElement(child) && !hasClass(child, 'anchor') ? partsOf(child) : []));
  return squeezed(partsOf(node).join(''));
}

/** Of a text and of a formula, which is there twice: as MathML, with its source, and as it is drawn. The source is read. Null for all else. */
export function leafText(node: ChildNode): string | null {
  if (isText(node)) return node.value;
  if (!isElement(node) || !hasClass(node, 'katex')) return null;
  const source = [...elementsBelow(node)].find(({ tagName }) => tagName === 'annotation');
  return source === undefined ? '' : textOf(source);
}

/** White space as a browser shows it outside of code. */
export function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
