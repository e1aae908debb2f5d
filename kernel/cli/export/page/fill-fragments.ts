/** Puts the markup that the template left in attributes into its elements: cleaned, with its formulas, links and styles. */
import { cleanMarkup } from './clean-markup';
import { free } from './contents';
import type { Maths } from './maths';
import { append, attributeOf, elementsBelow, setAttribute, textOf, type Element, type ParentNode } from './tree';

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

/** Characters of a line that a phone shows. Longer lines are scrolled, which takes a place for the keyboard to go to. */
const PHONE_CHARACTERS = 34;

/** Lets the keyboard scroll a text with long lines (WCAG 2.1.1). */
export function makeReachable(pre: Element): void {
  if (textOf(pre).split('\n').some((line) => line.length > PHONE_CHARACTERS)) setAttribute(pre, 'tabindex', '0');
}
