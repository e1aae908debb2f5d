/** Puts the markup that the template left in attributes into its elements: cleaned, with its formulas, links and styles. */
import { cleanMarkup } from './clean-markup';
import { free } from './contents';
import type { Maths } from './maths';
import { append, attributeOf, elementsBelow, hasClass, isElement, setAttribute, textOf, type Element, type ParentNode } from './tree';

export interface FillOptions {
  readonly maths: Maths;
  /** Data URI of a picture beside the notebook; null where there is none. */
  readonly inlined: (address: string) => string | null;
  /** Where a link to a file beside the notebook leads to. */
  readonly linked: (address: string) => string;
  /** Ids of the page. */
  readonly ids: Set<string>;
}

/** @returns the styles of outputs, each confined to its output */
export function fillFragments(root: ParentNode, options: FillOptions): string[] {
  const styles: string[] = [];
  const fragments = [...elementsBelow(root)].filter((place) => attributeOf(place, 'data-fragment') !== null);
  for (const place of fragments) {
    const markup = attributeOf(place, 'data-fragment')!;
    setAttribute(place, 'data-fragment', null);
    const cleaned = cleanMarkup(markup, options.inlined);
    append(place, cleaned.nodes);
    options.maths.render(place);
    finishElements(place, options);
    if (hasClass(place, 'markup') && mayBeWide(place, cleaned.styles)) setAttributes(place, { tabindex: '0', role: 'group', 'aria-label': 'Output' });
    if (cleaned.styles.length === 0) continue;
    const id = attributeOf(place, 'id') ?? free('output', options.ids);
    setAttribute(place, 'id', id);
    styles.push(`@scope (#${id}) {\n${cleaned.styles.join('\n')}\n}`);
  }
  return styles;
}

function finishElements(place: Element, { linked, ids }: FillOptions): void {
  for (const part of elementsBelow(place)) {
    const id = attributeOf(part, 'id');
    // Two outputs of one library may have the same; the first one keeps it.
    if (id !== null && (id.trim() === '' || /\s/.test(id) || ids.has(id))) setAttribute(part, 'id', null);
    else if (id !== null) ids.add(id);
    const href = part.tagName === 'a' ? attributeOf(part, 'href') : null;
    if (href !== null) setAttribute(part, 'href', linked(href));
    if (part.tagName === 'pre') makeReachable(part);
  }
}

/** Styles that keep a part from fitting itself into a narrow window. */
const WIDE = /width|flex|grid|nowrap|white-space/;

/** Whether an output may have to be scrolled. Its tables and texts are scrolled by themselves. */
function mayBeWide(place: Element, styles: readonly string[]): boolean {
  return styles.some((css) => WIDE.test(css)) || [...elementsBelow(place)].some((part) => WIDE.test(attributeOf(part, 'style') ?? '') && !hasClass(part, 'katex') && !isOfFormula(part));
}

/** KaTeX gives its parts their widths. */
function isOfFormula(part: Element): boolean {
  for (let around = part.parentNode; around !== null && isElement(around); around = around.parentNode) if (hasClass(around, 'katex')) return true;
  return false;
}

function setAttributes(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
}

/** Characters of a line that a phone shows. Longer lines are scrolled, which takes a place for the keyboard to go to. */
const PHONE_CHARACTERS = 34;

/** Lets the keyboard scroll a text with long lines (WCAG 2.1.1). */
export function makeReachable(pre: Element): void {
  if (textOf(pre).split('\n').some((line) => line.length > PHONE_CHARACTERS)) setAttribute(pre, 'tabindex', '0');
}
