/** Inspection of a live value, asked by the worker, without running anything that could change one. */
import type { Runtime } from 'node:inspector';
import type { LiveInspection } from '../engine/contract';
import { INSPECTED_CHARACTERS, INSPECTED_FIELDS } from '../limits';
import { functionSignature, isClassText, isNativeText } from './function-signature';
import { manyKeys, sizeOf } from './live-bounds';
import type { ManyKeys } from './live-bounds';
import { propertiesOf } from './main-thread-inspector';
import type { MainThreadInspector } from './main-thread-inspector';
import { isOwnText } from './own-text';

/** Characters of a text in a field of a value. */
const FIELD_CHARACTERS = 200;

/** What is known about the value of an expression; null when it has none or reading it could change something. */
export function inspectLive(inspector: MainThreadInspector, expression: string): Promise<LiveInspection | null> {
  return inspector.look(async () => {
    // A text would be handed over whole.
    const beginning = `typeof (${expression}) === "string" ? (${expression}).slice(0, ${INSPECTED_CHARACTERS}) : (${expression})`;
    const [value, many] = await Promise.all([inspector.evaluate(beginning), manyKeys(inspector, expression, INSPECTED_FIELDS)]);
    if (value === null) return null;
    const text = value.type === 'function' ? (value.description ?? '') : null;
    const signature = text === null ? null : functionSignature(text, /[^.[\]"']*$/.exec(expression)?.[0] ?? '');
    const source = text === null || isOwnText(text) ? null : text;
    const preview = text === null ? await previewOf(inspector, expression, value, many) : signature === null ? firstLine(text) : '';
    return { type: typeOf(value), preview, signature, source };
  });
}

function typeOf(value: Runtime.RemoteObject): string {
  if (value.type === 'function') return isClassText(value.description ?? '') ? 'class' : 'function';
  if (value.type !== 'object') return value.type;
  return value.subtype === 'null' ? 'null' : (value.className ?? 'object');
}

/** A value and what is in it, one field a line; nothing of a function, whose signature is the head of its inspection. */
async function previewOf(inspector: MainThreadInspector, expression: string, value: Runtime.RemoteObject, many: ManyKeys | null): Promise<string> {
  if (value.objectId === undefined) return textOf(value, INSPECTED_CHARACTERS);
  const size = sizeOf(value);
  if (value.subtype === 'promise') return promiseText(inspector, expression);
  if (value.subtype === 'map' || value.subtype === 'set') return withFields(value, await entryLines(inspector, expression, value.subtype, size), size);
  if (size > INSPECTED_FIELDS && (value.subtype === 'array' || value.subtype === 'typedarray')) {
    const elements = Array.from({ length: INSPECTED_FIELDS }, (_, index) => `(${expression})[${index}]`);
    return withFields(value, fieldLines(await propertiesOf(inspector, `[${elements.join()}]`)), size);
  }
  if (many !== null) {
    const fields = many.names.map((name) => `[${JSON.stringify(name)}]: (${expression})[${JSON.stringify(name)}]`);
    return withFields(value, fieldLines(await propertiesOf(inspector, `({ __proto__: null, ${fields.join()} })`)), many.count);
  }
  // As V8 sees them, without calling getters.
  const lines = fieldLines(await inspector.properties(value.objectId));
  return withFields(value, lines, lines.length);
}

function fieldLines(properties: readonly Runtime.PropertyDescriptor[]): string[] {
  const own = properties.filter((one) => one.isOwn === true && one.enumerable && one.symbol === undefined);
  return own.map(({ name, value }) => `${name}: ${value === undefined ? '[getter]' : fieldText(value)}`);
}

function withFields(value: Runtime.RemoteObject, lines: readonly string[], size: number): string {
  const shown = lines.slice(0, INSPECTED_FIELDS).map((line) => `  ${line}`);
  const more = size > INSPECTED_FIELDS && shown.length > 0 ? [`  … ${size - shown.length} more`] : [];
  return [textOf(value, INSPECTED_CHARACTERS), ...shown, ...more].join('\n');
}

/** The first entries of a Map or Set, whatever its class makes of its methods. A pattern takes no more of them than it has names. */
async function entryLines(inspector: MainThreadInspector, expression: string, kind: 'map' | 'set', size: number): Promise<string[]> {
  const indexes = [...Array(Math.min(size, INSPECTED_FIELDS)).keys()];
  const names = indexes.map((index) => (kind === 'map' ? `_k${index}, _v${index}` : `_v${index}`)).join();
  const pattern = kind === 'map' ? indexes.map((index) => `[_k${index}, _v${index}]`).join() : names;
  const entries = kind === 'map' ? 'Map.prototype.entries' : 'Set.prototype.values';
  const listed = await propertiesOf(inspector, `(([${pattern}]) => [${names}])(${entries}.call(${expression}))`);
  const texts = listed.filter(({ name }) => /^\d+$/.test(name)).map(({ value }) => (value === undefined ? '' : fieldText(value)));
  return kind === 'set' ? texts : texts.flatMap((key, index) => (index % 2 === 0 ? [`${key} => ${texts[index + 1] ?? ''}`] : []));
}

/** For example `Promise (pending)`. */
async function promiseText(inspector: MainThreadInspector, expression: string): Promise<string> {
  const value = await inspector.evaluate(`(${expression})`, { preview: true });
  const state = value?.preview?.properties.find(({ name }) => name === '[[PromiseState]]')?.value ?? '';
  const result = value?.preview?.properties.find(({ name }) => name === '[[PromiseResult]]');
  const head = `${value?.description ?? 'Promise'} (${state})`;
  if (state === 'pending' || result === undefined) return head;
  const text = result.type === 'string' ? JSON.stringify(result.value) : firstLine(result.value ?? result.type);
  return `${head}\n  ${text}`;
}

function fieldText(value: Runtime.RemoteObject): string {
  const text = value.type === 'function' ? (value.description ?? '') : '';
  if (value.type === 'function' && (isNativeText(text) || isOwnText(text))) return '[function]';
  return firstLine(textOf(value, FIELD_CHARACTERS));
}

function textOf(value: Runtime.RemoteObject, characters: number): string {
  const text = value.type === 'string' ? JSON.stringify(value.value) : (value.description ?? String(value.value));
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
