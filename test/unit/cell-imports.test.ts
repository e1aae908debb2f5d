import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CellSession, runningForm } from './support/cell-session';

const MODULES = {
  'values.mjs': 'export const one = 1; export let two = 2; export default function main() {} export { one as "odd name" }; export class Three {}; globalThis.loads = (globalThis.loads ?? 0) + 1;',
  'common.cjs': 'exports.four = 4; exports.five = () => 5;',
  'data.json': '{ "six": 6 }',
  'effect.mjs': 'globalThis.effect = (globalThis.effect ?? "") + "e";',
  'node_modules/little/package.json': '{ "name": "little", "exports": { "./jsx-runtime": "./runtime.mjs" } }',
  'node_modules/little/runtime.mjs': 'export const jsx = (t, p) => ({ t, p }); export const jsxs = jsx; export const Fragment = "fragment";',
};

let folder: string;
let session: CellSession;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'cell-imports-')));
  await mkdir(path.join(folder, 'node_modules/little'), { recursive: true });
  for (const [name, text] of Object.entries(MODULES)) await writeFile(path.join(folder, name), text);
  session = await CellSession.start(folder);
});
afterAll(async () => {
  await session.end();
  await rm(folder, { recursive: true });
});

describe('imports', () => {
  test.each<[string, string[], string]>([
    ['named', ['import { one, two as zwei } from "./values.mjs"', '[one, zwei]'], '[ 1, 2 ]'],
    ['default', ['import d from "./values.mjs"', 'd.name'], "'main'"],
    ['default and named', ['import d, { one } from "./values.mjs"; [typeof d, one]'], "[ 'function', 1 ]"],
    ['namespace', ['import * as ns from "./values.mjs"', 'ns.two'], '2'],
    ['default and namespace', ['import d2, * as ns2 from "./values.mjs"; [d2 === ns2.default, ns2.one]'], '[ true, 1 ]'],
    ['a name that is a string', ['import { "odd name" as odd, default as main } from "./values.mjs"; [odd, main.name]'], "[ 1, 'main' ]"],
    ['for its effect', ['import "./effect.mjs"; globalThis.effect'], "'e'"],
    ['of nothing', ['import {} from "./effect.mjs"; globalThis.effect'], "'e'"],
    ['CommonJS', ['import common, { four, five } from "./common.cjs"; [four, five(), common.four]'], '[ 4, 5, 4 ]'],
    ['Node’s own', ['import { readFileSync } from "fs"; import { join } from "node:path/posix"; [typeof readFileSync, join("a", "b")]'], "[ 'function', 'a/b' ]"],
    ['with attributes', ['import data from "./data.json" with { type: "json" }; data.six'], '6'],
    ['used before their line', ['const early = one + 1; import { one } from "./values.mjs"; early'], '2'],
    ['between statements on one line', ['const a = 1; import { one } from "./values.mjs"; const b = one; [a, b]'], '[ 1, 1 ]'],
    ['used only in a later cell', ['import { Three } from "./values.mjs"', 'new Three()'], 'Three {}'],
    ['require', ['import c = require("./common.cjs"); import four4 = c.four; [c.four, four4]'], '[ 4, 4 ]'],
    ['of types only', ['import type { A } from "./missing.mjs"; import { type B, type C } from "./missing.mjs"; import type D from "./missing"; export type { A } from "./missing.mjs"; 1'], '1'],
    ['of types and values', ['import { type Gone, one as uno } from "./values.mjs"; uno'], '1'],
    ['of a type without saying so', ['import { Options, one } from "./values.mjs"; const o: Options = { a: one }; o'], '{ a: 1 }'],
    ['assigned to later', ['import { two } from "./values.mjs"; two = 22', 'two'], '22'],
    ['again', ['import { one as again } from "./values.mjs"', 'import { two as again } from "./values.mjs"; again'], '2'],
    ['dynamic', ['const m = await import("./values.mjs"); m.one'], '1'],
    ['dynamic at any depth', ['const load = async (n: string) => { if (n) { return (await import(`./${n}.mjs`)).two } }; class L { async go() { return [await load("values"), (await import("./data.json", { with: { type: "json" } })).default] } } await new L().go()'], '[ 2, { six: 6 } ]'],
    ['dynamic with a comment', ['(await import /* here */ ("./values.mjs")).one'], '1'],
    ['exports from', ['export { one as exported } from "./values.mjs"; export * from "./effect.mjs"; export * as all from "./values.mjs"; [typeof exported, typeof all]'], "[ 'undefined', 'undefined' ]"],
    ['modules run once', ['globalThis.loads'], '1'],
  ])('%s', async (_name, cells, shown) => {
    expect(await session.results(...cells)).toBe(shown);
  });

  test('import.meta at any depth', async () => {
    const url = pathToFileURL(path.join(folder, '[cell].js')).href;
    expect(await session.results('const meta = () => [import.meta.url, import.meta.dirname]; meta()')).toBe(`[ '${url}', '${folder}' ]`);
    expect(await session.results('import.meta.resolve("./values.mjs")')).toBe(`'${pathToFileURL(path.join(folder, 'values.mjs')).href}'`);
  });

  test('a missing export that the cell uses is told', async () => {
    const ending = await session.run('import { one, nine } from "./values.mjs"; nine()');
    expect(ending.error).toBe("SyntaxError: The module './values.mjs' has no export named 'nine'.");
  });

  test('a missing module is told at its import', async () => {
    expect((await session.run('\n  import { x } from "./nowhere.mjs"')).error).toMatch(/nowhere\.mjs/);
  });

  test('only names used as values are asked for', () => {
    const source = 'import { a, b, c, d, e, f, g, h, T } from "m"; a(); x.b; ({ c }); ({ d: 1 }); class K { e = 1 }; let v: T; g`x`; let { h: q } = h';
    expect(runningForm(source).code).toContain('importNames("m", ["a","c","g","h"])');
  });

  test('words in strings and comments are left alone', () => {
    const source = '"import.meta import(x) import a from \'b\'" // import("x")';
    expect(runningForm(source).code).toBe(`'use strict';${source}`);
  });
});

describe('JSX', () => {
  const react = 'const React = { createElement: (t: any, p: any, ...c: any[]) => ({ t, p, c }), Fragment: "fragment" }';
  test.each<[string, string[], string]>([
    ['classic', [react, '<a href="x" {...{ y: 1 }} z>text {1 + 1}<b/></a>'], "{ t: 'a', p: { href: 'x', y: 1, z: true }, c: [ 'text ', 2, { t: 'b', p: null, c: [] } ] }"],
    ['components and fragments', ['const Box = (p: any) => p; <><Box n={1} /></>'], "{ t: 'fragment', p: null, c: [ { t: [Function: Box], p: { n: 1 }, c: [] } ] }"],
    ['member names and entities', ['const ui = { Row: "row" }; <ui.Row>&lt;a&nbsp;b</ui.Row>'], "{ t: 'row', p: null, c: [ '<a\u00a0b' ] }"],
    ['by a pragma', ['/** @jsx h */ const h = (t: any, ...r: any[]) => [t, r]; <p q="1" />'], "[ 'p', [ { q: '1' } ] ]"],
    ['the automatic runtime', [`/** @jsxImportSource little */\nconst View = () => <p>{1}</p>; <View k="1" />`, 'View()'], "{ t: 'p', p: { children: 1 } }"],
    ['beside type parameters', ['const same = <T,>(x: T) => x; same(<i />)'], "{ t: 'i', p: null, c: [] }"],
  ])('%s', async (_name, cells, shown) => {
    expect(await session.results(...cells)).toBe(shown);
  });
});
