/** `html`: markup that is shown as such. */
import { Shown } from './displayable';
import { cookedTexts, insertMarkup, isTemplate, joinTemplate } from './markup';

/**
 * Shows HTML. As a function it takes markup as it is. As a template's tag it puts values in as text, escaped, so that a name such as
 * `<b>` or a quote in an attribute changes nothing; what is markup itself (made by `html`, `svg`, `table` or `image`, or an element with
 * `outerHTML`) goes in as it is, a list goes in item by item, null and undefined as nothing. Addresses are not checked: a link to
 * `javascript:…` stays one.
 *
 * @example html`<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`
 */
export function html(markup: string): Shown;
export function html(template: TemplateStringsArray, ...values: readonly unknown[]): Shown;
export function html(first: string | TemplateStringsArray, ...values: readonly unknown[]): Shown {
  const markup = isTemplate(first) ? joinTemplate(cookedTexts(first), values, insertMarkup) : String(first);
  return new Shown({ 'text/html': markup, 'text/plain': markup }, markup);
}
