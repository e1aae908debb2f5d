/** Completion and inspection from live values, asked by the worker, without running anything that could change one. */
import type { Runtime } from 'node:inspector';
import type { Candidate, CompletionTarget, LiveInspection } from '../engine/contract';
import { HELPERS_NAME } from '../language/running-form';
import { COMPLETION_KEYS, COMPLETION_NAMES } from '../limits';
import { isOwnText } from './own-text';
import { functionSignature, isClassText } from './function-signature';
import type { MainThreadInspector } from './main-thread-inspector';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const PREVIEW_CHARACTERS = 2_000;

function candidateOf(property: Runtime.PropertyDescriptor): Candidate {
  const { name, value } = property;
  if (value?.type !== 'function') return { text: name, type: 'property', signature: null };
  return { text: name, type: isClassText(value.description ?? '') ? 'class' : 'function', signature: functionSignature(value.description ?? '', name) };
}

async function membersOf(inspector: MainThreadInspector, expression: string, prefix: string): Promise<Candidate[]> {
  // Primitives have members too.
  const found = (await inspector.evaluate(`Object(${expression})`)) ?? (await inspector.evaluate(`(${expression})`));
  if (found?.objectId === undefined) return [];
  const members = new Map<string, Candidate>();
  for (const property of await inspector.properties(found.objectId)) {
    const { name } = property;
    if (property.symbol !== undefined || !IDENTIFIER.test(name) || !name.toLowerCase().startsWith(prefix.toLowerCase())) continue;
    if (!members.has(name)) members.set(name, { ...candidateOf(property), ...(property.isOwn === true && property.enumerable ? { origin: 'own' } : {}) });
    if (members.size >= COMPLETION_NAMES) break;
  }
  return [...members.values()];
}

async function namesInScope(inspector: MainThreadInspector, prefix: string): Promise<Candidate[]> {
  const wanted = (name: string): boolean => IDENTIFIER.test(name) && name.toLowerCase().startsWith(prefix.toLowerCase());
  const declared = (await inspector.lexicalNames()).filter(wanted).slice(0, COMPLETION_NAMES);
  const [variables, globals] = await Promise.all([variablesOf(inspector, declared), globalNames(inspector, prefix)]);
  const offers = new Map(variables.map((offer) => [offer.text, offer]));
  for (const offer of globals) {
    if (offers.size >= COMPLETION_NAMES) break;
    if (offer.text !== HELPERS_NAME && wanted(offer.text) && !offers.has(offer.text)) offers.set(offer.text, offer);
  }
  return [...offers.values()];
}

/** What cells declared. Each look without side effects costs some 0.3 ms, so all are taken in one. */
async function variablesOf(inspector: MainThreadInspector, names: readonly string[]): Promise<Candidate[]> {
  const properties = await propertiesOf(inspector, `({ __proto__: null, ${names.map((name) => `[${JSON.stringify(name)}]: ${name}`).join(', ')} })`);
  const values = new Map(properties.map((one) => [one.name, one]));
  return names.map((text) => {
    const found = candidateOf(values.get(text) ?? { name: text, configurable: true, enumerable: true });
    return { ...found, type: found.type === 'property' ? 'instance' : found.type, origin: 'declared' };
  });
}

/** The names of the global object and of its prototypes; getters are not called. All with their values take 5 ms, some take 0.5. */
async function globalNames(inspector: MainThreadInspector, prefix: string): Promise<Candidate[]> {
  const matches = (name: string): boolean => name.toLowerCase().startsWith(prefix.toLowerCase());
  const own = ({ isOwn }: Runtime.PropertyDescriptor): Pick<Candidate, 'origin'> => (isOwn === true ? { origin: 'own' } : {});
  if (prefix === '') return (await propertiesOf(inspector, 'globalThis')).map((one) => ({ ...candidateOf(one), ...own(one) }));
  // Filtered here: a function that V8 watches for side effects is slow.
  const found: unknown = (await inspector.evaluate('[Object.getOwnPropertyNames(globalThis), Object.getOwnPropertyNames(Object.prototype)]', { byValue: true }))?.value;
  if (!Array.isArray(found)) return [];
  const [ownNames = [], inheritedNames = []] = (found as string[][]).map((names) => names.filter(matches));
  // A literal: code that looks at an object may not store anything in one.
  const valueIn = (holder: string) => (name: string): string => `[${JSON.stringify(name)}]: Object.getOwnPropertyDescriptor(${holder}, ${JSON.stringify(name)})?.value`;
  const literal = (list: readonly string[], holder: string): Promise<readonly Runtime.PropertyDescriptor[]> =>
    list.length === 0 ? Promise.resolve([]) : propertiesOf(inspector, `({ __proto__: null, ${list.map(valueIn(holder)).join(', ')} })`);
  const [owned, others] = await Promise.all([literal(ownNames, 'globalThis'), literal(inheritedNames, 'Object.prototype')]);
  return [...owned.map((one): Candidate => ({ ...candidateOf(one), origin: 'own' })), ...others.map(candidateOf)];
}

