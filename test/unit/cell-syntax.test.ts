import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CellSession } from './support/cell-session';

let session: CellSession;
beforeAll(async () => {
  session = await CellSession.start();
});
afterAll(async () => {
  await session.end();
});

/** Runs each row's cells in turn in one session and compares the last one's result. */
function testCells(rows: readonly (readonly [name: string, cells: readonly string[], shown: string])[]): void {
  test.each(rows)('%s', async (_name, cells, shown) => {
    expect(await session.results(...cells)).toBe(shown);
  });
}

describe('await at the top level', () => {
  testCells([
    ['in a declaration', ['const a = await 1, b = a + (await 2)', '[a, b]'], '[ 1, 3 ]'],
    ['in destructuring and its defaults', ['const { x = await 2, ...rest } = await Promise.resolve({ y: 3 })', '[x, rest]'], '[ 2, { y: 3 } ]'],
    ['in a template', ['`${await 1}-${await 2}`'], "'1-2'"],
    ['in conditions and loops', ['let n = 0; if (await true) while ((await n) < 3) n += await 1; n'], '3'],
    ['in a for head', ['let s = 0; for (let i = await 0; i < (await 3); i += await 1) s += i; s'], '3'],
    ['for await', ['let t = 0; for await (const v of [Promise.resolve(1), 2]) t += v; t'], '3'],
    ['for await with a var', ['for await (var last of (async function* () { yield 1; yield 2 })());', 'last'], '2'],
    ['for await with a pattern', ['const got = []; for await (const { a, ...r } of [{ a: 1, b: 2 }]) got.push(a, r); got'], '[ 1, { b: 2 } ]'],
    ['in try, catch and finally', ['let o = []; try { await Promise.reject(1) } catch (e) { o.push(await e) } finally { o.push(await 2) } o'], '[ 1, 2 ]'],
    ['in class parts', ['class K { static v = 1; [await "m"]() { return 2 } }; [K.v, new K().m()]'], '[ 1, 2 ]'],
    ['in a switch', ['switch (await 1) { case await 1: "one"; }; 5'], '5'],
    ['in an export', ['export const ex = await 6', 'ex'], '6'],
    ['as operand', ['-(await 1) + (await 2) ** (await 3)'], '7'],
    ['in arguments and spread', ['Math.max(...(await [1, 5]), await 3)'], '5'],
    ['in optional chains', ['(await null)?.a ?? (await { b: 1 })?.b'], '1'],
    ['in JSX', ['const React = { createElement: (t: any, p: any, ...c: any[]) => [t, p, ...c] }; <a b={await 1}>{await 2}</a>'], "[ 'a', { b: 1 }, 2 ]"],
    ['in object literals', ['{ a: await 1, [await "b"]: await 2 }'], '{ a: 1, b: 2 }'],
  ]);
});

describe('resources', () => {
  const make = 'const log: string[] = []; const open = (n: string, extra = {}) => ({ n, [Symbol.dispose]() { log.push(n) }, ...extra }); const openAsync = (n: string) => ({ n, async [Symbol.asyncDispose]() { await null; log.push(n) } })';
  testCells([
    ['end with the cell in reverse order', [make, 'using a = open("a"); await using b = openAsync("b"); using c: any = null, d = open("d"); log.push("body")', 'log'], "[ 'body', 'd', 'b', 'a' ]"],
    ['can be the result', [make, 'using a = open("a")\na.n + log.length', 'log'], "[ 'a' ]"],
    ['are let go by name afterwards', [make, 'using a = open("a")', 'a.n'], "'a'"],
    ['of a block end with the block', [make, '{ using a = open("a"); log.push("in") } log.push("out"); log'], "[ 'in', 'a', 'out' ]"],
    ['of functions', [make, 'function f() { using a = open("a"); return log.length } async function g() { await using a = openAsync("g"); return log.length }', '[f(), await g(), log]'], "[ 0, 1, [ 'a', 'g' ] ]"],
    ['of methods, arrows and generators', [make, 'class C { m() { using a = open("m"); return 1 } } const w = () => { using a = open("w"); return 2 }; function* h() { using a = open("h"); yield 3 }', '[new C().m(), w(), [...h()], log]'], "[ 1, 2, [ 3 ], [ 'm', 'w', 'h' ] ]"],
    ['of loops end in each round', [make, 'for (using a of [open("1"), open("2")]) log.push("r" + a.n); for await (await using a of [openAsync("3")]) log.push("r3"); log'], "[ 'r1', '1', 'r2', '2', 'r3', '3' ]"],
    ['in a for head', [make, 'for (using a = open("h"), i = null; log.length < 2;) log.push("x"); log'], "[ 'x', 'x', 'h' ]"],
    ['with an async block at the top', [make, '{ await using a = openAsync("q") } log'], "[ 'q' ]"],
    ['beside decorators', [make, '@((c: any) => c) class Deco { m() { using a = open("deco"); return 1 } }; using top = open("top"); new Deco().m()', 'log'], "[ 'deco', 'top' ]"],
  ]);

  test('end also when the cell throws, and its error stays', async () => {
    await session.results(make);
    const ending = await session.run('using a = open("a")\nthrow new RangeError("body")');
    expect(ending.error).toBe('RangeError: body');
    expect(ending.places).toEqual([expect.objectContaining({ line: 2, column: 7 })]);
    expect(await session.results('log')).toBe("[ 'a' ]");
  });

  test('an error of a disposal holds the one of the body', async () => {
    const ending = await session.run('using a = { [Symbol.dispose]() { throw new Error("disposal") } }; throw new Error("body")');
    expect(ending.error).toMatch(/^SuppressedError/);
    expect(ending.inner).toEqual(['disposal', 'body']);
  });

  test('a value without a disposal is refused at its place', async () => {
    const ending = await session.run('using a = null\nusing b: any = {}');
    expect(ending.error).toMatch(/^TypeError: .*Symbol.dispose/);
    expect(ending.places).toEqual([expect.objectContaining({ line: 2, column: 16 })]);
  });
});

