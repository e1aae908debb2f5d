/** Looks at a few of many: V8 lists the properties of a large value one by one, for seconds, in which nothing else runs. */
import type { Runtime } from 'node:inspector';
import { LISTED_PROPERTIES } from '../limits';
import type { MainThreadInspector } from './main-thread-inspector';

/** Keys of a value's own that are too many to be listed with what they hold. */
export interface ManyKeys {
  readonly count: number;
  /** The first of them; none where that takes too long as well. */
  readonly names: readonly string[];
}

/**
 * Null for lists and texts, whose many are not looked at, and where there are few. The keys of 200,000 are read in 40 ms, and listed with their
 * values in 1.2 s.
 */
export async function manyKeys(inspector: MainThreadInspector, expression: string, first: number): Promise<ManyKeys | null> {
  const isCounted = `typeof (${expression}) === "object" && (${expression}) !== null && !Array.isArray(${expression}) && !ArrayBuffer.isView(${expression})`;
  const read = `((keys) => keys.length > ${LISTED_PROPERTIES} ? [keys.length, ...keys.slice(0, ${first})] : 0)(Object.keys(${expression}))`;
  const found: unknown = (await inspector.evaluate(`${isCounted} ? ${read} : 0`, { byValue: true }))?.value;
  if (found === 0) return null;
  const [count = 0, ...names] = Array.isArray(found) ? found : [];
  return { count: Number(count), names: names.map(String) };
}

/**
 * An expression of the first keys of a Map or Set as a list, whatever its class makes of its methods: all of up to `all`, else `first`. A spread
 * has no end of its own, and code that looks at a value may neither store in a list nor call `take`; a pattern ends where its names do.
 */
export function firstKeys(holder: 'Map' | 'Set', expression: string, first: number, all: number): string {
  const iterator = `${holder}.prototype.keys.call(${expression})`;
  const size = `Object.getOwnPropertyDescriptor(${holder}.prototype, "size").get.call(${expression})`;
  const names = Array.from({ length: first }, (_, index) => `_${index}`).join();
  return `(${size} > ${all} ? (([${names}]) => [${names}])(${iterator}) : [...${iterator}])`;
}

/** How many elements or entries a list, Map or Set has, as V8 describes it: `Array(3)`; else 0. */
export function sizeOf({ description = '' }: Runtime.RemoteObject): number {
  return Number(/\((\d+)\)$/.exec(description)?.[1] ?? 0);
}
