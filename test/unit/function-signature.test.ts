import { expect, test } from '@jest/globals';
import { functionSignature } from '../../kernel/engine-process/function-signature';

test.each([
  ['function greet(name, times = 1) { return name; }', 'greet(name, times = 1)'],
  ['function (name) {}', 'greet(name)'],
  ['async function* other(\n  a,\n  { b, c = (1) },\n  ...rest\n) {}', 'async greet( a, { b, c = (1) }, ...rest )'],
  ['(a, b) => a + b', 'greet(a, b)'],
  ['async (a) => a', 'async greet(a)'],
  ['a => call(a)', 'greet(a)'],
  ['async a => call(a)', 'async greet(a)'],
  ['async => call(async)', 'greet(async)'],
  ['stir() {}', 'greet()'],
  ['async stir() {}', 'async greet()'],
  ['asyncStir(a) {}', 'greet(a)'],
  ['function log() { [native code] }', 'greet()'],
  ['class Pot { constructor(litres) {} }', null],
  ['function endless(', null],
  ['', null],
])('%j', (text, signature) => {
  expect(functionSignature(text, 'greet')).toBe(signature);
});
