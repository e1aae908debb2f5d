import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Checker } from '../../kernel/checker/checker';
import type { CellDiagnostic } from '../../kernel/checker/contract';

const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-checks-'));
const checker = new Checker(folder, { exists: async () => false, log: () => undefined });

async function check(source: string): Promise<readonly CellDiagnostic[]> {
  const result = await checker.check(source);
  if (result.status !== 'checked') throw new Error(`not checked: ${result.words}`);
  return result.diagnostics;
}

/** `rule line:column` of each finding. */
const found = async (source: string) => (await check(source)).map(({ code, line, column }) => `${code} ${line}:${column}`);

beforeAll(() => {
  checker.start();
  checker.commit('async function save(n: number) { return n }\nconst list = [3, 1, 2];\nclass Store { async put() {} forEach(f: (n: number) => unknown) {} }\nconst store = new Store();\nlet anything: any;');
});

afterAll(() => {
  checker.end();
  rmSync(folder, { recursive: true });
});

describe('a promise that nothing waits for', () => {
  test.each([
    ['save(1);\n1', ['floating-promise 1:1']],
    ['  save(1); save(2);\n1', ['floating-promise 1:3', 'floating-promise 1:12']],
    ['store.put();\n1', ['floating-promise 1:1']],
    ['store?.put();\n1', ['floating-promise 1:1']],
    ['new Promise(() => {});\n1', ['floating-promise 1:1']],
    ['save(1)\n  .then((n) => {\n    return n // twice\n  });\n1', ['floating-promise 1:1']],
    ['(async () => { 1 })();\n1', ['floating-promise 1:1']],
    ['async function main() {\n  save(1); const after = 1;\n  return after;\n}', ['floating-promise 2:3']],
    ['for (const n of list) {\n  save(n)\n}', ['floating-promise 2:3']],
    ['class A { m() { save(1); } }', ['floating-promise 1:17']],
    ['switch (1 as number) { case 1: save(1); break }', ['floating-promise 1:32']],
    ['save(1);', ['floating-promise 1:1']],
    ['if (list.length) save(1); else save(2)\n1', ['floating-promise 1:18', 'floating-promise 1:32']],
    ['for (const n of list) if (n > 1) save(n)\n1', ['floating-promise 1:34']],
    ['list.length > 1 && save(1);\n1', ['floating-promise 1:20']],
    ['list.length > 1 ? save(1) : list.sort();\n1', ['floating-promise 1:19']],
    ['save(1), store.put();\n1', ['floating-promise 1:1', 'floating-promise 1:10']],
    ['save(1).finally(() => {});\n1', ['floating-promise 1:1']],
    ['import("node:fs");\n1', ['floating-promise 1:1']],
    ['list.map(save);\n1', ['floating-promise 1:1']],
    ['list.map(async (n) => { await save(n) });\n1', ['floating-promise 1:1']],
    ['Array.from(list, (n) => save(n));\n1', ['floating-promise 1:1']],
    ['[save(1), save(2)];\n1', ['floating-promise 1:2', 'floating-promise 1:11']],
    ['save(1)!;\nsave(2) as Promise<number>;\nsave(3) satisfies unknown;\n1', ['floating-promise 1:1', 'floating-promise 2:1', 'floating-promise 3:1']],
  ])('%j: %j', async (source, expected) => expect(await found(source)).toEqual(expected));

  test.each([
    ['its value is the result of the cell, which shows it', 'save(1)'],
    ['awaited', 'await save(1);'],
    ['void says that it is meant', 'void save(1);\n1'],
    ['its error is handled', 'save(1).catch(() => {});\nsave(1).then((a) => a, (b) => b);\nsave(1).catch(() => {}).finally(() => {});\n1'],
    ['only put behind this turn', 'Promise.resolve().then(() => list.sort()).then(() => 1);\n1'],
    ['awaited in a branch', 'if (list.length) await save(1); else void save(2)\n1'],
    ['kept for later', 'const later = save(1);\n1'],
    ['returned', 'function f() { return save(1) }'],
    ['any is anything', 'anything.save();\nanything();\n1'],
    ['a list whose promises are minded', 'list.map((n) => save(n).catch(() => 0));\nlist.map((n) => n + 1);\n1'],
    ['a list that was there before', 'const pending = list.map(save);\npending.splice(0);\n1'],
    ['no promise', 'list.push(1);\nconsole.log(1);\n1'],
    ['only maybe a promise', '(Math.random() > 1 ? list.sort : save)(1 as never);\n1'],
  ])('none where it is %s', async (_why, source) => expect(await found(source)).toEqual([]));

  test('the sentence says what, and what to write', async () => {
    expect((await check('list.map(save);\n1'))[0]?.message).toBe('`list.map()` returns promises that nothing waits for, and their errors would go unnoticed here. Write `await Promise.all(…)` around it.');
    expect((await check('store.put();\n1'))[0]).toMatchObject({ severity: 'warning', message: '`store.put()` returns a promise that nothing waits for, and its error would go unnoticed here. Write `await` in front, or `void` when that is meant.', endColumn: 12 });
  });
});

