/** Elements of a document (jsdom, linkedom, happy-dom): what Observable Plot and D3 draw. */
import { withNamespace } from '../../library/svg';
import type { Kind } from './kind';

/** `Node.ELEMENT_NODE` of the DOM standard. */
const ELEMENT_NODE = 1;

/** Characters of an element's own text that stand for it. */
const TEXT_CHARACTERS = 200;

function textOf(value: object, name: string): string {
  const styles = /[.:][^{}]*\{[^{}]*\}/g;
  const content: unknown = Reflect.get(value, 'textContent');
  const text = typeof content === 'string' ? content.replace(styles, ' ').replace(/\s+/g, ' ').trim() : '';
  return `<${name}> element${text === '' ? '' : `: ${text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS)}…` : text}`}`;
}

/**
 * Shows an element as its HTML, so that colours of the front end's theme and tooltips work; a drawing also as an SVG image, for exports
 * and front ends without HTML.
 */
export const elementMarkup: Kind = (value) => {
  const markup: unknown = Reflect.get(value, 'outerHTML');
  if (typeof markup !== 'string' || Reflect.get(value, 'nodeType') !== ELEMENT_NODE) return null;
  const name = String(Reflect.get(value, 'localName') ?? 'unknown').toLowerCase();
  const drawing = name === 'svg' ? { 'image/svg+xml': withNamespace(markup) } : {};
  return [{ 'text/html': markup, ...drawing, 'text/plain': textOf(value, name) }, {}];
};
