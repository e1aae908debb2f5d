/** Cells in, outputs out: what stands between a cell's input and its idle, and its reply where that is not `ok`. */
import { describe, expect, test } from '@jest/globals';
import { outputsOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';

const shared = sharedKernel();

/** Cells that run one after the other, and the outputs of the last; those before it must show nothing. */
type Row = readonly [name: string, cells: string | readonly string[], outputs: string | readonly string[]];

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    test.each(rows.map((row) => [...row] as [...Row]))('%s', async (_name, cells, outputs) => {
      const list = typeof cells === 'string' ? [cells] : cells;
      for (const cell of list.slice(0, -1)) expect(outputsOf(await shared.client.execute(cell))).toEqual([]);
      expect(outputsOf(await shared.client.execute(list.at(-1)!))).toEqual(typeof outputs === 'string' ? [`execute_result ${outputs}`] : outputs);
    });
  });
}

table('the result is the last expression', [
  ['an expression', '1 + 1', '2'],
  ['an object in parentheses', '({a: 1})', '{ a: 1 }'],
  ['an object alone', '{a: 1}', '{ a: 1 }'],
  ['an object alone, of several properties', '{a: 1, b: [2], ...{c: 3}}', '{ a: 1, b: [ 2 ], c: 3 }'],
  ['a block, where it is none of an object', '{ const inner = 1; inner; }', []],
  ['an awaited value', 'await Promise.resolve(5)', '5'],
  ['an assignment', ['let assigned = 3;', 'assigned = 4'], '4'],
  ['the last of several statements', 'const first = 1; first + 1; first + 2', '3'],
  ['a call over several lines', '[3, 1, 2]\n  .sort()\n  .map((n) => n * 2)', '[ 2, 4, 6 ]'],
  ['a template', '`${1}${"a"}`', "'1a'"],
  ['a function', 'x => x', '[Function (anonymous)]'],
  ['a comma list', '1, 2', '2'],
  ['null', 'null', 'null'],
  ['an expression behind a comment', '7 // seven', '7'],
  ['nothing for undefined', 'undefined', []],
  ['nothing for void', 'void 7', []],
  ['nothing for a declaration', 'const declared = 5', []],
  ['nothing for a statement', 'if (true) 7', []],
  ['nothing behind a semicolon', '7;', []],
  ['nothing behind a semicolon and a comment', '7; // seven', []],
  ['nothing for a call without a value', 'console.log("x")', ['stdout "x\\n"']],
]);

table('top-level await', [
  ['in an expression', 'const got = (await Promise.resolve(2)) * 2; got', '4'],
  ['in a declaration', ['const [a, b] = await Promise.all([1, Promise.resolve(2)])', 'a + b'], '3'],
  ['in destructuring defaults', 'const {c = await Promise.resolve(3)} = {} as {c?: number}; c', '3'],
  ['in a condition', 'if (await Promise.resolve(true)) console.log("yes")', ['stdout "yes\\n"']],
  ['in a loop', 'let sum = 0; for (const n of [1, 2, 3]) sum += await Promise.resolve(n); sum', '6'],
  ['in the head of a loop', 'let turns = 0; while (await Promise.resolve(turns < 3)) turns++; turns', '3'],
  ['in a switch', 'switch (await Promise.resolve("b")) { case "a": console.log("a"); break; case await Promise.resolve("b"): console.log("b"); }', ['stdout "b\\n"']],
  ['in try, catch and finally', 'try { await Promise.reject(new Error("no")); } catch (e: any) { console.log(await e.message); } finally { await null; console.log("end"); }', ['stdout "no\\nend\\n"']],
  ['in a template', '`${await Promise.resolve("in")}`', "'in'"],
  ['in an argument', 'Math.max(await Promise.resolve(1), await Promise.resolve(9))', '9'],
  ['in a class', 'class WithAwait { static value = 1; [await Promise.resolve("computed")]() { return 2; } } new WithAwait().computed()', '2'],
  ['in a default export', 'export default await Promise.resolve(1)', []],
  ['of a thenable', 'await {then(resolve: (value: string) => void) { resolve("then"); }}', "'then'"],
  ['for await over promises', 'const seen: number[] = []; for await (const n of [Promise.resolve(1), 2]) seen.push(n); seen', '[ 1, 2 ]'],
  ['for await over an async generator', 'async function* count() { yield 1; await null; yield 2; } let last = 0; for await (last of count()); last', '2'],
  ['for await over a stream', 'import { Readable } from "node:stream"; const parts: string[] = []; for await (const part of Readable.from(["a", "b"])) parts.push(part); parts.join("+")', "'a+b'"],
  ['a timer', 'import { setTimeout as sleep } from "node:timers/promises"; await sleep(5, "slept")', "'slept'"],
]);

const RESOURCE = 'const open = (name: string) => ({name, [Symbol.dispose]() { console.log("close", name); }}); const openAsync = (name: string) => ({name, async [Symbol.asyncDispose]() { await null; console.log("close", name); }});';

