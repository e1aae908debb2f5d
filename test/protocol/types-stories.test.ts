/** Names that are declared, declared anew as something else, used rightly and wrongly: the newest declaration counts, for checker and run alike. */
import { expect, test } from '@jest/globals';
import { sharedKernel } from './support/session';
import { endOf, storyEnd, writeFiles } from './support/typed-cells';

const FILES = {
  'shapes.ts': 'export interface Shape { area: number }\nexport class Square { constructor(public side: number) {} }\nexport const unit: Shape = { area: 1 };\nexport default function scale(shape: Shape, by: number): number { return shape.area * by; }\n',
  'data.json': '{"answer": 42, "list": [1, 2]}',
};

const shared = sharedKernel({ env: { AWAITBOOK_CHECK: 'error' }, prepare: (folder) => writeFiles(folder, FILES) });

/** Ways to declare `it`: with a use that is right and its value, and one that is wrong and its code. */
const KINDS: readonly (readonly [kind: string, declaration: string, use: string, value: string, wrong: string, code: string])[] = [
  ['const', 'const it = 1', 'it.toFixed(1)', "'1.0'", 'it = 2', 'TS2588'],
  ['let', "let it = 'a'", "it += 'b'", "'ab'", 'it = 3', 'TS2322'],
  ['var', 'var it = [1]', 'it.push(2)', '2', "it.push('x')", 'TS2345'],
  ['nested var', 'if (true) { var it = 5 }', 'it.toFixed(1)', "'5.0'", 'it.length', 'TS2339'],
  ['var of a loop', 'for (var it of [7n, 8n]);', 'it + 1n', '9n', 'it + 1', 'TS2365'],
  ['function', 'function it(n: number) { return n + 1 }', 'it(1)', '2', "it('a')", 'TS2345'],
  ['async function', "async function it() { return 'x' }", '(await it()).length', '1', 'it().length', 'TS2339'],
  ['generator function', 'function* it() { yield 1 }', '[...it()]', '[ 1 ]', 'it().length', 'TS2339'],
  ['async generator function', 'async function* it() { yield 1 }', '(await it().next()).value', '1', '[...it()]', 'TS2488'],
  ['arrow function', 'const it = <T,>(x: T) => [x]', "it('q')[0]?.length", '1', 'it()', 'TS2554'],
  ['class', 'class it { a = 1 }', '((x: it) => x.a)(new it())', '1', 'new it().b', 'TS2339'],
  ['generic class', 'class it<T> { constructor(readonly v: T) {} }', '((x: it<string>) => x.v)(new it("v"))', "'v'", '((x: it<string>) => x.v)(new it(1))', 'TS2345'],
  ['abstract class', 'abstract class it { abstract m(): number; static s = 3 }', 'it.s', '3', 'new it()', 'TS2511'],
  ['interface', 'interface it { a: number }', '({ a: 1 } satisfies it).a', '1', '((x: it) => x.a)({ b: 1 })', 'TS2353'],
  ['generic interface', 'interface it<T> { w: T }', '({ w: 1 } satisfies it<number>).w', '1', '({ w: 1 } satisfies it<string>).w', 'TS2322'],
  ['type alias', "type it = 'a' | 'b'", "((x: it) => x)('a')", "'a'", "((x: it) => x)('c')", 'TS2345'],
  ['generic type alias', 'type it<T> = { v: T }', "({ v: 'q' } satisfies it<string>).v", "'q'", '({ v: 2 } satisfies it<string>).v', 'TS2322'],
  ['enum', 'enum it { A = 3, B }', '((x: it) => x)(it.B)', '4', 'it.C', 'TS2339'],
  ['const enum', 'const enum it { A = 6 }', '((x: it) => x)(it.A)', '6', "((x: it) => x)('A')", 'TS2345'],
  ['declared const enum', 'declare const enum it { A = 6 }', '((x: it) => x)(it.A)', '6', 'it.B', 'TS2339'],
  ['namespace', 'namespace it { export const a = 1; export type T = string }', "('z' satisfies it.T).length + it.a", '2', 'it.b', 'TS2339'],
  ['named import', "import { sep as it } from 'node:path/posix'", 'it.length', '1', 'it.toExponential()', 'TS2339'],
  ['default import', "import it from './shapes'", 'it({ area: 2 }, 3)', '6', 'it({ area: 2 })', 'TS2554'],
  ['namespace import', "import * as it from './shapes'", 'it.unit.area', '1', 'it.nothing', 'TS2339'],
  ['type import', "import type { Shape as it } from './shapes'", '({ area: 4 } satisfies it).area', '4', "({ area: 'a' } satisfies it).area", 'TS2322'],
  ['import of a class', "import { Square as it } from './shapes'", '((x: it) => x.side)(new it(3))', '3', "new it('3')", 'TS2345'],
  ['import equals', "import it = require('node:path/posix')", "it.join('a', 'b')", "'a/b'", 'it.join(1)', 'TS2345'],
  ['JSON import', "import it from './data.json' with { type: 'json' }", 'it.answer', '42', 'it.question', 'TS2339'],
  ['object pattern', 'const { a: it, ...others } = { a: 1n, b: 2 }', 'it + 1n', '2n', 'it + 1', 'TS2365'],
  ['array pattern', "let [it, , rest = 4] = ['x']", 'it?.length', '1', 'it = 2', 'TS2322'],
  ['using', 'using it = { a: 1, [Symbol.dispose]() {} }', 'it.a', '1', 'it.b', 'TS2339'],
  ['overloads', 'function it(a: string): string; function it(a: number): number; function it(a: any) { return a }', 'it(3).toFixed(1)', "'3.0'", 'it(true)', 'TS2769'],
  ['exported const', 'export const it = new Map([[1, "one"]])', 'it.get(1)', "'one'", "it.get('1')", 'TS2345'],
  ['default export', 'export default function it(word: string) { return word.length }', "it('four')", '4', 'it(4)', 'TS2345'],
  ['top-level await', "const it = await Promise.resolve('awaited')", 'it.length', '7', 'it.then', 'TS2339'],
];