describe('an async function where nobody waits', () => {
  test.each([
    ['list.forEach(async (n) => { await save(n) });\n1', ['async-callback 1:14']],
    ['[1, 2].forEach(async function (n) { await save(n) });\n1', ['async-callback 1:16']],
    ['const kept = list.filter(async (n) => (await save(n)) > 1);', ['async-callback 1:26']],
    ['const some = list.map((n) => n).some(async (n) => (await save(n)) > 1);', ['async-callback 1:38']],
    ['new Map([[1, 2]]).forEach(async (n) => { await save(n) });\n1', ['async-callback 1:27']],
    ['list.forEach(save);\n1', ['async-callback 1:14']],
    ['list.forEach((n) => save(n));\n1', ['async-callback 1:14']],
    ['const kept = list.filter((n) => save(n));', ['async-callback 1:26']],
    ['const last = list.findLast(async (n) => (await save(n)) > 1);', ['async-callback 1:28']],
    ['const sorted = list.toSorted(async (a, b) => a - b);', ['async-callback 1:30']],
    ['const kept = list.filter(save);', ['async-callback 1:26']],
    // What the compiler says of these as well is not said twice, and does not stop the cell.
    ['list.sort(async (a, b) => a - b);\n1', ['async-callback 1:11']],
    ['list.reduce(async (sum, n) => sum + n, 0);\n1', ['async-callback 1:13']],
    ['function all() {\n  list.forEach(async (n) => { await save(n) });\n}', ['async-callback 2:16']],
  ])('%j: %j', async (source, expected) => expect(await found(source)).toEqual(expected));

  test.each([
    ['an object of the person', 'store.forEach(async (n) => { await save(n) });\n1'],
    ['map, whose promises are waited for', 'await Promise.all(list.map(async (n) => save(n)))'],
    ['what a call in it returns', 'list.forEach((n) => list.push(n));\nlist.filter((n) => list.includes(n));\nlist.forEach((n) => void save(n));\nlist.forEach((n) => save(n).catch(() => 0));\n1'],
    ['a call for what may be no list', 'anything.forEach((n: number) => save(n));\nstore.forEach((n) => save(n));\n1'],
    ['any', 'anything.forEach(async () => {});\nlist.forEach(anything);\n1'],
    ['functions that return no promise, or only maybe', 'list.forEach(console.log);\nlist.forEach((() => {}) as () => void | Promise<void>);\nconst big = (n: number) => n > 1;\nlist.filter(big)'],
    ['reduce that awaits what it gets', 'await list.reduce(async (sum, n) => (await sum) + n, Promise.resolve(0))'],
  ])('none for %s', async (_why, source) => expect(await found(source)).toEqual([]));
});

test.each([
  ['await 5;\n1', ['needless-await 1:1']],
  ['const n = await list.length;', ['needless-await 1:11']],
  ['await null;\nawait undefined;\n1', []],
  ['const pending = save(1);\nif (pending) 1;', ['promise-condition 2:5']],
  ['if (!save(1)) 1;', ['promise-condition 1:6']],
  ['const pending = save(1);\nif (!pending) 1;\npending || 1;\nwhile (pending) break', ['promise-condition 2:6', 'promise-condition 3:1', 'promise-condition 4:8']],
  ['let none: number | undefined;\nif (!none) 1;\nnone || 1;\nif (!list || !anything) 1', []],
  ['while (save(1)) break;\ndo { break } while (save(1));\nfor (; save(1); ) break', ['promise-condition 1:8', 'promise-condition 2:21', 'promise-condition 3:8']],
  ['async function main() {\n  if (!save(1)) return; const n = save(1) || 2;\n}', ['promise-condition 2:8', 'promise-condition 2:35']],
  ['let maybe: Promise<number> | undefined; const get = () => maybe;\nif (!get()) maybe = save(1);\nif (!list.includes(1)) 1;\n1', []],
])('%j: %j', async (source, expected) => expect(await found(source)).toEqual(expected));

test.each([
  ['// check: floating-promise off\nsave(1);\nsave(2);\n1', ['floating-promise 3:1']],
  ['save(1); // check: floating-promise off\n1', []],
  ['// @ts-ignore\nsave(1);\nsave(2);\n1', ['floating-promise 3:1']],
  ['/* check: needless-await, floating-promise off */\nawait 5; save(1);\n1', []],
])('a comment switches rules off for its line and the next: %j', async (source, expected) => expect(await found(source)).toEqual(expected));

test('rules are switched by name; awaits that could run together are a hint for who asks', async () => {
  const source = 'const a = await save(1);\nconst b = await save(2);\nconst c = await save(a);\nsave(c);\n1';
  expect(await found(source)).toEqual(['floating-promise 4:1']);
  checker.rules.delete('floating-promise');
  checker.rules.add('awaits-together');
  expect(await found(source)).toEqual(['awaits-together 1:1']);
  checker.rules.add('floating-promise');
  checker.rules.delete('awaits-together');
});

test('a fault at the end of a cell with probes has its whole length', async () => {
  expect(await check('save(1);\nnope')).toMatchObject([{ code: 'floating-promise' }, { code: 'TS2304', line: 2, column: 1, endLine: 2, endColumn: 5 }]);
  expect(await check('async function main() {\n  nope\n  save(1)\n  nope }')).toMatchObject([{ endColumn: 7 }, { code: 'floating-promise' }, { line: 4, endColumn: 7 }]);
});

test('faults on a line with probes keep their columns', async () => {
  const source = 'async function main() {\n  save(1); save("a"); const n: string = 1; /* 😀 */ nope\n  await main();\n}';
  expect(await found(source)).toEqual(['floating-promise 2:3', 'floating-promise 2:12', 'TS2345 2:17', 'TS2322 2:29', 'TS2304 2:53']);
});