table('using', [
  ['at the top level: disposed of at the end of the cell, the last first', [RESOURCE, 'using one = open("one"); using two = open("two"); console.log(one.name, two.name)'], ['stdout "one two\\nclose two\\nclose one\\n"']],
  ['in a block', '{ using inner = open("inner"); console.log("in"); } console.log("out")', ['stdout "in\\nclose inner\\nout\\n"']],
  ['in a function', 'function withUsing() { using f = open("f"); return f.name; } withUsing()', ['stdout "close f\\n"', "execute_result 'f'"]],
  ['in a loop', 'for (using each of [open("x"), open("y")]) console.log(each.name)', ['stdout "x\\nclose x\\ny\\nclose y\\n"']],
  ['await using', 'await using late = openAsync("late"); console.log(late.name)', ['stdout "late\\nclose late\\n"']],
  ['when the cell throws', 'using broken = open("broken"); throw new Error("no")', ['stdout "close broken\\n"', 'error Error: no', 'execute_reply error Error']],
  ['null is allowed', 'using nothing = null; "fine"', "'fine'"],
]);

const KINDS: readonly (readonly [kind: string, declaration: (value: string) => string])[] = [
  ['const', (value) => `const redeclared = () => ${value}`],
  ['let', (value) => `let redeclared = () => ${value}`],
  ['var', (value) => `var redeclared = () => ${value}`],
  ['class', (value) => `class redeclared { static call() { return ${value}; } }`],
  ['function', (value) => `function redeclared() { return ${value}; }`],
  ['enum', (value) => `enum redeclared { call = ${value} }`],
];

describe('a name declared again: the newest counts, also for functions of earlier cells', () => {
  test.each(KINDS.flatMap(([first, declareFirst]) => KINDS.map(([second, declareSecond]) => [first, second, declareFirst('1'), declareSecond('2')] as const)))('%s, then %s', async (_first, _second, before, after) => {
    const { client } = shared;
    const read = 'const value = (thing: any) => typeof thing.call === "number" ? thing.call : Reflect.ownKeys(thing).includes("call") ? thing.call() : thing();';
    for (const cell of [read, before, 'const earlier = () => value(redeclared);']) expect(outputsOf(await client.execute(cell))).toEqual([]);
    expect(outputsOf(await client.execute('earlier()'))).toEqual(['execute_result 1']);
    expect(outputsOf(await client.execute(after))).toEqual([]);
    expect(outputsOf(await client.execute('earlier() * 10 + value(redeclared)'))).toEqual(['execute_result 22']);
  });
});

table('names of the session', [
  ['a name whose declaration threw can be declared anew', 'const dead = (() => { throw new Error("no"); })()', ['error Error: no', 'execute_reply error Error']],
  ['… with another kind', ['let dead = 2', 'dead'], '2'],
  ['a name whose declaration threw can be assigned', 'let halfDead = nowhere1', ['error ReferenceError: nowhere1 is not defined', 'execute_reply error ReferenceError']],
  ['… and then read', ['halfDead = 3;', 'halfDead'], '3'],
  ['a class may be declared after its use in a function', ['const make = () => new Later();', 'class Later { ready = true }', 'make()'], 'Later { ready: true }'],
  ['a counter keeps its state', ['let counter = 0; const up = () => ++counter;', 'up(); up();', 'counter'], '2'],
  ['functions are hoisted within a cell', 'const early = hoisted(); function hoisted() { return "hoisted"; } early', "'hoisted'"],
  ['var without a value keeps the value', ['var stays = 1', 'var stays; stays'], '1'],
  ['let without a value begins anew', ['let fresh = 1', 'let fresh: number | undefined; typeof fresh'], "'undefined'"],
  ['destructuring declares each name', ['const {x, y: {z}, ...others} = {x: 1, y: {z: 2}, w: 3}; let [head, , ...tail] = [4, 5, 6]', '[x, z, others, head, tail]'], "[ 1, 2, { w: 3 }, 4, [ 6 ] ]"],
  ['var in a block belongs to the session', ['if (true) { var fromBlock = 1; for (var index = 0; index < 3; index++); }', 'fromBlock + index'], '4'],
  ['let in a block does not', ['{ let within = 1; }', 'typeof within'], "'undefined'"],
  ['a global can be shadowed and read as before elsewhere', ['const name = "mine", fetch = 1;', '[name, fetch, typeof globalThis.fetch]'], "[ 'mine', 1, 'function' ]"],
  ['globalThis carries values from cell to cell', ['globalThis.carried = 7;', 'carried'], '7'],
  ['this is globalThis', 'this === globalThis', 'true'],
  ['cells are strict, as modules are: a name must be declared', 'undeclared_ = 1', ['error ReferenceError: undeclared_ is not defined', 'execute_reply error ReferenceError']],
  ['… and a function called alone has no this', '(function (this: unknown) { return this; })() === undefined', 'true'],
  ['names of other scripts', ['const 𝒳 = 1, ñandú = 2, $ = 3, _ = 4', '𝒳 + ñandú + $ + _'], '10'],
  ['generators, async functions and getters', 'function* g() { yield* [1, 2]; } const o = {get two() { return 2; }, async three() { return 3; }}; [[...g()], o.two, await o.three()]', '[ [ 1, 2 ], 2, 3 ]'],
  ['private members and static blocks', 'class Secret { static #count = 0; static { Secret.#count = 41; } static next() { return ++Secret.#count; } } Secret.next()', '42'],
  ['labels', 'outer: for (const i of [1, 2]) for (const j of [1, 2]) { if (j === 2) continue outer; console.log(i, j); }', ['stdout "1 1\\n2 1\\n"']],
  ['delete and in', 'const bag: any = {gone: 1, here: 2}; delete bag.gone; "here" in bag && !("gone" in bag)', 'true'],
]);