describe('statements keep apart', () => {
  testCells([
    ['a call before a destructuring', ['const o = { x: 1 }; const f = () => f\nf()\nconst { x } = o\nx'], '1'],
    ['a name before an array pattern', ['let q = [5]\nq\nconst [first] = [7]\nfirst'], '7'],
    ['a declaration without a value before a parenthesis', ['let z\n(() => 1)()', 'z'], 'undefined'],
    ['a function before a parenthesis', ['function fn() { return 1 }\n(2)', 'fn()'], '1'],
    ['a class before an array', ['class C0 {}\n[3].length'], '1'],
    ['a type before a parenthesis', ['let v9 = 5\ntype T9 = string\n;(v9)'], '5'],
    ['an assertion before a parenthesis', ['let v8 = 6 as number\n;(v8)'], '6'],
    ['an export list before a parenthesis', ['let v7 = 7\nexport { v7 }\n(v7)'], '7'],
    ['an import before a parenthesis', ['import "node:path"\n(8)'], '8'],
    ['var without a value before a template', ['var v6\n`9`'], "'9'"],
    ['an enum before an array', ['enum E9 { A }\n[E9.A]'], '[ 0 ]'],
    ['a default export before a parenthesis', ['export default () => 1\n;(5)'], '5'],
    ['increments on the next line', ['let i9 = 1\nconst j9 = i9\n++i9\n;[i9, j9]'], '[ 2, 1 ]'],
    ['do-while before a declaration', ['let k9 = 0; do k9++; while (k9 < 3) const { l9 } = { l9: k9 }; l9'], '3'],
  ]);
  test('a call on the next line still calls', async () => {
    expect((await session.run('const notFunction = 1\nnotFunction\n(2)')).error).toBe('TypeError: notFunction is not a function');
  });
});

