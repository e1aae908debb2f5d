/**
 * Markup of outputs and Markdown, made fit for a page that asks for nothing and runs nothing. The page's Content-Security-Policy forbids the
 * same: what would be refused there is taken out here, so that a reader is told of it and no error stands in the browser's console.
 */
import { html } from 'parse5';
import { confinedCss, withoutAddresses } from './confine-css';
import { append, attributeOf, element, elementsBelow, isElement, nodesOf, replace, setAttribute, textOf, type ChildNode, type Element, type ParentNode } from './tree';

/** What is taken out without a word: it is not seen anyway, or means nothing here. */
const UNSEEN = new Set(['script', 'noscript', 'meta', 'base', 'link', 'template', 'head', 'source', 'track', 'noframes', 'noembed', 'basefont', 'bgsound', 'keygen', 'spacer']);

/** What is taken out and told of. */
const REFUSED: Readonly<Record<string, string>> = {
  iframe: 'another page', frame: 'another page', frameset: 'other pages', object: 'an embedded object', embed: 'an embedded object', applet: 'an embedded program',
  video: 'a video', audio: 'a sound', portal: 'another page', fencedframe: 'another page',
};

/** Attributes that make the browser ask for something. On a link, `href` waits for a click. */
const ADDRESSES = new Set(['src', 'srcset', 'poster', 'data', 'background', 'action', 'formaction', 'ping', 'cite', 'longdesc', 'manifest', 'codebase', 'archive', 'classid', 'profile', 'imagesrcset', 'attributionsrc', 'href', 'xlink:href']);

/** Attributes of the web before CSS, which validators refuse, as declarations. `null`: nothing takes their place. */
const OLD_ATTRIBUTES: Readonly<Record<string, ((value: string) => string) | null>> = {
  align: (value) => `text-align:${value}`,
  valign: (value) => `vertical-align:${value}`,
  bgcolor: (value) => `background-color:${value}`,
  border: null, cellpadding: null, cellspacing: null, frame: null, rules: null, nowrap: null, hspace: null, vspace: null, scoped: null,
};
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption', 'col', 'colgroup']);
/** What takes their place, and its style. Nothing can end a `plaintext`, once a browser has read one: the rest of the page would be its text. */
const OLD_ELEMENTS: Readonly<Record<string, readonly [tagName: string, style: string]>> = {
  center: ['div', 'text-align:center'], marquee: ['div', ''], dir: ['ul', ''], plaintext: ['pre', ''], xmp: ['pre', ''], listing: ['pre', ''],
  font: ['span', ''], big: ['span', 'font-size:larger'], tt: ['span', 'font-family:monospace'], strike: ['span', 'text-decoration:line-through'], nobr: ['span', 'white-space:nowrap'],
  blink: ['span', ''], acronym: ['abbr', ''],
};

/** Schemes that a link may lead to; a path or an anchor has none. */
const LINK = /^(?:https?:|mailto:|#|data:image\/|(?![a-z][a-z\d+.-]*:))/i;
/** Browsers pass over these when they look for a scheme (URL Standard, "basic URL parser"). */
const UNHEARD = /[\0-\x20]/g;
/** Elements that show a picture, whose data they may hold. */
const PICTURES = new Set(['img', 'image', 'feimage']);
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml|bmp)[;,]/i;

/** What cleaning takes from the markup for other places of the page. */
export interface Cleaned {
  readonly nodes: ChildNode[];
  /** The markup's own styles, without addresses. They go into the page's head, confined to this output. */
  readonly styles: readonly string[];
}

/** @param inlined gives the data URI of a picture that lies beside the notebook; null where there is none. */
export function cleanMarkup(markup: string, inlined: (address: string) => string | null): Cleaned {
  const root = element('div');
  append(root, nodesOf(markup));
  const styles: string[] = [];
  takeCommentsOut(root);
  for (const part of elementsBelow(root)) {
    const { tagName } = part;
    if (tagName === 'style') styles.push(textOf(part));
    // A title of SVG's is shown as a tip.
    const isPageTitle = tagName === 'title' && part.namespaceURI === html.NS.HTML;
    if (tagName === 'style' || isPageTitle || UNSEEN.has(tagName)) replace(part, []);
    else if (tagName in REFUSED) replace(part, [leftOut(REFUSED[tagName]!, attributeOf(part, 'src') ?? attributeOf(part, 'data'))]);
    else cleanElement(part, inlined);
  }
  return { nodes: root.childNodes, styles: styles.map(confinedCss).filter((css) => css !== '') };
}

/** Whether anything is to be seen of a markup when its scripts don't run. */
export function showsSomething(markup: string): boolean {
  const { nodes } = cleanMarkup(markup, () => null);
  const root = element('div');
  append(root, nodes);
  if (textOf(root).trim() !== '') return true;
  return [...elementsBelow(root)].some(({ tagName }) => ['img', 'svg', 'hr', 'math', 'progress', 'meter', 'input'].includes(tagName));
}

