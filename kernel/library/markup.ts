/** Texts of templates, and how values are put into markup. */
import { shownText } from '../engine-process/rich-output';
import { Shown } from './displayable';

/** Whether a function was called as the tag of a template. */
export function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && Object.hasOwn(value, 'raw');
}

/** Joins a template's texts and its values, each as `insert` gives it. */
export function joinTemplate(texts: readonly string[], values: readonly unknown[], insert: (value: unknown) => string): string {
  return texts.map((text, at) => text + (at < values.length ? insert(values[at]) : '')).join('');
}

/** A template's texts as JavaScript reads them; one with a backslash that JavaScript can't read, as in `C:\users`, as it is written. */
export function cookedTexts(template: TemplateStringsArray): string[] {
  return template.map((text: string | undefined, at) => text ?? template.raw[at] ?? '');
}

/**
 * A template's texts with their backslashes, since Markdown and LaTeX have their own meaning for them (`\frac`, `\*`). Only the two
 * that JavaScript asks for are taken out: those before a backtick and before `${`.
 */
export function rawTexts(template: TemplateStringsArray): string[] {
  return template.raw.map((text) => text.replace(/\\(`|\$\{)/g, '$1'));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text that means itself in HTML and SVG, also between the quotes of an attribute. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Whether its `toString` tells more than `[object Object]`; a list of lists would lose its form. */
function hasText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => !Array.isArray(item) && hasText(item));
  return typeof value.toString === 'function' && value.toString !== Object.prototype.toString;
}

/** A value as plain text: objects without a text of their own as `util.inspect` shows them. */
export function plainText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  return hasText(value) ? String(value) : shownText(value, false);
}

/** A value as a part of HTML or SVG: markup as it is, lists item by item, null and undefined as nothing, all else as escaped text. */
export function insertMarkup(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Shown) return value.toString();
  if (Array.isArray(value)) return value.map(insertMarkup).join('');
  const outer: unknown = typeof value === 'object' ? Reflect.get(value, 'outerHTML') : undefined;
  return typeof outer === 'string' ? outer : escapeMarkup(plainText(value));
}