describe('names', () => {
  testCells([
    ['functions work before their line', ['const early = later(); function later() { return inner() } function inner() { return 1 }', 'early'], '1'],
    ['exported functions too', ['const early2 = later2(); export function later2() { return 2 }; export default function later3() { return 3 }', '[early2, later3()]'], '[ 2, 3 ]'],
    ['the last of two functions counts', ['function twice() { return 1 } function twice() { return 2 } twice()'], '2'],
    ['functions keep their names', ['function n1() {} async function* n2() {} const n3 = () => {}, n4 = function () {}, n5 = class {}; let { n6 = () => {} } = {} as any; [n1, n2, n3, n4, n5, n6].map(f => f.name)'], "[ 'n1', 'n2', 'n3', 'n4', 'n5', 'n6' ]"],
    ['classes see themselves', ['class Self { static make() { return new Self() } static #p = 1; static p() { return Self.#p } }', 'const Old = Self', 'class Self {}', '[Old.make() instanceof Old, Old.p()]'], '[ true, 1 ]'],
    ['values are made in order', ['let a1 = 1, b1 = a1 + 1, { c1 = b1 + 1 } = {} as any, [d1 = c1 + 1] = []; [a1, b1, c1, d1]'], '[ 1, 2, 3, 4 ]'],
    ['var drops what has no value', ['var p1, q1 = 1, r1, s1 = 2, t1; [p1, q1, r1, s1, t1]'], '[ undefined, 1, undefined, 2, undefined ]'],
    ['var in single statements', ['if (true) var w1 = 1; else var x1 = 2; if (false) { } else var { y1 } = { y1: 3 }; for (;;) { var z1 = 4; break } while (false) var never1; lab: var lab1 = 5; [w1, x1, y1, z1, never1, lab1]'], '[ 1, undefined, 3, 4, undefined, 5 ]'],
    ['var in try, catch and switch', ['try { var t2 = 1; throw 0 } catch { var c2 = 2 } finally { var f2 = 3 } switch (1) { case 0: var m2; default: var s2 = 4 } [t2, c2, f2, m2, s2]'], '[ 1, 2, 3, undefined, 4 ]'],
    ['var in loop heads', ['for (var i3 = 0, u3, { l3 } = { l3: 2 }; i3 < l3; i3++); for (var k3 in { key: 1 }); for (var [a3, ...r3] of [[1, 2, 3]]); for (var async of [9]); for (var v3; !v3; v3 = 1); [i3, l3, k3, a3, r3, async, v3]'], "[ 2, 2, 'key', 1, [ 2, 3 ], 9, 1 ]"],
    ['loops with let make new bindings', ['const fs4 = []; for (let i = 0; i < 3; i++) fs4.push(() => i); for (const x of [7, 8]) fs4.push(() => x); fs4.map(f => f())'], '[ 0, 1, 2, 7, 8 ]'],
    ['blocks keep their own', ['let o5 = 1; { let o5 = 2; const i5 = 3; class C5 {} } [o5, typeof i5, typeof C5]'], "[ 1, 'undefined', 'undefined' ]"],
    ['functions of a block work before their line and stay inside', ['let got6; { got6 = inner6(); function inner6() { return 6 } } [got6, typeof inner6]'], "[ 6, 'undefined' ]"],
    ['and do not stand in the way later', ['{ function blocked7() {} } if (true) { async function blocked8() {} } switch (1) { case 1: hoisted9(); function hoisted9() {} }', 'const blocked7 = 7; let blocked8 = 8; class hoisted9 {} [blocked7, blocked8]'], '[ 7, 8 ]'],
    ['the last of two functions of a block counts', ['let which10; { function w10() { return 1 } which10 = w10(); function w10() { return 2 } } which10'], '2'],
    ['labels and breaks', ['let n11 = 0; outer: for (var a11 of [1, 2]) for (var b11 of [1, 2]) { n11++; if (b11 === 1) continue outer; } block: { break block } n11'], '2'],
    ['globals can be hidden and come back', ['const name = "n", process = 1; { const fetch = 2 } [name, process, typeof fetch, typeof globalThis.process]'], "[ 'n', 1, 'function', 'object' ]"],
    ['names of earlier cells can be assigned to', ['let zed12 = 1; function zed13() {} class zed14 {}', 'zed12 = await 2; zed13 = 3; { zed14 = 4 } for (zed12 of [5]);', '[zed12, zed13, zed14]'], '[ 5, 3, 4 ]'],
    ['names like ours', ['const $scope = 1, error = 2, _usingCtx = 3, $class_A = 4; { using x = null } using y = null; @((c) => c) class A {} ; [$scope, error, _usingCtx, $class_A]'], '[ 1, 2, 3, 4 ]'],
    ['letters beyond ASCII', ['const größe = 1, 変数 = 2, \\u0061bc = 3, 𠮷 = 4; function äh() { return größe }', '[äh(), 変数, abc, 𠮷]'], '[ 1, 2, 3, 4 ]'],
    ['patterns with everything', ['const { a: { b: [c15, , d15 = 5, ...e15] }, ["f" + 1]: g15, "h-i": h15 = () => {}, ...j15 } = { a: { b: [1, 2, undefined, 4] }, f1: 6, k: 7 } as any; [c15, d15, e15, g15, h15.name, j15]'], "[ 1, 5, [ 4 ], 6, 'h15', { k: 7 } ]"],
    ['a getter that reads a later value', ['const late16 = { get v() { return value16 } }; const value16 = 16; late16.v'], '16'],
    ['semicolons only', [';;;let a17 = 1;;;a17'], '1'],
  ]);

  test('helpers leave no names behind', async () => {
    const fresh = await CellSession.start();
    const globals = 'Object.getOwnPropertyNames(globalThis).sort().join()';
    const before = await fresh.results(globals);
    await fresh.results('using a = null; { using b = null } @((c: any) => c) class D { @((m: any) => m) m() {} accessor x = 1 }', 'enum E { A } namespace N { export let z = 1 }');
    for (const name of ['$scope', '_usingCtx', '_initClass', '_initProto', '_D', '$class_D', '_N']) {
      expect(await fresh.results(`typeof ${name}`)).toBe("'undefined'");
    }
    expect(await fresh.results(globals)).toBe(before);
    await fresh.end();
  });
});

