import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CellSession, runCells } from './support/cell-session';

/** Each way to declare `it`, with the value that it then has. */
const DECLARATIONS = {
  const: ['const it = 1', '1'],
  let: ['let it = 2', '2'],
  var: ['var it = 3', '3'],
  'var in a block': ['{ var it = 4 }', '4'],
  'var in a loop head': ['for (var it = 5; it < 6; it++);', '6'],
  'var of a for-of loop': ['for (var it of [7, 8]);', '8'],
  function: ['function it() {}', '[Function: it]'],
  'async function': ['async function it() {}', '[AsyncFunction: it]'],
  'generator function': ['function* it() {}', '[GeneratorFunction: it]'],
  'async generator function': ['async function* it() {}', '[AsyncGeneratorFunction: it]'],
  class: ['class it {}', '[class it]'],
  enum: ['enum it { A }', "{ '0': 'A', A: 0 }"],
  'const enum': ['const enum it { B }', "{ '0': 'B', B: 0 }"],
  namespace: ['namespace it { export const a = 1 }', '{ a: 1 }'],
  destructuring: ['const { a: it = 9 } = {}', '9'],
  rest: ['let [, ...it] = [1, 2, 3]', '[ 2, 3 ]'],
  import: ["import it from 'node:path/posix'; it.sep", null],
  'named import': ["import { sep as it } from 'node:path/posix'", "'/'"],
  'import require': ["import it = require('node:path/posix'); it = it.sep as any", "'/'"],
  'exported const': ['export const it = 10', '10'],
  'exported function': ['export function it() {}', '[Function: it]'],
  'default class': ['export default class it {}', '[class it]'],
  using: ['using it = { [Symbol.dispose]() {}, a: 11 }; it.a', null],
} as const;
const KINDS = Object.keys(DECLARATIONS) as (keyof typeof DECLARATIONS)[];

let session: CellSession;
beforeAll(async () => {
  session = await CellSession.start();
});
afterAll(async () => {
  await session.end();
});

describe.each(KINDS)('a name declared by %s', (earlier) => {
  test.each(KINDS)('can be declared anew by %s', async (later) => {
    const [first] = DECLARATIONS[earlier];
    const [second, shown] = DECLARATIONS[later];
    await session.results(first, second);
    const result = await session.results('it');
    if (shown === null) expect(result).toBeDefined();
    else expect(result).toBe(shown);
  });
});

test('functions of earlier cells see the newest value', async () => {
  expect(await runCells('const base = 1; function get() { return base }; const arrow = () => base; class Holder { get() { return base } }', 'let base = 2', 'class base {}', 'var base = 3', '[get(), arrow(), new Holder().get()]')).toBe('[ 3, 3, 3 ]');
});

test('functions call the newest function of a name, themselves too', async () => {
  expect(await runCells('function f(n: number): string { return n ? f(0) : "old" }; function g() { return f(1) }', 'const keep = f; function f() { return "new" }', '[g(), keep(1)]')).toBe("[ 'new', 'new' ]");
});

test('a name whose declaration threw can be used and declared again', async () => {
  const one = await CellSession.start();
  expect((await one.run('const it = fail(); function fail(): number { throw new RangeError("no") }')).error).toBe('RangeError: no');
  expect(await one.results('it')).toBe('undefined');
  expect(await one.results('it = 4; it')).toBe('4');
  expect(await one.results('const it = 5', 'it')).toBe('5');
  await one.end();
});

test('let without a value begins anew, var keeps what it has', async () => {
  expect(await runCells('let a = 1; var b = 2', 'let a; var b; var c', '[a, b, c]')).toBe('[ undefined, 2, undefined ]');
  expect(await runCells('let b = 2', 'var b = b || 5; { var d } if (true) var e; for (var f; false;); for (var g in {});', '[b, d, e, f, g]')).toBe('[ 2, undefined, undefined, undefined, undefined ]');
});

test('the same cell can run again and again', async () => {
  const cell = 'import { sep } from "node:path"; const a = 1; let b = a + 1; class C {} function f() { return b } enum E { X = 3 } for (var i = 0; i < 2; i++) {} f() + E.X + i';
  expect(await runCells(cell, cell, cell)).toBe('7');
});
