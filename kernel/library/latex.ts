/** `latex`: formulas. */
import { Shown } from './displayable';
import { isTemplate, joinTemplate, plainText, rawTexts } from './markup';

/** What tells a front end where a formula begins; `\$` is a dollar. */
const DELIMITER = /(?<!\\)\$|\\\(|\\\[|\\begin\{/;

/**
 * Shows LaTeX: a formula on a line of its own, unless the text has its own `$`, `\(`, `\[` or `\begin`. As a template's tag it keeps
 * backslashes and puts values in as they are.
 *
 * @example latex`\sum_{i=1}^{${n}} i = ${(n * (n + 1)) / 2}`
 */
export function latex(formula: string): Shown;
export function latex(template: TemplateStringsArray, ...values: readonly unknown[]): Shown;
export function latex(first: string | TemplateStringsArray, ...values: readonly unknown[]): Shown {
  const text = isTemplate(first) ? joinTemplate(rawTexts(first), values, plainText) : String(first);
  const delimited = DELIMITER.test(text) ? text : `$$${text}$$`;
  return new Shown({ 'text/latex': delimited, 'text/plain': text }, delimited);
}