describe('cells are strict, as modules are', () => {
  testCells([
    ['this is globalThis at the top level only', ['[this, await this].every((one) => one === globalThis) && (function (this: unknown) { return this })() === undefined'], 'true'],
    ['in functions of earlier cells, and behind an await', ['function bare() { return this } class Bare { static self() { return (0, this.inner)() } static inner() { return this } }', 'await 1; [bare(), Bare.self()]'], '[ undefined, undefined ]'],
    ['a directive of the author is a text', ['"use strict"'], "'use strict'"],
    ['a constructor of TypeScript, a namespace and a decorated class', ['namespace N1 { export function self() { return this } } const { self } = N1; @((c: any) => c) class K1 { constructor(private a = (function () { return this })()) {} } [self(), new K1()]'], '[ undefined, K1 { a: undefined } ]'],
  ]);

  test.each([
    ['typo6 = 1', 'ReferenceError: typo6 is not defined', '1:7'],
    ['const a = 1\ntypo7 = await 1', 'ReferenceError: typo7 is not defined', '2:7'],
    ['await 1\nfunction f() { typo8 = 1 }\nf()', 'ReferenceError: typo8 is not defined', '2:22'],
    ['const frozen: any = Object.freeze({ a: 1 })\nfrozen.a = 2', "TypeError: Cannot assign to read only property 'a' of object '#<Object>'", '2:10'],
    ['import fs from "node:fs"\nfunction f(a: number) {\n  typo9++\n}\nf(1)', 'ReferenceError: typo9 is not defined', '3:3'],
  ])('%j is an error with its place', async (source, error, place) => {
    const ending = await session.run(source);
    expect(ending.error).toBe(error);
    expect(`${ending.places[0]?.line}:${ending.places[0]?.column}`).toBe(place);
  });
});

describe('an assignment to a constant throws', () => {
  const told = 'TypeError: Assignment to constant variable.';
  test.each([
    'const cc = 1; cc ‹›= 2',
    'const cc = 1\ncc ‹›+= 2',
    'const cc = 1\ncc‹›++',
    'const cc = 1; function set() { cc ‹›= 2 }\nset()',
    'const { cc }: any = {}, set = () => { cc ‹›= 2 }; set()',
    'export const [cc] = [1]; [‹›cc] = [2]',
    'const cc = 1; ({ ‹›cc } = { cc: 2 })',
    'const cc = 1; ({ a: ‹›cc = 3 } = {} as any)',
    'const cc = 1; ({ ...‹›cc } = {} as any)',
    'const cc = 1; for (‹›cc of [2]);',
    'using cc = null; cc ‹›= 2',
    'const cc: number = 1; (cc as any) ‹›= 2',
    'const fetch = 1; fetch ‹›= 2',
    'const cc = null; cc ‹›??= 2',
  ])('%s', async (marked) => {
    const [before = '', after = ''] = marked.split('‹›');
    const ending = await session.run(before + after);
    expect(ending.error).toBe(told);
    const lines = before.split('\n');
    expect(ending.places[0]).toMatchObject({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
  });

  test('in later cells too, until it is declared anew', async () => {
    await session.results('const c1 = 1, c2 = 2, c3 = 3; let l1 = 1; using u1 = null');
    expect((await session.run('1\nc1 = 2')).error).toBe(told);
    expect((await session.run('for (const x of [1]) { c1++ }')).error).toBe(told);
    expect((await session.run('function later() { c2 = 5 }; later()')).error).toBe(told);
    expect(await session.results('l1 = 5; let c1 = 1; c1 = 7; { let c2 = 0; c2 = 1 } ((c3: number) => { c3 = 1 })(5)', 'c1 = c1 + 1', '[c1, c2, c3, l1]')).toBe('[ 8, 2, 3, 5 ]');
    expect(await session.results('function c2() {}', 'c2 = 5', 'var c3 = 4', 'c3 = 6', '[c2, c3]')).toBe('[ 5, 6 ]');
  });

  test('the value is made first', async () => {
    expect((await session.run('const cc = 1; cc = missing()')).error).toBe('ReferenceError: missing is not defined');
  });

  testCells([
    ['but not where nothing is assigned', ['const k1 = 1; k1 ||= 2; k1 ?? (k1 = 3); k1'], '1'],
    ['and members are no constants', ['const k2: any = { n: 1 }; k2.n = 2; k2["m"] = 3; [k2.o] = [4]; for (k2.p of [5]); k2'], '{ n: 2, m: 3, o: 4, p: 5 }'],
    ['and names of functions and blocks are their own', ['const k3 = 1; { let k3 = 2; k3 = 3 } function f3(k3: number) { k3++; return k3 } for (let k3 = 0; k3 < 1; k3++); class K3 { m() { var k3; k3 = 9; return k3 } } [k3, f3(5), new K3().m()]'], '[ 1, 6, 9 ]'],
  ]);
});
