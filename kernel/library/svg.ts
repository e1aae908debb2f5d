/** `svg`: a drawing. */
import { Shown } from './displayable';
import { cookedTexts, insertMarkup, isTemplate, joinTemplate } from './markup';

const ROOT = /<svg\b[^>]*>/;
const NAMESPACE = 'http://www.w3.org/2000/svg';

/** The drawing with its namespace, without which a front end that shows it as an image shows nothing. */
export function withNamespace(markup: string): string {
  const root = ROOT.exec(markup)?.[0];
  if (root === undefined || /\sxmlns\s*=/.test(root)) return markup;
  const prefixed = /\sxlink:/.test(markup) && !/\sxmlns:xlink\s*=/.test(root) ? ' xmlns:xlink="http://www.w3.org/1999/xlink"' : '';
  return markup.replace(ROOT, (whole) => `<svg xmlns="${NAMESPACE}"${prefixed}${whole.slice('<svg'.length)}`);
}

/**
 * Shows SVG as an image. As a function it takes markup as it is, as a template's tag it puts values in as `html` does. A namespace that
 * is missing is added.
 *
 * @example svg`<svg width="20" height="20"><circle cx="10" cy="10" r="${radius}"/></svg>`
 */
export function svg(markup: string): Shown;
export function svg(template: TemplateStringsArray, ...values: readonly unknown[]): Shown;
export function svg(first: string | TemplateStringsArray, ...values: readonly unknown[]): Shown {
  const markup = isTemplate(first) ? joinTemplate(cookedTexts(first), values, insertMarkup) : String(first);
  return new Shown({ 'image/svg+xml': withNamespace(markup), 'text/plain': markup }, markup);
}
