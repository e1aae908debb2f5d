import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CellSession, runningForm, sourcePlace } from './support/cell-session';

/**
 * Cells that throw. `‹1›` stands where V8 points to in the author's own text for the innermost frame, `‹2›` for its caller, and so on;
 * for code that V8 knows these are the places that it tells without any transform (types blanked out).
 */
const CELLS = [
  `throw ‹1›new Error('x')`,
  `const a: number = 1
  throw   ‹1›new Error('x')`,
  `function f(a: number): never {
  throw ‹1›new TypeError('x')
}

  ‹2›f(1)`,
  `const o: any = {a: {b() { throw ‹1›Error('q') }}}
o.a.‹2›b()`,
  `const o: any = {a: {b() { throw ‹1›Error('q') }}}
o . a  [ 'b' ]‹2›()`,
  `const o: any = undefined
const q = o.‹1›foo.bar`,
  `const o: any = {}
const q: number = o.foo.‹1›bar`,
  `const o: any = {}
const { a: { ‹1›b } }: any = o`,
  `let x: any = {}; x.‹1›y()`,
  `let x: any = {}; x.y.z ‹1›= 5`,
  `let x: any = {}; (x as any).y!.‹1›z()`,
  `let x: any = {};
‹1›new x()`,
  `let x: any = {};
‹1›new x.Foo<string>(1, 2)`,
  `class A<T> { private z = 1; constructor(q: T) { this.‹2›boom() } boom(): void { throw ‹1›new RangeError() } }
‹3›new A<number>(1)`,
  `‹3›class A { static s: number = (() => { throw ‹1›new Error('s') })‹2›() }`,
  `‹3›class A { f: number = (() => { throw ‹1›new Error('s') })‹2›() }
‹4›new A`,
  `const f = async (n: number): Promise<void> => { await null; throw ‹1›new Error('later') }
‹2›await f(1)`,
  `const f = async (n: number): Promise<void> => { await null; throw ‹1›new Error('later') }
async function g() {
  return   ‹2›await f(1)
}
const r = ‹3›await g()`,
  `for await (const ‹2›x of (async function* (): AsyncGenerator<number> { yield 1; throw ‹1›new Error('gen') })()) { x }`,
  `for (const x of ‹1›5 as any) {}`,
  `for (var i of [1,2]) { ‹1›nope(i) }`,
  `var z = [1,2].‹2›map((x: number) => x.foo.‹1›bar)`,
  `const t: any = 1; t‹1›\`x\``,
  `[...(‹1›5 as any)]`,
  `const [a, b]: any = ‹1›null`,
  `const f: any = (...xs: any[]) => { throw xs }; ‹1›f(...(undefined as any))`,
  `1n ‹1›+ (1 as any)`,
  `let s: any = Symbol(); s ‹1›+ ''`,
  `({}) ‹1›instanceof (5 as any)`,
  `const o: any = { get x() { throw ‹1›new Error('get') } }
const y = o.‹2›x`,
  `const o: any = { set x(v: number) { throw ‹1›new Error('set') } }
o.x ‹2›= 5`,
  `let q: any = null; q?.a.b; q.‹1›a?.b`,
  `if (true) {
  try { JSON.‹1›parse('{') } finally { 1 }
}`,
  `const {x = (() => { throw ‹1›new Error('d') })‹2›()}: {x?: number} = {}`,
  `function d‹1›(a: number = nope()) {}
‹2›d()`,
  `await Promise.reject(‹1›new Error('r'))`,
  `await ‹2›new Promise((_, no) => no(‹1›new Error('r2')))`,
  `const p: any = Promise.resolve(1).then((x: number) => { throw ‹1›new Error('then') })
‹2›await p`,
  `label: for (;;) { ‹1›nope(); break label }`,
  `const u = '😀😀'; throw ‹1›new Error(u)`,
  `let v = (1 as any)‹1›()`,
  `function outer() { function inner(): never { throw ‹1›new Error() } return ‹2›inner() }
const k = ‹3›outer() + 1`,
  `class A { #p = 1; static t(x: any) { return x.‹1›#p } }
A.‹2›t({})`,
  `class B { constructor() { throw ‹1›new Error('base') } }
‹2›class C extends B { q: number = 1 }
‹3›new C()`,
  `class B { m(): void { throw ‹1›new Error('base') } }
class C extends B { m(): void { super.‹2›m() } }
new C().‹3›m()`,
  `export const a: number = ‹1›nope()`,
  `export default ‹1›nope.foo`,
  `export function f() { ‹1›nope() }
‹2›f()`,
  `const x: number = 1, y = ‹1›nope()`,
  `let f = function (this: any, a?: number): void { this.foo.‹1›bar }
f.‹2›call({})`,
  `let a: any
;[a.‹1›b.c] = [1]`,
  `const f = <T,>(x: T): T => { throw x instanceof Error ? x : ‹1›new Error(String(x)) }
‹2›f<string>('a')`,
  `import.meta.foo.‹1›bar`,
  `(await 5 as any).foo.‹1›bar`,
  `const g = (function* (): Generator<number> { ‹1›yield nope() })(); g.‹2›next()`,
  `'use strict'
undeclared ‹1›= 5`,
  `[3,1].‹2›sort((a: number, b: number) => ‹1›nope)`,
  `let a = 1
let b = a
  .foo
  .‹1›bar`,
  `let a: any = 1
let b = a
  .‹1›foo()
  .bar()`,
  `‹1›foo


(1)`,
  `let a: any = {}; a[‹1›nope.x]`,
  `let a: any = {}; a.‹1›x.y++`,
  `let fn: any = () => ({}); fn().‹1›x().y`,
  `let fn: any = () => ({}); fn() . x ‹1›. y`,
  `let fn: any = () => 1; fn()‹1›()`,
  `let fn: any = () => 1; (fn)(1)(2, ‹1›nope)`,
  `let a: any = {}; a?.b‹1›.c`,
  `let a: any = {}; a?.‹1›b()`,
  `let a: any = {b: 1}; a.b?.‹1›()`,
  `let a: any = {b: 1}; a?.["b"]‹1›()`,
  `async function* g(): any { ‹1›await nope() }
for await (const ‹2›z of g()) {}`,
  `const o: any = { async m(): Promise<void> { await 1; await this.‹1›nope() } }
‹2›await o.m()`,
  `const r: any = ‹2›await Promise.all([1,2].map(async (n: number) => { await n; if (n > 1) throw ‹1›new Error('n') }))`,
  `const f = (x: any) => x
  ? ‹1›nope
  : 1
‹2›f(1)`,
  `namespace N { export const f = (x: any): any => x.foo.‹1›bar }
N.‹2›f({})`,
  `namespace N { export function g(): never { throw ‹1›new Error('g') } }
function h() { return N.‹2›g() }
‹3›h()`,
  `class P { constructor(private readonly x: any, y = 1) { x.foo.‹1›bar } }
‹2›new P({})`,
  `const React = { createElement(...xs: any[]): any { return xs } }
const v = <ul title="a">{[1].‹2›map((x: any) => <li>{x.foo.‹1›bar}</li>)}</ul>`,
  `using r = { [Symbol.dispose]() { throw ‹1›new Error('dispose') } ‹2›}`,
  `using x: any = ‹1›5`,
  `{ using x: any = null; ‹1›nope() }`,
  `const d = (v: any, c: any): void => { if (c.kind === 'method') throw ‹1›new Error('dec') }
@((): any => (v: any) => v)() ‹3›class D ‹2›{ @d m(): void {} }`,
  `@((v: any) => v) class D { m(x: any): void { x.foo.‹1›bar } }
new D().‹2›m({})`,
  `namespace N { export let k = 1; export const f = (x: any): any => x.foo.‹1›bar }
N.‹2›f({})`,
  `{a: ‹1›nope}`,
  `{
  b: ‹1›[1,
    nope()]
}`,
  `<any>‹1›nope`,
  `const f = <T>(x: T): T => { throw x }, g = <any>f(‹1›new Error('1'))`,
  `import { sep } from 'node:path'
const q = sep.foo.‹1›bar`,
  `‹1›export { nope } from 'node:path'`,
  `const m: any = await import('node:path')
m.foo.‹1›bar`,
  `type A = { b: string }
abstract class Z<T> { abstract f(): T; g(): T { return this.‹2›f() } }
class Y extends Z<A> { f(): A { throw ‹1›new Error('abs') } }
new Y().‹3›g()`,
  `/* a */ var x = 1, y, z: any = ‹1›nope`,
  `for (var i = 0, j: any = ‹1›nope; i < 1; i++);`,
  `if (true) var {‹1›a}: any = null`,
  `var [a, {‹1›b}]: any = [1, null]`,
];

