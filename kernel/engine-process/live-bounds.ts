/** Looks at a few of many: V8 lists the properties of a large value one by one, for seconds, in which nothing else runs. */
import type { Runtime } from 'node:inspector';
import type { MainThreadInspector } from './main-thread-inspector';

/**
 * How many keys of its own the value of an expression has; 0 for lists and texts, whose many are not looked at, and where it can't be told. Those of
 * 200,000 are counted in 40 ms, and listed with their values in 1.2 s.
 */
export async function ownKeysCount(inspector: MainThreadInspector, expression: string): Promise<number> {
  const isCounted = `typeof (${expression}) === "object" && (${expression}) !== null && !Array.isArray(${expression}) && !ArrayBuffer.isView(${expression})`;
  const count: unknown = (await inspector.evaluate(`${isCounted} ? Object.keys(${expression}).length : 0`, { byValue: true }))?.value;
  return typeof count === 'number' ? count : 0;
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
