import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CellSession, runningForm } from './support/cell-session';

let session: CellSession;
beforeAll(async () => {
  session = await CellSession.start();
});
afterAll(async () => {
  await session.end();
});

describe('TypeScript', () => {
  test.each<[string, string[], string]>([
    ['annotations', ['const f = (a: number, b?: string, ...c: boolean[]): a is number => !!a; let x!: number; f(1)'], 'true'],
    ['assertions', ['let v: any = { a: 1 }; (v as { a: number }).a + v!.a + (<any>v).a + (v satisfies object).a'], '4'],
    ['generic arrows of .ts', ['const id = <T>(x: T): T => x; id<number>(5)'], '5'],
    ['generic arrows of .tsx', ['const id2 = <T,>(x: T) => x, id3 = <T extends object>(x: T) => x; id2(6)'], '6'],
    ['type arguments', ['new Map<string, Set<number>>([["a", new Set<number>([1])]]).get("a")!.size'], '1'],
    ['instantiation expressions', ['const make = Array.of<number>; make(1, 2)'], '[ 1, 2 ]'],
    ['declarations that leave nothing', ['type A = 1; interface B { b: A } declare const c: number; declare function d(): void; declare class E {} declare global { var g1: number } declare module "m" { export const n: 1 } declare enum F { X } declare namespace G { const h: 1 } abstract class Z { declare q: number; abstract r: string }; new (Z as any)()'], 'Z {}'],
    ['overloads', ['function over(a: string): string\nfunction over(a: number): number\nfunction over(a: any) { return a }\nclass O { m(a: string): void; m(a: number): void; m(a: any) { return a } constructor(); constructor(x?: number) {} }\n[over(1), new O().m(2 as any)]'], '[ 1, 2 ]'],
    ['this parameters', ['function t(this: { n: number }, a: number) { return this.n + a } t.call({ n: 1 }, 2)'], '3'],
    ['parameter properties', ['class P { constructor(private a: number, readonly b = 2, public c?: string, protected d = 4) { this.a += 1 } } ; new P(1)'], 'P { a: 2, b: 2, c: undefined, d: 4 }'],
    ['parameter properties of a derived class', ['class Q0 { z = 1 } class Q1 extends Q0 { constructor(public a: number) { super(); this.a++ } } new Q1(1)'], 'Q1 { z: 1, a: 2 }'],
    ['modifiers', ['abstract class M { private static readonly s: number = 1; protected abstract x(): void; public get g(): number { return M.s } static { void M.s } #p?: number; [key: string]: unknown } class M2 extends M { override x() {} }; new M2().g'], '1'],
    ['fields are defined', ['class F1 { a?: number; declare b: string; "c": number } new F1()'], 'F1 { a: undefined, c: undefined }'],
    ['enums', ['enum E1 { A, B = A + 2, C, S = "s", L = S.length, N = -1 }; [E1.A, E1.B, E1.C, E1.S, E1[0], E1[3], E1.N]'], "[ 0, 2, 3, 's', 'A', 'C', -1 ]"],
    ['enums with computed members', ['const base = 5; enum E2 { A = base, B = Math.max(1, 2), C = A * 2, D = "x".length }; [E2.A, E2.B, E2.C, E2.D]'], '[ 5, 2, 10, 1 ]'],
    ['const enums', ['const enum E3 { A = 1, B = A << 3 }; E3.B', 'E3.A'], '1'],
    ['enums of earlier cells', ['enum E4 { A = 7 }', 'enum E5 { B = E4.A, C }; E5.C'], '8'],
    ['enums in functions and blocks', ['const fe = () => { enum In { A = 3 } return In.A }; let be; { enum In2 { B = 4 } be = In2.B } [fe(), be]'], '[ 3, 4 ]'],
    ['enums that merge in a cell', ['enum E6 { A } enum E6 { B = 5 } namespace E6 { export const extra = 6 }; [E6.A, E6.B, E6.extra]'], '[ 0, 5, 6 ]'],
    ['namespaces', ['namespace N1 { const hidden = 1; export const a = hidden + 1; export function f() { return a } export class C { x = a } export enum E { Z = 9 } export namespace In { export const deep = a } export type T = 1; export import Path = N1.In }; [N1.a, N1.f(), new N1.C().x, N1.E.Z, N1.In.deep, Object.keys(N1)]'], "[ 2, 2, 2, 9, 2, [ 'a', 'f', 'C', 'E', 'In', 'Path' ] ]"],
    ['namespaces with let', ['namespace N2 { export let n = 1; export function up() { n += 1; return n } }; [N2.up(), N2.n]'], '[ 2, 2 ]'],
    ['dotted namespaces', ['namespace N3.Inner.Most { export const x = 3 } N3.Inner.Most.x'], '3'],
    ['namespaces that merge', ['class M1 { static s = 1 } namespace M1 { export const t = 2 } function m2() { return 3 } namespace m2 { export const u = 4 } namespace M3 { export const a = 5 } namespace M3 { export const b = M3.a + 1 } [M1.s, M1.t, m2(), m2.u, M3.a, M3.b]'], '[ 1, 2, 3, 4, 5, 6 ]'],
    ['namespaces that use names of their other blocks', ['namespace M4 { export const a = 1; export let n = 5; export enum E { Z = 9 } export function f(v: number) { return v * 2 } export type T = number; const own = 3 } namespace M4 { export const b = a + 1; export const c: T = f(b); n = n + 1; export const o = { a, E, n: n as T }; export const own = (a: number) => { const f = a; return [f, b] } }', '[M4.b, M4.c, M4.n, M4.o, M4.own(7), "own" in M4]'], "[ 2, 4, 6, { a: 1, E: { '9': 'Z', Z: 9 }, n: 6 }, [ 7, 2 ], true ]"],
    ['nested namespaces that use names of their other blocks', ['const q = 0; namespace M5 { export const q = 1; export namespace In { export const x = 2; export const p = 7 } } namespace M5.In { export const y = [x, q, p] } namespace M5 { const p = 8; export namespace In { export const z = [x, y.length, q, p]; export class K { static x = x; x() { return q } } } } [M5.In.y, M5.In.z, M5.In.K.x, new M5.In.K().x(), q]'], '[ [ 2, 1, 7 ], [ 2, 3, 1, 7 ], 2, 1, 0 ]'],
    ['namespaces of types only', ['namespace Types { export type A = 1; export interface B {} }\nconst usesTypes: Types.A = 1; usesTypes'], '1'],
    ['export assignment', ['const assigned = 4; export = assigned;', 'assigned'], '4'],
    ['satisfies and as const', ['const conf = { a: [1, 2] } as const satisfies { a: readonly number[] }; conf.a[1]'], '2'],
    ['accessors', ['class Acc { accessor a = 1; static accessor b = 2; accessor #c = 3; c() { return this.#c } } const acc = new Acc(); acc.a++; [acc.a, Acc.b, acc.c()]'], '[ 2, 2, 3 ]'],
    ['optional methods and calls', ['class Opt { m?(): void; n?: () => number } const opt = new Opt(); [opt.m?.(), opt.n?.()]'], '[ undefined, undefined ]'],
    ['type predicates and asserts', ['function check(x: unknown): asserts x is string { if (typeof x !== "string") throw x } check("a")'], 'undefined'],
    ['unique symbols and template types', ['declare const sym: unique symbol; type Tpl = `a${string}`; const tpl: Tpl = "ab"; tpl'], "'ab'"],
    ['a type and a value of one name', ['type Both = number; const Both = 5; const useBoth: Both = Both; useBoth'], '5'],
    ['a return type over lines', ['const long = async (\n  a: number,\n): Promise<\n  number\n> =>\n  a\nawait long(3)'], '3'],
    ['comparisons that look like types', ['let lt = 1, gt = 5; (lt < gt) === true && lt<2 && 3>(2)'], 'true'],
    ['definite fields and index signatures', ['class Idx { a!: number; [k: string]: any; readonly b: string = "b" } new Idx()'], "Idx { a: undefined, b: 'b' }"],
    ['decorated parameters are not needed for types', ['let fnType: new (...a: any[]) => object = Object; new fnType()'], '{}'],
  ])('%s', async (_name, cells, shown) => {
    expect(await session.results(...cells)).toBe(shown);
  });

  test('comments and text of plain functions stay as written', async () => {
    expect(await session.results('function plain(a,   b) { /* why */ return a+b }\nplain.toString()')).toBe("'function (a,   b) { /* why */ return a+b }'");
  });
});

