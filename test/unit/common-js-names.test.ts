/** Which names of a CommonJS module a cell gets beside those that Node finds in its text, and what that costs. */
import { expect, test } from '@jest/globals';
import { withAllExports } from '../../kernel/engine-process/common-js-names';

/** A namespace as Node 24 makes it of what a module exports. */
const namespaceOf = (exported: object) => ({ default: exported, 'module.exports': exported });

/** Counts how often the keys of a value are listed, and its properties described. */
function watched<Value extends object>(value: Value): { value: Value; looks: () => number } {
  let looks = 0;
  const ownKeys = (target: Value) => ((looks += 1), Reflect.ownKeys(target));
  const getOwnPropertyDescriptor = (target: Value, key: PropertyKey) => ((looks += 1), Reflect.getOwnPropertyDescriptor(target, key));
  return { value: new Proxy(value, { ownKeys, getOwnPropertyDescriptor }), looks: () => looks };
}

test('an object has all its names, and is completed once', () => {
  const namespace = namespaceOf({ one: 1, two: 2 });
  const whole = withAllExports(namespace, 'm') as object;
  expect(Object.keys(whole)).toEqual(['default', 'module.exports', 'one', 'two']);
  expect(withAllExports(namespace, 'm')).toBe(whole);
});

test.each<[kind: string, list: object]>([['an array', new Array(1000).fill(1)], ['bytes', new Uint8Array(1000)]])('elements of %s cost nothing; a name of its own is there when it is read', (_kind, elements) => {
  const list = Array.isArray(elements) ? watched(Object.assign(elements, { named: 'a list' })) : { value: Object.assign(elements, { named: 'a list' }), looks: () => 0 };
  const found = withAllExports(namespaceOf(list.value), 'm') as Record<string, unknown>;
  expect({ looks: list.looks(), keys: Object.keys(found) }).toEqual({ looks: 0, keys: ['default', 'module.exports'] });
  expect([found['named'], 'named' in found, found['0'], '0' in found, 'length' in found, 'map' in found]).toEqual(['a list', true, undefined, false, false, false]);
});
