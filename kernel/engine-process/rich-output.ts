/** How a value is shown: its own MIME bundle where it has one, and always a text. */
import { inspect } from 'node:util';
import type { Json, JsonObject, RichOutput } from '../engine/contract';
import { RICH_VALUE_CHARACTERS, SHOWN_VALUE_CHARACTERS } from '../limits';

/**
 * A value with this method tells its own MIME bundle (the convention of Deno's kernel; may be async), or a list of the bundle and its
 * metadata by MIME type (as IPython's `_repr_mimebundle_` may).
 */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for('Jupyter.display');

/** Cuts a text that would make the notebook slow, and says what was cut. */
export function boundText(text: string): string {
  if (text.length <= SHOWN_VALUE_CHARACTERS) return text;
  const cut = text.length - SHOWN_VALUE_CHARACTERS;
  return `${text.slice(0, SHOWN_VALUE_CHARACTERS)}\u001b[0m\n… ${cut.toLocaleString('en')} more characters not shown`;
}

/** A value as text, with colours unless told otherwise. Never throws: a value whose own inspection throws is named by its kind. */
export function shownText(value: unknown, colors = true): string {
  try {
    return boundText(inspect(value, { colors, maxStringLength: SHOWN_VALUE_CHARACTERS }));
  } catch (error) {
    return `[${typeof value} whose inspection failed: ${failureWords(error)}]`;
  }
}

function failureWords(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error that has no text';
  }
}

/** What JSON holds of a value; BigInts as text. @throws what `JSON.stringify` throws, for example for a value that holds itself */
export function asJson(value: unknown): Json {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
  return text === undefined ? null : (JSON.parse(text) as Json);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** MIME types travel as text; bytes as base64 (Jupyter messaging 5.5, display_data). */
function bundleValue(value: unknown): Json {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') : asJson(value);
}

/** What front ends and Jupyter's schemas take as a key of a bundle. */
const MIME_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/** The values that are not too large, and a line for each that is. @throws TypeError for a key that is no MIME type. */
function bundleData(bundle: Record<string, unknown>): { readonly data: Record<string, Json>; readonly notes: readonly string[] } {
  const data: Record<string, Json> = {};
  const notes: string[] = [];
  for (const [type, given] of Object.entries(bundle)) {
    if (given === undefined || given === null) continue;
    if (!MIME_TYPE.test(type)) throw new TypeError(`'${type}' is not a MIME type such as 'text/html'`);
    const value = bundleValue(given);
    const size = typeof value === 'string' ? value.length : JSON.stringify(value).length;
    if (type === 'text/plain' && typeof value === 'string') data[type] = boundText(value);
    else if (size <= RICH_VALUE_CHARACTERS) data[type] = value;
    else notes.push(`[${type} is not shown: its ${size.toLocaleString('en')} characters are more than the ${RICH_VALUE_CHARACTERS.toLocaleString('en')} that one output may have]`);
  }
  return { data, notes };
}

/** Makes an output of a MIME bundle that a person's code gave; `value` serves the text where the bundle has none. */
export function outputFromBundle(bundle: Record<string, unknown>, metadata: Record<string, unknown> = {}, value?: unknown): RichOutput {
  const { data, notes } = bundleData(bundle);
  const needsText = value !== undefined && data['text/plain'] === undefined && Object.keys(data).length > 0;
  const text = needsText ? shownText(value, false) : data['text/plain'];
  const lines = [...(text === undefined ? [] : [text]), ...notes];
  const withText = lines.length > 0 ? { ...data, 'text/plain': notes.length > 0 ? lines.join('\n') : (text as Json) } : data;
  return { data: withText, metadata: asJson(metadata) as JsonObject };
}

function displayMethod(value: unknown): (() => unknown) | null {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return null;
  const method: unknown = Reflect.get(value, JUPYTER_DISPLAY);
  return typeof method === 'function' ? () => Reflect.apply(method, value, []) : null;
}

/** Says whether a value tells itself how it is shown. Never throws. */
export function hasDisplayMethod(value: unknown): boolean {
  try {
    return displayMethod(value) !== null;
  } catch {
    return false; // a getter that throws tells no form
  }
}

/** Says whether there is anything to show: a value whose bundle is empty hides itself. */
export function isShown(output: RichOutput): boolean {
  return Object.keys(output.data).length > 0;
}

/** Bundle and metadata of what a display method returned; null when it is neither a bundle nor such a pair. */
function formOf(returned: unknown): readonly [bundle: Record<string, unknown>, metadata: Record<string, unknown>] | null {
  if (isObject(returned)) return [returned, {}];
  if (!Array.isArray(returned) || returned.length > 2) return null;
  const [bundle, metadata = {}] = returned as unknown[];
  return isObject(bundle) && isObject(metadata) ? [bundle, metadata] : null;
}

/** A value of a known kind; the kinds are loaded with the first object that is shown. */
function knownKind(value: unknown): RichOutput | Promise<RichOutput> | null {
  if (typeof value !== 'object' || value === null) return null;
  const { knownForm } = require('./known-kinds/known-kinds') as typeof import('./known-kinds/known-kinds');
  const form = knownForm(value);
  const output = ([bundle, metadata]: readonly [Record<string, unknown>, Record<string, unknown>]): RichOutput => outputFromBundle(bundle, metadata, value);
  return form === null ? null : form instanceof Promise ? form.then(output) : output(form);
}

/** A value's output. Where its `Symbol.for('Jupyter.display')` method throws or gives no bundle, the text says so. Never throws or rejects. */
export function richOutput(value: unknown): RichOutput | Promise<RichOutput> {
  const text = (): RichOutput => ({ data: { 'text/plain': shownText(value) }, metadata: {} });
  const failed = (error: unknown): RichOutput => ({
    data: { 'text/plain': `${shownText(value)}\n[its Symbol.for('Jupyter.display') method failed: ${failureWords(error)}]` },
    metadata: {},
  });
  const fromForm = (returned: unknown): RichOutput => {
    const form = formOf(returned);
    if (form === null) return failed(`it returned ${shownText(returned, false)}, not an object of MIME types`);
    return outputFromBundle(form[0], form[1], value);
  };
  let method: ReturnType<typeof displayMethod>;
  try {
    method = displayMethod(value);
  } catch (error) {
    const reason = `[it could not be asked how it is shown: reading a property of it throws ${failureWords(error)}]`;
    return { data: { 'text/plain': `${shownText(value)}\n${reason}` }, metadata: {} };
  }
  try {
    if (method === null) {
      const known = knownKind(value);
      return known instanceof Promise ? known.catch((error: unknown) => outputFromBundle({ 'text/plain': `${shownText(value)}\n[it could not be drawn: ${failureWords(error)}]` })) : (known ?? text());
    }
    const form = method();
    return form instanceof Promise ? form.then(fromForm).catch(failed) : fromForm(form);
  } catch (error) {
    return failed(error);
  }
}