/** A place in which something is missing, and what. */
export function leftOut(what: string, address: string | null): Element {
  const where = address === null || address === '' || address.startsWith('data:') ? '' : `: ${address.slice(0, 200)}`;
  return element('span', { class: 'left-out' }, `[left out: ${what}${where}]`);
}

function takeCommentsOut(node: ParentNode): void {
  node.childNodes = node.childNodes.filter(({ nodeName }) => nodeName !== '#comment' && nodeName !== '#documentType');
  for (const child of node.childNodes) if (isElement(child)) takeCommentsOut(child);
}

function cleanElement(part: Element, inlined: (address: string) => string | null): void {
  const { tagName } = part;
  if (tagName === 'img' || tagName === 'image') {
    const [name, source] = firstOf(part, ['src', 'href', 'xlink:href']);
    const data = source === null ? null : PICTURE.test(source) ? source : inlined(source);
    if (data === null) return replace(part, [leftOut(`a picture${attributeOf(part, 'alt') ? ` (${attributeOf(part, 'alt')})` : ''}`, source)]);
    setAttribute(part, name, data);
    if (tagName === 'img' && attributeOf(part, 'alt') === null) setAttribute(part, 'alt', attributeOf(part, 'title') ?? 'A picture without a description');
  }
  for (const { name, value } of [...part.attrs]) {
    if (/^on/i.test(name) || ['autofocus', 'nonce', 'integrity', 'crossorigin', 'is', 'slot', 'itemid'].includes(name)) setAttribute(part, name, null);
    else if (name === 'style') setAttribute(part, name, withoutAddresses(value));
    else if (name === 'href' && (tagName === 'a' || tagName === 'area')) setAttribute(part, name, LINK.test(value.replace(UNHEARD, '')) ? value.trim() : null);
    else if (ADDRESSES.has(name) && !value.startsWith('#') && !(PICTURE.test(value) && PICTURES.has(tagName))) setAttribute(part, name, null);
    else if (/url\(/i.test(value)) setAttribute(part, name, withoutAddresses(value));
  }
  if (['input', 'select', 'textarea'].includes(tagName)) nameField(part);
  modernise(part);
}

/** Each field has a name (WCAG 2.2, 4.1.2): the boxes of task lists have none, nor have many fields of outputs. */
function nameField(field: Element): void {
  if (attributeOf(field, 'style') === '') setAttribute(field, 'style', null);
  if (['aria-label', 'aria-labelledby', 'title'].some((name) => attributeOf(field, name) !== null) || attributeOf(field, 'type') === 'hidden') return;
  const isBox = attributeOf(field, 'type') === 'checkbox';
  const name = isBox ? (attributeOf(field, 'checked') === null ? 'Not done' : 'Done') : attributeOf(field, 'placeholder') ?? 'A field';
  if (!isLabelled(field)) setAttribute(field, 'aria-label', name);
}

function isLabelled(field: Element): boolean {
  for (let around = field.parentNode; around !== null && isElement(around); around = around.parentNode) if (around.tagName === 'label') return true;
  return false;
}

function firstOf(part: Element, names: readonly string[]): [name: string, value: string | null] {
  const name = names.find((candidate) => attributeOf(part, candidate) !== null) ?? names[0]!;
  return [name, attributeOf(part, name)];
}

function modernise(part: Element): void {
  const styles: string[] = [];
  const isSized = TABLE_PARTS.has(part.tagName);
  for (const { name, value } of [...part.attrs]) {
    if (isSized && (name === 'width' || name === 'height')) styles.push(`${name}:${/^\d+$/.test(value) ? `${value}px` : value}`);
    else if (!(name in OLD_ATTRIBUTES) || part.namespaceURI !== html.NS.HTML) continue;
    else if (OLD_ATTRIBUTES[name] != null) styles.push(OLD_ATTRIBUTES[name](value));
    setAttribute(part, name, null);
  }
  // Where a link leads to.
  const anchor = part.tagName === 'a' ? attributeOf(part, 'name') : null;
  if (anchor !== null) {
    setAttribute(part, 'name', null);
    if (attributeOf(part, 'id') === null) setAttribute(part, 'id', anchor);
  }
  const [tagName, style] = OLD_ELEMENTS[part.tagName] ?? [];
  if (tagName !== undefined) {
    if (style) styles.push(style);
    if (part.tagName === 'font') styles.push(...['color', 'face'].flatMap((name) => (attributeOf(part, name) === null ? [] : [`${name === 'face' ? 'font-family' : name}:${attributeOf(part, name)}`])));
    part.tagName = part.nodeName = tagName;
    for (const name of ['color', 'face', 'size']) setAttribute(part, name, null);
  }
  if (styles.length === 0) return;
  setAttribute(part, 'style', withoutAddresses([attributeOf(part, 'style'), ...styles].filter(Boolean).join(';')));
}