table('TypeScript', [
  ['types, interfaces and generics leave nothing', 'interface Named { name: string } type Id = string | number; declare const ghost: Id; const first = <T,>(list: readonly T[]): T | undefined => list[0]; first<Named>([{name: "Ada"}])?.name', "'Ada'"],
  ['as, satisfies and non-null', 'const config = {port: 80} satisfies Record<string, number>; (config as {port: number}).port! + 0', '80'],
  ['enums, also with computed members and backwards', 'enum Level { Low = 1, High = Low << 3, Name = "n" } [Level.High, Level[8], Level.Name]', "[ 8, 'High', 'n' ]"],
  ['const enums', 'const enum Fixed { A = 5 } Fixed.A', '5'],
  ['an enum in a later cell', ['enum Shade { Dark, Light }', 'Shade.Light + Shade[0]'], "'1Dark'"],
  ['namespaces, merged', 'namespace Geo { export const pi = 3; export function area(r: number) { return pi * r * r; } } namespace Geo { export let unit = "m"; } [Geo.area(2), Geo.unit]', "[ 12, 'm' ]"],
  ['parameter properties', 'class User { constructor(public name: string, private readonly age = 36) {} get old() { return this.age; } } new User("Ada").old', '36'],
  ['abstract classes, overloads and index signatures', 'abstract class Shape { abstract area(): number; [key: string]: unknown } class Square extends Shape { area(): number; area(side?: number) { return (side ?? 2) ** 2; } } new Square().area()', '4'],
  ['decorators of classes, methods and fields', 'const log = (value: any, {kind, name}: any) => { console.log(kind, name); }; @log class Decorated { @log field = 1; @log method() {} }', ['stdout "method method\\nfield field\\nclass Decorated\\n"']],
  ['JSX by React in scope', 'const React = {createElement: (type: string, props: object, ...children: unknown[]) => ({type, props, children})}; <b className="x">bold {1 + 1}</b>', "{ type: 'b', props: { className: 'x' }, children: [ 'bold ', 2 ] }"],
  ['accessor, optional chaining and nullish assignment', 'class Acc { accessor value = 1 } const acc = new Acc(); let maybe: {deep?: number} | null = null; maybe ??= {}; [acc.value, maybe?.deep ?? "none"]', "[ 1, 'none' ]"],
  ['type-only imports and exports', 'import type { Stats } from "node:fs"; import { type Dirent, existsSync } from "node:fs"; export type { Stats }; typeof existsSync', "'function'"],
  ['asserts, type guards, this types', 'function isText(value: unknown): value is string { return typeof value === "string"; } function must(value: unknown): asserts value { if (!value) throw new Error("no"); } must(1); isText("a")', 'true'],
  ['definite assignment and declare fields', 'class Later2 { value!: number; declare ghost: string; } Object.keys(new Later2())', "[ 'value' ]"],
  ['numeric separators, bigint and regular expression flags', '[1_000, 2n ** 64n, /\\p{L}+/v.exec("äb")?.[0]]', "[ 1000, 18446744073709551616n, 'äb' ]"],
  ['a text that is plain JavaScript', 'var a = 1; var f = function () { return arguments.length + a }; f(1, 2)', '3'],
]);

test('what one cell declares stays in its kernel', async () => {
  await shared.client.execute('var onlyHere = 1');
  await withKernel(async (client) => {
    expect(outputsOf(await client.execute('typeof onlyHere'))).toEqual(["execute_result 'undefined'"]);
  });
});

test('500 cells that declare the same names again run as the first did', async () => {
  const { client } = shared;
  const ids = Array.from({ length: 500 }, (_, index) => client.sendCell(`const again = ${index}; class Again { n = again } function same() { return new Again().n; } same()`));
  const results = [];
  for (const id of ids) results.push(...outputsOf(await client.exchange(id)));
  expect(results).toEqual(ids.map((_id, index) => `execute_result ${index}`));
});