async function propertiesOf(inspector: MainThreadInspector, expression: string): Promise<readonly Runtime.PropertyDescriptor[]> {
  const found = await inspector.evaluate(expression);
  const properties = found?.objectId === undefined ? [] : await inspector.properties(found.objectId);
  return properties.filter(({ symbol }) => symbol === undefined);
}

/** Keys that are texts: of an object its own ones but indices, of a Map or Set those of its entries, whatever its class makes of `keys`. */
async function keysOf(inspector: MainThreadInspector, { kind, expression, prefix }: CompletionTarget & { readonly kind: 'key' | 'entry' }): Promise<Candidate[]> {
  // Little is done in the expressions: V8 of Node 22 takes `instanceof`, and a pattern's `test`, for side effects.
  const look = async (keys: string): Promise<unknown> => (await inspector.evaluate(`${keys}.slice(0, ${COMPLETION_KEYS})`, { byValue: true }))?.value;
  const entries = (holder: 'Map' | 'Set'): string => `[...${holder}.prototype.keys.call(${expression})].filter((key) => typeof key === "string")`;
  const keys = kind === 'key' ? await look(`Object.keys(Object(${expression}))`) : ((await look(entries('Map'))) ?? (await look(entries('Set'))));
  if (!Array.isArray(keys)) return [];
  const wanted = keys.map(String).filter((key) => key.toLowerCase().startsWith(prefix.toLowerCase()) && !(kind === 'key' && /^\d+$/.test(key)));
  return wanted.slice(0, COMPLETION_NAMES).map((text) => ({ text, type: 'property', signature: null, origin: 'own' }));
}

/** Offers for what stands before the cursor. */
export async function completeLive(inspector: MainThreadInspector, target: CompletionTarget): Promise<readonly Candidate[]> {
  try {
    switch (target.kind) {
      case 'member':
        return await membersOf(inspector, target.expression, target.prefix);
      case 'name':
        return await namesInScope(inspector, target.prefix);
      case 'key':
      case 'entry':
        return await keysOf(inspector, { ...target, kind: target.kind });
    }
  } finally {
    inspector.release();
  }
}

function typeOf(value: Runtime.RemoteObject): string {
  if (value.type === 'function') return isClassText(value.description ?? '') ? 'class' : 'function';
  if (value.type !== 'object') return value.type;
  return value.subtype === 'null' ? 'null' : (value.className ?? 'object');
}

function previewOf(value: Runtime.RemoteObject): string {
  const text = value.type === 'string' ? JSON.stringify(value.value) : (value.description ?? String(value.value));
  return text.length > PREVIEW_CHARACTERS ? `${text.slice(0, PREVIEW_CHARACTERS)}…` : text;
}

/** The fields of an object, one a line, as V8 sees them without calling getters. */
async function fieldsOf(inspector: MainThreadInspector, value: Runtime.RemoteObject): Promise<string> {
  if (value.objectId === undefined || value.type === 'function') return '';
  const own = (await inspector.properties(value.objectId)).filter((one) => one.isOwn === true && one.enumerable && one.symbol === undefined);
  const lines = own.slice(0, 30).map((one) => `  ${one.name}: ${one.value === undefined ? '[getter]' : previewOf(one.value).split('\n')[0]}`);
  if (own.length > 30) lines.push(`  … ${own.length - 30} more`);
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`;
}

/** What is shown below the head of an inspection: nothing for a function, whose signature is the head. */
async function inspectionText(inspector: MainThreadInspector, value: Runtime.RemoteObject, signature: string | null): Promise<string> {
  if (value.type === 'function') return signature === null ? (previewOf(value).split('\n')[0] ?? '') : '';
  return previewOf(value) + (await fieldsOf(inspector, value));
}

/** What is known about the value of an expression; null when it has none or reading it could change something. */
export async function inspectLive(inspector: MainThreadInspector, expression: string): Promise<LiveInspection | null> {
  try {
    const value = await inspector.evaluate(`(${expression})`);
    if (value === null) return null;
    const text = value.type === 'function' ? (value.description ?? '') : null;
    const signature = text === null ? null : functionSignature(text, /[^.[\]"']*$/.exec(expression)?.[0] ?? '');
    const source = text === null || isOwnText(text) ? null : text;
    return { type: typeOf(value), preview: await inspectionText(inspector, value, signature), signature, source };
  } finally {
    inspector.release();
  }
}
