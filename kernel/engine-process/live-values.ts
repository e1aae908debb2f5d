/** Completion from live values, asked by the worker, without running anything that could change one. */
import type { Runtime } from 'node:inspector';
import type { Candidate, CompletionTarget } from '../engine/contract';
import { HELPERS_NAME } from '../language/running-form';
import { COMPLETION_FIRST_KEYS, COMPLETION_KEYS, COMPLETION_NAMES, LISTED_PROPERTIES } from '../limits';
import { functionSignature, isClassText, isNativeText } from './function-signature';
import { firstKeys, manyKeys, sizeOf } from './live-bounds';
import { propertiesOf } from './main-thread-inspector';
import type { MainThreadInspector } from './main-thread-inspector';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

function candidateOf(property: Runtime.PropertyDescriptor): Candidate {
  const { name, value } = property;
  if (value?.type !== 'function') return { text: name, type: 'property', signature: null };
  const text = value.description ?? '';
  // Of functions in native code nothing is known but the name.
  if (isNativeText(text)) return { text: name, type: /^\p{Lu}/u.test(name) ? 'class' : 'function', signature: null };
  return { text: name, type: isClassText(text) ? 'class' : 'function', signature: functionSignature(text, name) };
}

async function membersOf(inspector: MainThreadInspector, expression: string, prefix: string): Promise<Candidate[]> {
  const isWanted = (name: string): boolean => IDENTIFIER.test(name) && name.toLowerCase().startsWith(prefix.toLowerCase());
  // Primitives have members too; the object of a text has a property for each of its characters.
  const holder = inspector.evaluate(`typeof (${expression}) === "string" ? Object("") : Object(${expression})`);
  const [asObject, many] = await Promise.all([holder, manyKeys(inspector, expression, COMPLETION_KEYS)]);
  if (many !== null) return many.names.filter(isWanted).slice(0, COMPLETION_NAMES).map(asKey);
  const found = isLargeCollection(asObject) ? await inspector.evaluate(`Object.getPrototypeOf(${expression})`) : (asObject ?? (await inspector.evaluate(`(${expression})`)));
  if (found?.objectId === undefined) return [];
  const members = new Map<string, Candidate>();
  for (const property of await inspector.properties(found.objectId, 'named')) {
    const { name } = property;
    if (property.symbol !== undefined || !isWanted(name)) continue;
    if (!members.has(name)) members.set(name, { ...candidateOf(property), ...(property.isOwn === true && property.enumerable ? { origin: 'own' } : {}) });
    if (members.size >= COMPLETION_NAMES) break;
  }
  return [...members.values()];
}

/** A Map or Set whose entries V8 would copy, to list its properties. */
function isLargeCollection(value: Runtime.RemoteObject | null): boolean {
  return (value?.subtype === 'map' || value?.subtype === 'set') && sizeOf(value) > LISTED_PROPERTIES;
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
  // A text would be handed over whole. Of 1,000 names written as keys the look takes 20 ms, as computed ones 30.
  const values = names.filter((name) => name !== '__proto__').map((name) => `${name}: typeof ${name} === "string" ? "" : ${name}`);
  const properties = await propertiesOf(inspector, `({ __proto__: null, ${values.join()} })`);
  const described = new Map(properties.map((one) => [one.name, one]));
  return names.map((text) => {
    const found = candidateOf(described.get(text) ?? { name: text, configurable: true, enumerable: true });
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

/** Keys that are texts: of an object its own ones but indices, of a Map or Set those of its entries, whatever its class makes of `keys`. */
async function keysOf(inspector: MainThreadInspector, { kind, expression, prefix }: CompletionTarget & { readonly kind: 'key' | 'pattern' | 'entry' }): Promise<Candidate[]> {
  // Little is done in the expressions: V8 of Node 22 takes `instanceof`, and a pattern's `test`, for side effects.
  const look = async (keys: string): Promise<unknown> => (await inspector.evaluate(`${keys}.slice(0, ${COMPLETION_KEYS})`, { byValue: true }))?.value;
  const entries = (holder: 'Map' | 'Set'): string => `${firstKeys(holder, expression, COMPLETION_FIRST_KEYS, COMPLETION_KEYS)}.filter((key) => typeof key === "string")`;
  const keys = kind !== 'entry' ? await look(`Object.keys(Object(${expression}))`) : ((await look(entries('Map'))) ?? (await look(entries('Set'))));
  if (!Array.isArray(keys)) return [];
  const wanted = keys.map(String).filter((key) => key.toLowerCase().startsWith(prefix.toLowerCase()) && !(kind === 'key' && /^\d+$/.test(key)) && (kind !== 'pattern' || IDENTIFIER.test(key)));
  return wanted.slice(0, COMPLETION_NAMES).map(asKey);
}

function asKey(text: string): Candidate {
  return { text, type: 'property', signature: null, origin: 'own' };
}

/** Offers for what stands before the cursor. */
export function completeLive(inspector: MainThreadInspector, target: CompletionTarget): Promise<readonly Candidate[]> {
  return inspector.look(() => {
    switch (target.kind) {
      case 'member':
        return membersOf(inspector, target.expression, target.prefix);
      case 'name':
        return namesInScope(inspector, target.prefix);
      case 'key':
      case 'pattern':
      case 'entry':
        return keysOf(inspector, { ...target, kind: target.kind });
    }
  });
}
