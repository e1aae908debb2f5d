/** `json`: a value as a tree that can be opened. */
import { asJson, shownText } from '../engine-process/rich-output';
import { Shown } from './displayable';
import { cookedTexts, escapeMarkup, isTemplate, joinTemplate } from './markup';

/** Options of `json`. */
export interface JsonOptions {
  /** Shows all levels at once. */
  readonly expanded?: boolean;
}

/**
 * Shows a value as JSON, in JupyterLab as a tree. As a template's tag it reads JSON text, values put in as JSON.
 *
 * @throws {SyntaxError} when a template's text is not JSON
 * @throws {TypeError} when a value holds itself
 * @example json({ a: [1, 2] }, { expanded: true })
 */
export function json(value: unknown, options?: JsonOptions): Shown;
export function json(template: TemplateStringsArray, ...values: readonly unknown[]): Shown;
export function json(first: unknown, ...rest: readonly unknown[]): Shown {
  if (isTemplate(first)) return jsonOf(JSON.parse(joinTemplate(cookedTexts(first), rest, (value) => JSON.stringify(value) ?? 'null')), {});
  return jsonOf(first, (rest[0] ?? {}) as JsonOptions);
}

function jsonOf(value: unknown, { expanded = false }: JsonOptions): Shown {
  const text = shownText(value, false);
  return new Shown([{ 'application/json': value === undefined ? undefined : jsonForm(value), 'text/plain': text }, { 'application/json': { expanded } }], `<pre>${escapeMarkup(text)}</pre>`);
}

function jsonForm(value: unknown): unknown {
  try {
    return asJson(value);
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n').join(' ').replace(/\s+/g, ' ') : String(error);
    throw new TypeError(`json() can't show this value: ${words}`);
  }
}
