/** `md`: Markdown. */
import { Shown } from './displayable';
import { isTemplate, joinTemplate, plainText, rawTexts } from './markup';

/**
 * Shows Markdown. As a template's tag it keeps backslashes, so that `$\frac{1}{2}$` works, and puts values in as they are: Markdown has
 * no way of escaping that holds in every place. JupyterLab takes scripts out of HTML in Markdown; for text of strangers use `html`.
 *
 * @example md`The **${name}** took ${ms} ms.`
 */
export function md(markdown: string): Shown;
export function md(template: TemplateStringsArray, ...values: readonly unknown[]): Shown;
export function md(first: string | TemplateStringsArray, ...values: readonly unknown[]): Shown {
  const insert = (value: unknown): string => (value === null || value === undefined ? '' : plainText(value));
  const markdown = isTemplate(first) ? joinTemplate(rawTexts(first), values, insert) : String(first);
  return new Shown({ 'text/markdown': markdown, 'text/plain': markdown }, markdown);
}
