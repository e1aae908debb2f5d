/** How a value is shown: its own MIME bundle where it has one, and always a text. */
import { inspect } from 'node:util';
import type { Json, JsonObject, RichOutput } from '../engine/contract';
import { SHOWN_VALUE_CHARACTERS } from '../limits';

/** A value with this method tells its own MIME bundle (the convention of Deno's kernel; may be async). */
export const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

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

function asJson(value: unknown): Json {
  const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
  return text === undefined ? null : (JSON.parse(text) as Json);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** MIME types travel as text; bytes as base64 (Jupyter messaging 5.5, display_data). */
function bundleData(bundle: Record<string, unknown>): JsonObject {
  const data: Record<string, Json> = {};
  for (const [type, value] of Object.entries(bundle)) {
    if (value === undefined || value === null) continue;
    data[type] = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : asJson(value);
  }
  return data;
}

/** Makes an output of a MIME bundle that a person's code gave; `value` serves the text where the bundle has none. */
export function outputFromBundle(bundle: Record<string, unknown>, metadata: Record<string, unknown> = {}, value?: unknown): RichOutput {
  const data = bundleData(bundle);
  const needsText = value !== undefined && data['text/plain'] === undefined && Object.keys(data).length > 0;
  const withText = needsText ? { ...data, 'text/plain': shownText(value, false) } : data;
  return { data: withText, metadata: asJson(metadata) as JsonObject };
}

function displayMethod(value: unknown): (() => unknown) | null {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return null;
  const method: unknown = Reflect.get(value, JUPYTER_DISPLAY);
  return typeof method === 'function' ? () => Reflect.apply(method, value, []) : null;
}

/** Says whether there is anything to show: a value whose bundle is empty hides itself. */
export function isShown(output: RichOutput): boolean {
  return Object.keys(output.data).length > 0;
}

/** A value's output. Where its `Symbol.for('Jupyter.display')` method throws or gives no bundle, the text says so. */
export function richOutput(value: unknown): RichOutput | Promise<RichOutput> {
  const text = (): RichOutput => ({ data: { 'text/plain': shownText(value) }, metadata: {} });
  const failed = (error: unknown): RichOutput => ({
    data: { 'text/plain': `${shownText(value)}\n[its Symbol.for('Jupyter.display') method failed: ${failureWords(error)}]` },
    metadata: {},
  });
  const fromBundle = (bundle: unknown): RichOutput => {
    if (!isObject(bundle)) return failed(`it returned ${shownText(bundle, false)}, not an object of MIME types`);
    return outputFromBundle(bundle, {}, value);
  };
  try {
    const method = displayMethod(value);
    if (method === null) return text();
    const bundle = method();
    return bundle instanceof Promise ? bundle.then(fromBundle).catch(failed) : fromBundle(bundle);
  } catch (error) {
    return failed(error);
  }
}
