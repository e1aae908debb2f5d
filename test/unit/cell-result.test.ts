import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CellSession, runningForm } from './support/cell-session';

let session: CellSession;
beforeAll(async () => {
  session = await CellSession.start();
});
afterAll(async () => {
  await session.end();
});

describe('the last expression is the result', () => {
  test.each([
    ['1 + 1', '2'],
    ['const x: number = 3\nx', '3'],
    ['"hello"', "'hello'"],
    ["'use strict'", "'use strict'"],
    ['await Promise.resolve(4)', '4'],
    ['Promise.resolve(4)', 'Promise { 4 }'],
    ['({ a: 1 })', '{ a: 1 }'],
    ['{a: 1}', '{ a: 1 }'],
    ['{a: 1, b: [2]}', '{ a: 1, b: [ 2 ] }'],
    ['// an object\n{\n  a: 1, // one\n  b() { return 2 },\n}\n// end', '{ a: 1, b: [Function: b] }'],
    ['{ }', '{}'],
    ['{...{ c: 3 }}', '{ c: 3 }'],
    ['{"quoted": 1 as number}', '{ quoted: 1 }'],
    ['{ a: await 5 }', '{ a: 5 }'],
    ['let y = 5; { y }', undefined],
    ['var shorthand = 6;\n;', undefined],
    ['(function () { return 7 })()', '7'],
    ['function () { return 7 }', undefined],
    ['() => 8', '[Function (anonymous)]'],
    ['async () => 8', '[AsyncFunction (anonymous)]'],
    ['class {}', undefined],
    ['(class Named {})', '[class Named]'],
    ['`a;`', "'a;'"],
    ['"a;"', "'a;'"],
    ['9 // not hidden;', '9'],
    ['9 /* not hidden; */', '9'],
    ['9\n\n// a comment\n', '9'],
    ['10 as unknown as string', '10'],
    ['11 satisfies number', '11'],
    ['<number>12', '12'],
    ['let n: number | null = 13\nn!', '13'],
    ['1, 2', '2'],
    ['undefined', 'undefined'],
    ['let v = 1; v = 14', '14'],
    ['new Map([[1, { a: 1 }]])', 'Map(1) { 1 => { a: 1 } }'],
    ['this === globalThis', 'true'],
    ['interface Gone {}\n15', '15'],
    ['import { sep } from "node:path/posix"\nsep', "'/'"],
    ['export const e = 1\ne + 15', '16'],
    ['using r = { [Symbol.dispose]() {}, n: 17 }\nr.n', '17'],
    ['enum E { A = 18 }\nE.A', '18'],
    ['label: 1', undefined],
    ['#!/usr/bin/env node\n19', '19'],
    ['<!-- a comment\n20', '20'],
    ['20\n--> a comment', '20'],
    ['\ufeff21', '21'],
    ['22\r\n', '22'],
  ])('%j gives %s', async (source, shown) => {
    const ending = await session.run(source);
    expect(ending.result).toBe(shown);
  });
});

describe('nothing is shown', () => {
  test.each([
    '1 + 1;',
    'const x = 1',
    'let x = 1; x;',
    'x = 5;\n// shown not',
    'x = 5\n;',
    'x;;',
    'if (true) 5',
    'for (const i of [1, 2]) i',
    '{ 5 }',
    '{ foo: 5; }',
    'try { 5 } finally { }',
    'function f() {}',
    'class A {}',
    'export default 5',
    'import "node:path"',
    'type A = 1',
    'var x',
    '',
    '   ',
    '// only a comment',
    '/* only\n a comment */',
    ';',
  ])('after %j, and no value leaks', async (source) => {
    const form = runningForm(source);
    expect(form.hasResult).toBe(false);
    // The process gives the completion value also where the form has no result.
    expect(await session.completionValue(source)).toBe('undefined');
  });
});

test('names are told in the order of their declarations', () => {
  const names = 'import d, { a as b, type T } from "m"; const { c, ...e } = {} as any, f = 1; function g() {} class H {} enum I {} namespace J { export const x = 1 } namespace Types { export type x = 1 } declare const no: 1; interface K {} { var l; let m } for (var n of []); export { b as o }; import p = require("p"); export default function q() {}; @d class R {}';
  expect(runningForm(names).declaredNames).toEqual(['d', 'b', 'c', 'e', 'f', 'g', 'H', 'I', 'J', 'l', 'n', 'p', 'q', 'R']);
});