let session: CellSession;
beforeAll(async () => {
  session = await CellSession.start();
});
afterAll(async () => {
  await session.end();
});

/** Takes the marks out of a text and tells where they stood, in the order of their numbers. */
function readMarks(marked: string): { source: string; places: string[] } {
  const places: string[] = [];
  let source = '';
  for (const [, text = '', number] of marked.matchAll(/([^‹]*)(?:‹(\d)›)?/g)) {
    source += text;
    const lines = source.split('\n');
    if (number) places[Number(number) - 1] = `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  }
  return { source, places };
}

test.each(CELLS)('%s', async (marked) => {
  const { source, places } = readMarks(marked);
  const ending = await session.run(source);
  expect(ending.error).not.toBeNull();
  expect(ending.places.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
});

test('frames of earlier cells are told in those cells', async () => {
  await session.results('/* first */ function outer(f: () => unknown): unknown {\n  return f()\n}');
  const { error, places } = await session.run('interface A {}\n  outer((): number => missing())');
  expect(error).toBe('ReferenceError: missing is not defined');
  expect(places).toEqual([
    { cell: CELLS.length + 2, line: 2, column: 23 },
    { cell: CELLS.length + 1, line: 2, column: 10 },
    { cell: CELLS.length + 2, line: 2, column: 3 },
  ]);
});

test.each([
  ['const s: string = "\u2028"; throw new Error(s)', '1:30'],
  ['const t = `a\u2029${1}\u2028`\nthrow new Error(t)', '2:7'],
  ['/* \u2028 */ throw new Error("c")', '1:15'],
  ['let a = 1\r\nthrow new Error("d")', '2:7'],
  ['let a = 1\rthrow new Error("e")', '2:7'],
])('lines of %j are counted as editors count them', async (source, place) => {
  const { places } = await session.run(source);
  expect(places.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
});

test('a cell that needs no other change is made strict', () => {
  const { code, declaredNames, hasResult } = runningForm('console.log(1 + 1)');
  expect({ code, declaredNames, hasResult }).toEqual({ code: "'use strict';console.log(1 + 1)", declaredNames: [], hasResult: true });
});

test('of 20,000 declarations each is told at its place, and soon', () => {
  const count = 20_000;
  const source = Array.from({ length: count }, (_, index) => `const k${index} = f(${index});`).join('\n');
  const started = performance.now();
  const { code, maps } = runningForm(source);
  // It takes 0.5 s on a quiet machine; where each declaration looks at all others it is 20 s there.
  expect(performance.now() - started).toBeLessThan(15_000);
  const lines = code.split('\n');
  for (const line of [2, 9_999, count]) {
    // V8 tells an error of the value at the `=`.
    expect(sourcePlace(maps, line, (lines[line - 1]?.indexOf('=') ?? 0) + 1)).toEqual({ line, column: source.split('\n')[line - 1]!.indexOf('f(') + 1 });
  }
});