/** Each kind after three others: 105 stories, of each kind against each other a part that no one chose. */
const PAIRS = KINDS.flatMap((later, index) => [1, 6, 13].map((ahead) => [KINDS[(index + ahead) % KINDS.length]!, later] as const));

test.each(PAIRS.map(([earlier, later]) => ({ earlier, later, name: `${earlier[0]}, then ${later[0]}` })))('$name', async ({ earlier, later }) => {
  const { client } = shared;
  const [, declaration, use, value, wrong, code] = later;
  const ends = [await storyEnd(client, earlier[1], earlier[2]), await storyEnd(client, declaration, use), await endOf(client, wrong)];
  expect(ends).toEqual([earlier[3], value, code]);
});

test.each<[story: string, end: string, cells: string[]]>([
  ['a const that is run again', '2', ['const again = 1', 'const again = 2', 'again']],
  ['a const that is run again with another type', "'B'", ['const changed = 1', "const changed = 'b'", 'changed.toUpperCase()']],
  ['the old type is gone', 'TS2339', ['const gone = 1', "const gone = 'b'", 'gone.toExponential()']],
  ['a class becomes an interface: its type is the new one', "'b'", ['class Turns { a = 1 }', 'interface Turns { b: string }', "({ b: 'b' } satisfies Turns).b"]],
  ['and its value is still the class', '1', ['class Turned { a = 1 }', 'interface Turned { b: string }', 'new Turned().a']],
  ['an interface becomes a class', 'TS2741', ['interface Grows { a: number }', 'class Grows { a = 1; b = 2 }', 'const grown: Grows = { a: 1 }']],
  ['an interface that is declared anew replaces and does not merge', 'TS2353', ['interface Anew { a: number }', 'interface Anew { b: number }', 'const anew: Anew = { b: 1, a: 2 }']],
  ['two interfaces of one cell merge', '3', ['interface Merged { a: number } interface Merged { b: number }', 'const merged: Merged = { a: 1, b: 2 }; merged.a + merged.b']],
  ['a const and a type of one name', "'x'", ['const Both = "x"; type Both = typeof Both', '((b: Both) => b)(Both)']],
  ['a const and a type of one name, used wrongly', 'TS2345', ['const Two = "x"; type Two = typeof Two', "((b: Two) => b)('y')"]],
  ['a type, and later a value of its name', 'TS2322', ['type Apart = number', "const Apart = 'value'", 'const apart: Apart = Apart']],
  ['a function and a namespace of one name', '3', ['function merges(n: number) { return n + merges.step } namespace merges { export const step = 2 }', 'merges(1)']],
  ['a function with a property', '1', ['function counts() { return ++counts.calls } counts.calls = 0', 'counts()']],
  ['an import that is shadowed by a const', '1', ["import { sep } from 'node:path'", 'const sep = { mine: 1 }', 'sep.mine']],
  ['an import that is shadowed, and its old member', 'TS2339', ["import { join } from 'node:path'", 'const join = 1', "join.call(null, 'a')"]],
  ['a const that an import shadows', "'/'", ["const delimiterOf = 1", "import { posix as delimiterOf } from 'node:path'", 'delimiterOf.sep']],
  ['a let keeps its declared type', 'TS2322', ['let union: string | number = 1', "union = 'fine'", 'union = true']],
  ['a let is not narrowed for later cells', 'TS2339', ['let wide: string | number = 1', 'wide.toFixed()']],
  ['a const is not narrowed beyond its declared type', "'1.0'", ['const exact = 1 as number | undefined', 'exact?.toFixed(1)']],
  ['a const that may be missing', 'TS18048', ['const missing = [1].find((n) => n > 1)', 'missing.toFixed()']],
  ['narrowing within a cell', "'A'", ['const may = Math.random() > 2 ? 1 : "a"', 'if (typeof may === "number") throw 0; may.toUpperCase()']],
  ['assigning to a function', 'TS2630', ['function fixed() {}', 'fixed = () => {}']],
  ['assigning to a class', 'TS2629', ['class Fixed {}', 'Fixed = class {}']],
  ['assigning to an enum', 'TS2628', ['enum Closed { A }', 'Closed = 1']],
  ['assigning to a namespace', 'TS2631', ['namespace Walled { export const a = 1 }', 'Walled = 1']],
  ['assigning to an import', 'TS2632', ["import { basename } from 'node:path'", 'basename = 1']],
  ['a member of an enum', 'TS2540', ['enum Colour { Red }', 'Colour.Red = 2']],
  ['a readonly property', 'TS2540', ['interface Locked { readonly a: number } const locked: Locked = { a: 1 }', 'locked.a = 2']],
  ['a protected member', 'TS2445', ['class Kept { protected n = 1 }', 'new Kept().n']],
  ['a subclass in a later cell', '3', ['class Base { constructor(public n: number) {} }', 'class Derived extends Base { twice() { return this.n * 2 } }', 'new Derived(1.5).twice()']],
  ['a subclass without what the abstract one wants', 'TS2515', ['abstract class Wants { abstract m(): void }', 'class Lacks extends Wants {}']],
  ['an interface that a class of a later cell implements', 'TS2416', ['interface Sized { size: number }', "class Box implements Sized { size = 'big' }"]],
  ['a discriminated union over three cells', "'round'", ["type Form = { kind: 'circle'; r: number } | { kind: 'square'; a: number }", "const named = (form: Form) => form.kind === 'circle' ? (form.r, 'round') : 'square'", "named({ kind: 'circle', r: 1 })"]],
  ['a discriminated union that lacks a member', 'TS2322', ["type Form2 = { kind: 'circle'; r: number } | { kind: 'square'; a: number }", "const form2: Form2 = { kind: 'square' }"]],
  ['an exhaustive switch', 'TS2322', ["type Ends = 'a' | 'b'", "const ended = (e: Ends) => { switch (e) { case 'a': return 1; default: { const never: never = e; return never } } }"]],
  ['a mapped type', 'TS2739', ["type Flags = Record<'a' | 'b' | 'c', boolean>", 'const flags: Flags = { a: true }']],
  ['keyof typeof an earlier value', 'TS2322', ['const table1 = { one: 1, two: 2 }', "const key1: keyof typeof table1 = 'three'"]],
  ['ReturnType of an earlier function', '1', ['function makes() { return { made: 1 } }', 'const made: ReturnType<typeof makes> = makes(); made.made']],
  ['Awaited of an earlier function', "'ok'", ["async function later() { return { text: 'ok' } }", 'const got: Awaited<ReturnType<typeof later>> = await later(); got.text']],
  ['a generic function with a constraint', 'TS2345', ['function longest<T extends { length: number }>(a: T, b: T) { return a.length > b.length ? a : b }', 'longest(1, 2)']],
  ['an assertion function', "'A'", ["function isText(x: unknown): asserts x is string { if (typeof x !== 'string') throw 0 }", 'const unknown1: unknown = "a"; isText(unknown1); unknown1.toUpperCase()']],
  ['a type predicate', "[ 'a' ]", ["const isWord = (x: unknown): x is string => typeof x === 'string'", "const words: string[] = [1, 'a'].filter(isWord); words"]],
  ['satisfies', 'TS2353', ['type Options1 = { size?: number }', 'const options1 = { sise: 1 } satisfies Options1']],
  ['a tuple', 'TS2493', ['const pair: [string, number] = ["a", 1]', 'pair[2]']],
  ['as const', 'TS2540', ['const frozen = { a: 1 } as const', 'frozen.a = 2']],
  ['a template literal type', 'TS2322', ['type Id = `user-${number}`', "const id: Id = 'group-1'"]],
  ['a symbol as key', '1', ['const key2 = Symbol("key"); const keyed = { [key2]: 1 }', 'keyed[key2]']],
  ['unknown has to be looked at first', 'TS18046', ['const raw: unknown = 1', 'raw.toFixed()']],
  ['declare const tells a type', 'TS2339', ['globalThis.told = 1; declare const told: number', 'told.length']],
  ['declare const and its value', "'1.0'", ['globalThis.told2 = 1; declare const told2: number', 'told2.toFixed(1)']],
  ['declare function', 'TS2345', ['declare function given(n: number): void', "given('a')"]],
  ['declare class and its type', 'TS2322', ['declare class Ambient { a: number }', "const ambient: Ambient = { a: 'x' }"]],
  ['an import in the middle of a cell', "'a.b'", ["const early = basename2('/x/a.b'); import { basename as basename2 } from 'node:path'; early"]],
  ['an import type inline', 'TS2322', ["const inline: import('./shapes').Shape = { area: 'x' }"]],
  ['typeof import', '1', ["const whole: typeof import('./shapes') = await import('./shapes'); whole.unit.area"]],
  ['a name that a module does not export', 'TS2614', ["import { circle } from './shapes'"]],
  ['export =', '', ['const whole2 = 1; export = whole2']],
  ['export of a list', '1', ['const listed = 1; export { listed }', 'listed']],
  ['a nested function sees the newest', 'TS2339', ['const base1 = 1; function reads() { return base1 }', "const base1 = 'x'", 'reads().length']],
  ['a getter without a setter', 'TS2540', ['class Reads { get a() { return 1 } }', 'new Reads().a = 2']],
  ['an optional call', 'TS2722', ['const handlers: { done?: () => number } = {}', 'handlers.done()']],
  ['an object with an index signature', "'1'", ['const counted: { [word: string]: number } = { a: 1 }', "String(counted['a'])"]],
  ['await of a value in a later cell', '6', ['const promised = Promise.resolve([1, 2, 3])', '(await promised).reduce((a, b) => a + b)']],
  ['Promise.all of different types', 'TS2339', ["const both = await Promise.all([Promise.resolve(1), Promise.resolve('a')])", 'both[0].length']],
])('%s', async (_story, end, cells) => {
  expect(await storyEnd(shared.client, ...cells)).toBe(end);
});