describe('decorators', () => {
  const log = 'const log: unknown[] = []';
  test.each<[string, string[], string]>([
    ['of classes, methods, fields and accessors', [log, `const note = (name: string) => (value: any, context: any) => { log.push([name, context.kind, context.name, context.static]) }
@note('class') class A { @note('field') x = 1; @note('method') m() {} @note('static') static s() {} @note('accessor') accessor a = 1; @note('getter') get g() { return 1 } @note('private') #p = 1 }
log`], "[ [ 'static', 'method', 's', true ], [ 'method', 'method', 'm', false ], [ 'accessor', 'accessor', 'a', false ], [ 'getter', 'getter', 'g', false ], [ 'field', 'field', 'x', false ], [ 'private', 'field', '#p', false ], [ 'class', 'class', 'A', undefined ] ]"],
    ['replace methods and initial values', ['const twice = (m: any) => function (this: any) { return m.call(this) * 2 }, plus = () => (v: number) => v + 1; class B { @plus v = 1; @twice m() { return this.v } } new B().m()'], '4'],
    ['replace classes, also for later cells', ['const sealed = (C: any) => class extends C { extra = 1 } as any; @sealed class C1 { static make() { return new C1() } }', '[new C1(), C1.make() instanceof C1]'], '[ C1 { extra: 1 }, true ]'],
    ['with initializers', ['const bound = (m: any, c: any) => { c.addInitializer(function (this: any) { this[c.name] = this[c.name].bind(this) }) }; class D1 { n = 5; @bound m() { return this.n } } const { m } = new D1(); m()'], '5'],
    ['on exported, default and abstract classes', ['const mark = (C: any) => { C.marked = true }; @mark export class E1 {} export @mark class E2 {} @mark abstract class E3 { abstract x(): void } export default @mark class E4 {}', '[E1, E2, E3, E4].map((c: any) => c.marked)'], '[ true, true, true, true ]'],
    ['on class expressions and inner classes', ['const tag = (C: any) => { C.tag = 1 }; const X1 = @tag class {}; function f1() { @tag class In {} return In } [X1.name, (X1 as any).tag, (f1() as any).tag]'], "[ 'X1', 1, 1 ]"],
    ['with parameter properties, types and enums', ['const ok = (C: any) => {}; enum Mode { On = 1 } @ok class G1<T> { constructor(private readonly m: T, public mode = Mode.On) {} } new G1<string>("a")'], "G1 { m: 'a', mode: 1 }"],
    ['awaited', ['const late = async () => (C: any) => { C.late = 1 }; @(await late()) class H1 {} (H1 as any).late'], '1'],
    ['imported', ['import { inspect } from "node:util"; const use = (v: any) => { inspect(v) }; class I1 { @use m() { return 1 } } new I1().m()'], '1'],
  ])('%s', async (_name, cells, shown) => {
    expect(await session.results(...cells)).toBe(shown);
  });
});

test('a text that only oxc refuses is lowered by swc', () => {
  expect(runningForm('namespace N { export let a = 1; export var b = 2 }').declaredNames).toEqual(['N']);
});
