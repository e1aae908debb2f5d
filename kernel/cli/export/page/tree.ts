/** The few things that are done to trees of parse5's: the parsing and writing of HTML are its. */
import { html, parseFragment, serialize, type DefaultTreeAdapterTypes } from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;
export type ParentNode = DefaultTreeAdapterTypes.ParentNode;
export type ChildNode = DefaultTreeAdapterTypes.ChildNode;

export const isElement = (node: ChildNode | ParentNode): node is Element => 'tagName' in node;
export const isText = (node: ChildNode): node is DefaultTreeAdapterTypes.TextNode => node.nodeName === '#text';

/** All elements below a node, in the order of the page. What a visitor takes out is not gone into. */
export function* elementsBelow(node: ParentNode): Generator<Element> {
  for (const child of [...node.childNodes]) {
    if (!isElement(child)) continue;
    yield child;
    yield* elementsBelow(child);
  }
}

export function attributeOf(element: Element, name: string): string | null {
  return element.attrs.find((attribute) => attribute.name === name)?.value ?? null;
}

/** Null takes the attribute away. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  element.attrs = element.attrs.filter((attribute) => attribute.name !== name);
  if (value !== null) element.attrs.push({ name, value });
}

export function hasClass(element: Element, name: string): boolean {
  return (attributeOf(element, 'class') ?? '').split(/\s+/).includes(name);
}

/** The text of an element and all below it. */
export function textOf(node: ParentNode): string {
  return node.childNodes.map((child) => (isText(child) ? child.value : isElement(child) ? textOf(child) : '')).join('');
}

/** The nodes of a piece of markup, which belong to no element yet. Broken markup is mended as browsers do. */
export function nodesOf(markup: string): ChildNode[] {
  return parseFragment(markup).childNodes;
}

/** The markup of what is in a node. */
export function markupOf(node: ParentNode): string {
  return serialize(node);
}

export function append(parent: ParentNode, nodes: readonly ChildNode[]): void {
  for (const node of nodes) node.parentNode = parent;
  parent.childNodes.push(...nodes);
}

export function prepend(parent: ParentNode, nodes: readonly ChildNode[]): void {
  for (const node of nodes) node.parentNode = parent;
  parent.childNodes.unshift(...nodes);
}

/** Puts nodes in the place of another; none take it away. */
export function replace(node: ChildNode, nodes: readonly ChildNode[]): void {
  const parent = node.parentNode;
  if (parent === null) return;
  for (const other of nodes) other.parentNode = parent;
  parent.childNodes.splice(parent.childNodes.indexOf(node), 1, ...nodes);
  node.parentNode = null;
}

/** A text that is shown as it is. */
export function textNode(value: string): ChildNode {
  return { nodeName: '#text', value, parentNode: null };
}

/** An element of HTML's without children, or with a text. */
export function element(tagName: string, attributes: Readonly<Record<string, string>> = {}, text = ''): Element {
  const made: Element = { nodeName: tagName, tagName, attrs: Object.entries(attributes).map(([name, value]) => ({ name, value })), namespaceURI: html.NS.HTML, parentNode: null, childNodes: [] };
  if (text !== '') append(made, [textNode(text)]);
  return made;
}
