/** What checks of notebooks get wrong elsewhere, each named after its symptom. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from './support/cells';
import { outputsOf, tracebackOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';
import { endOf, storyEnd, writeFiles } from './support/typed-cells';

const FILES = {
  'node_modules/esm-only/package.json': '{"name": "esm-only", "version": "1.0.0", "type": "module", "exports": {".": {"types": "./main.d.ts", "import": "./main.js"}, "./sub": {"types": "./sub.d.ts", "import": "./sub.js"}}}',
  'node_modules/esm-only/main.js': 'export default class Greeter { greet(name) { return `hello ${name}` } } export const one = 1;',
  'node_modules/esm-only/main.d.ts': 'export default class Greeter { greet(name: string): string } export declare const one: number; export interface Options { deep?: boolean }',
  'node_modules/esm-only/sub.js': 'export const two = 2;',
  'node_modules/esm-only/sub.d.ts': 'export declare const two: 2;',
  'node_modules/untyped/package.json': '{"name": "untyped", "version": "1.0.0", "main": "main.js"}',
  'node_modules/untyped/main.js': 'exports.twice = (n) => n * 2;',
  'node_modules/dynamic/package.json': '{"name": "dynamic", "version": "1.0.0", "main": "main.js"}',
  'node_modules/dynamic/main.js': 'for (const name of ["alpha", "beta"]) exports[name] = name;',
  'node_modules/by-equals/package.json': '{"name": "by-equals", "version": "1.0.0", "main": "main.js", "types": "main.d.ts"}',
  'node_modules/by-equals/main.js': 'exports.chunk = (list, size) => [list.slice(0, size), list.slice(size)];',
  'node_modules/by-equals/main.d.ts': 'declare const _: _.Static; declare namespace _ { interface Static { chunk<T>(list: T[], size: number): T[][] } } export = _;',
  'node_modules/react/package.json': '{"name": "react", "version": "19.0.0", "exports": {".": "./main.js", "./jsx-runtime": "./jsx-runtime.js"}}',
  'node_modules/react/main.js': 'exports.createElement = (type, props, ...children) => ({ type, props, children }); exports.Fragment = "fragment";',
  'node_modules/react/jsx-runtime.js': 'exports.jsx = exports.jsxs = (type, props) => ({ type, props }); exports.Fragment = "fragment";',
  'data.json': '{"answer": 42, "list": [1, 2]}',
  'folder/bad.ts': 'export const good = 1;\n\nexport const bad: number = good + "x";\n',
  'reads-bad.ts': 'export { good } from "./folder/bad";',
  'augmented.ts': 'export interface Kind { deep: boolean }',
  'with-classes.ts': 'export class Square { constructor(public side: number) {} }\nexport default class Half { side = 1 }',
  'with-places.ts': 'export interface Kind {\n  deep: boolean }',
  'nothing.ts': 'export const tooBad = missing;',
};

const shared = sharedKernel({ env: { AWAITBOOK_CHECK: 'error' }, prepare: (folder) => writeFiles(folder, FILES) });
const story = (...cells: string[]) => storyEnd(shared.client, ...cells);
const end = (cell: string) => endOf(shared.client, cell);
const write = (files: Record<string, string>) => writeFiles(shared.kernel.folder, files);
/** The traceback of a cell that is stopped. */
const told = async (cell: string) => tracebackOf(errorOf(await shared.client.execute(cell, { content: { stop_on_error: false } }))).join('\n');

test('a command of the shell is told how it is written here', async () => {
  expect(await told('!ls')).toMatch(/Cannot find name 'ls'[^]*\n    A command of the shell is written `%sh ls`\.\n/);
  expect(await told('!lost && 1')).not.toContain('shell');
});

test('places that a fault speaks of are told where they are: in another cell, as it ran last, and in a module', async () => {
  const ran = async (cell: string) => Number((await shared.client.execute(cell)).reply.content['execution_count']);
  const cell = '\n/** A seat. */\ninterface Seat {\n  row: number;\n\n  place: string;\n}\nconst seats: Seat[] = []; for (var seat of seats);\nfunction book(seat: Seat,\n  by: string) {}';
  await ran(cell);
  const last = await ran(cell);
  expect(await told('const seat1: Seat = { row: 1 }')).toContain(`    'place' is declared here. (Cell ${last}, line 6)\n`);
  const again = await ran(`// on top\n${cell}`);
  expect(await told('const seat1: Seat = { row: 1 }')).toContain(`    'place' is declared here. (Cell ${again}, line 7)\n`);
  expect(await told('book(seats[0])')).toContain(`    An argument for 'by' was not provided. (Cell ${again}, line 11)\n`);
  await ran("import type { Kind as KindThere } from './with-places'");
  expect(await told('const kind1: KindThere = {}')).toContain("    'deep' is declared here. (with-places.ts, line 2)\n");
});

test('a misspelt name of another cell is told with the one that may be meant, a type where a type stands', async () => {
  expect(await story('const visitorCount = 1; interface Visitor { age: number }', '1')).toBe('1');
  expect(await told('visitorCuont + 1')).toContain("Cannot find name 'visitorCuont'. Did you mean 'visitorCount'? (TS2304)");
  expect(await told('const visitor1: Vistor = { age: 1 }')).toContain("Cannot find name 'Vistor'. Did you mean 'Visitor'? (TS2304)");
  expect(await told('Vistor')).toContain("Cannot find name 'Vistor'. (TS2304)");
});

test('a name whose cell was stopped is told with that cell, until one that declares it has run', async () => {
  const stopped = await told("import { format as asText } from 'node:util'; const stoppedOne: number = 'a'; type StoppedType = string");
  const cell = /at (Cell \d+), /.exec(stopped)![1]!;
  const words = `${cell} declares it, but nothing of that cell ran.`;
  expect(await told('asText(1)')).toMatch(new RegExp(`Cannot find name 'asText'[^]*\\n    ${words}\\n`));
  expect((await told('const text: StoppedType = `${stoppedOne}`')).split(words)).toHaveLength(3);
  expect(await told('neverDeclared')).not.toContain('declares it');
  expect(await story("import { format as asText } from 'node:util'", "asText('%d', 1)")).toBe("'1'");
  expect(await told('stoppedOne')).toContain(words);
});

test.each<[symptom: string, expected: string, cells: string[]]>([
  ['a package that has ESM only', "'hello Ada'", ['import Greeter, { one } from "esm-only"', 'import { two } from "esm-only/sub"', 'const greeter: Greeter = new Greeter(); greeter.greet("Ada")']],
  ['… its types', 'TS2345', ['import Greeter2 from "esm-only"', 'new Greeter2().greet(1)']],
  ['… a type of it', 'TS2322', ['import { type Options } from "esm-only"', 'const options: Options = { deep: 1 }']],
  ['… a name that it does not export', 'TS2614', ['import { three } from "esm-only"']],
  ['… no default export', 'TS1192', ['import nothing from "esm-only/sub"']],
  ['npm: in front of a package', 'TS2345', ['import Greeter3, { one as uno } from "npm:esm-only@1"; uno', 'new Greeter3().greet(1)']],
  ['npm: in import()', 'TS2339', ['const esm = await import("npm:esm-only@^1.0.0"); esm.one', 'esm.nothing']],
  ['a package without types', '4', ['import untyped from "untyped"; import { twice } from "untyped"', 'untyped.twice(1) + twice(1)']],
  ['a CommonJS package whose names are made as it runs, and one that is not there', "warns missing-export: ", ['import { alpha, gamma } from "dynamic"', 'alpha', 'gamma']],
  ['… which a cell declares then', '1', ['import { delta } from "dynamic"', 'const delta = 1', 'delta']],
  ['a type that is imported as a value would be', "''", ['import { Stats } from "node:fs"', "let stats: Stats | undefined; ''"]],
  ['a package that exports by `export =`', 'TS2345', ['import { chunk } from "by-equals"; import _ from "by-equals"; import * as whole from "by-equals"', "[chunk([1], 1).length, _.chunk(['a'], 1).length, whole.chunk([1], 1).length]", "chunk('text', 1)"]],
  ['node:path by names', 'TS2345', ["import { join, basename } from 'node:path'", "join('a', basename('b/c'))", 'join(1)']],
  ['import equals', 'TS2345', ["import path2 = require('node:path')", "path2.join('a')", 'path2.join(1)']],
  ['import() of a module', 'TS2339', ["const text = await import('node:fs/promises')", 'text.nothing']],
  ['JSON with attributes', 'TS2339', ["import data from './data.json' with { type: 'json' }", 'data.list.length', 'data.question']],
  ['the kernel\'s own module', 'TS2345', ["import { table, display as show } from 'awaitbook'", 'table(1)']],
  ['the course\'s module', "'function'", ["import { check, sleep } from 'awaitbook/course'", 'typeof sleep']],
  ['globals of the kernel', 'TS2345', ["html('<b>a</b>'); md('*a*'); svg('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'); typeof display", 'input(1)']],
  ['Deno.jupyter', "'function'", ['typeof Deno.jupyter.html']],
  ['a name that only a page has, and that is declared unlike the others: name', 'TS2304', ['name']],
  ['… CSS', 'TS2304', ["CSS.escape('a')"]],
  ['a name that is a global of the web: name', "'1.0'", ['const name = 1', 'name.toFixed(1)']],
  ['… status', "'B'", ["let status = 'a'", "status = 'b'", 'status.toUpperCase()']],
  ['… fetch', 'TS2345', ['function fetch(n: number) { return n }', 'fetch(1)', "fetch('x')"]],
  ['… Map', '1', ['class Map { mine = 1 }', 'new Map().mine']],
  ['… event, length, top, parent, self, open, close', '28', ['const event = 1, length = 2, top = 3, parent = 4, self = 5, open = 6, close = 7', 'event + length + top + parent + self + open + close']],
  ['a name that only the page of a browser has', 'TS2304', ['document.title']],
  ['… which the notebook declares', "'mine'", ["const document = { title: 'mine' }", 'document.title']],
  ['a name made by globalThis', '6', ['globalThis.zed = 5', 'zed + 1']],
  ['… in the same cell', '6', ['(globalThis as any).zed2 = 5; globalThis["zed3"] = 1; Object.assign(globalThis, { $zed4: 0 }); zed2 + zed3 + $zed4']],
  ['a name that is nowhere', 'TS2304', ['nowhere + 1']],
  ['… behind a call', 'TS2304', ['console.log(1); nowhere']],
  ['… beside one that is made', 'TS2304', ['globalThis.somewhere = 1; nowhere']],
  ['… that the cell asks for by typeof', "'none'", ["typeof location !== 'undefined' ? location.href : 'none'"]],
  ['… with a member that no page has', 'TS2304', ['window.mine = 1']],
  ['… a stand-in for it, and a member of its own', '2', ['Object.assign(globalThis, { sessionStorage: { mine: 2 } }); 1', 'sessionStorage.mine']],
  ['this at the top level', 'true', ['this.setTimeout === setTimeout']],
  ['a function that makes objects', "'Ada'", ['function Person(called) { this.called = called }', "new Person('Ada').called"]],
  ['a member without this', 'TS2663', ['class Forgets { count = 0; up() { return count } }']],
  ['a type whose name has a value too', '3', ['interface Made { a: 1 }; globalThis.Made = 3; 1', 'Made']],
  ['another run-time, asked for by typeof', "'none'", ["typeof Bun === 'undefined' ? 'none' : Bun.version"]],
  ['typeof a name that is nowhere, in a type', 'TS2304', ["let query: keyof typeof nowhereTyped = 'a'"]],
  ['typeof a member of a name that is nowhere', 'TS2304', ['typeof nowhereToo.member']],
  ['typeof a name that is nowhere', "'undefined'", ['typeof nowhereAtAll']],
  ['a helper written further down in the cell', '2', ['function first() { return second() } function second() { return 2 } first()']],
  ['a helper of a later cell', 'warns TS2304: ', ['function early() { return helperOfLater(1) }']],
  ['… in a field of a class, and in what a parameter is by default', 'warns TS2304 TS2304: ', ['class Fields { a = helperOfFields(1) }; function byDefault2(a = helperOfDefaults(1)) {}']],
  ['… when it is there', '2', ['function helperOfLater(n: number) { return n + 1 }', 'early()']],
  ['an empty array that a later cell fills', "[ 1, 'a' ]", ['const list = []', 'list.push(1)', "list.push('a'); list"]],
  ['… by let, by var, in a list, in a block', '4', ['let one1 = []; var two1 = []; const a1 = 1, three1 = []; { var four1 = [] }', 'one1.push(1); two1.push({}); three1.push("a"); four1.push(1)', 'one1.length + two1.length + three1.length + four1.length']],
  ['an object that begins with an empty list, or null, in the same cell and later', "[ 1, 'a', 'b' ]", ["const board = { cards: [], by: { owner: null } }; board.cards.push(1); board.by.owner = 'a'", "board.cards.push('a'); board.by.owner = 'b'", '[...board.cards, board.by.owner]']],
  ['… what else it has keeps its type', 'TS2322', ["const board2 = { cards: [], size: 1 }; board2.cards.push('a'); board2.size = 'large'"]],
  ['… and so has what was given one', 'TS2345', ['const board3: { cards: number[] } = { cards: [] }', "board3.cards.push('a')"]],
  ['a class that begins with an empty list, or null', '2', ['class Pile { items = []; #all = []; last = null; push(x) { this.#all.push(x); this.last = x; return this.items.push(x) } }', "const pile = new Pile(); pile.push('a'); pile.last = 1; pile.items.push(1)"]],
  ['… the place of a fault behind it', 'TS2322', ["class Shelf { books = []; count: number = 'none' }"]],
  ['a let without a value', '3', ['let late', 'late = { a: 3 }', 'late.a']],
  ['a let that begins with null, or undefined', "'ab'", ['let found = null, sought = undefined', "found = 'a'; sought = { b: 'b' }", 'found + sought.b']],
  ['an empty array with a type keeps it', 'TS2345', ['const typed: number[] = []', "typed.push('a')"]],
  ['parameters without types', '3', ['function plain(a, b) { return a + b }', 'plain(1, 2)']],
  ['a caught error', "'x'", ["let message; try { throw new Error('x') } catch (error) { message = error.message } message"]],
  ['JSON.parse', '1', ["const parsed = JSON.parse('{\"a\": {\"b\": 1}}')", 'parsed.a.b']],
  ['a comparison that is never true', 'warns TS2367: false', ["const kind = 'a' as 'a' | 'b'", "kind === 'c'"]],
  ['unused names and labels', '1', ['let unused; function never() { return 1; console.log(2) } unusedLabel: for (;;) break unusedLabel', '1']],
  ['a package that is not installed', "warns TS2307: Error: The package 'not-installed' is not installed where this notebook can see it. In a cell, or without the % in a terminal in the notebook's folder: %npm install not-installed", ["import 'not-installed'"]],
  ['JSX with a React in scope', "{ type: 'b', props: { a: '1' }, children: [ 'text' ] }", ["import React from 'react'", '<b a="1">text</b>']],
  ['JSX: props of a component', 'TS2322', ['const Shows = (props: { n: number }) => <i>{props.n}</i>', '<Shows n="a" />']],
  ['JSX by pragma', "{ type: 'b', props: { children: 'text' } }", ['/** @jsxImportSource react */\n<b>text</b>']],
  ['JSX by pragma: a component of another cell', 'TS2322', ['/** @jsxImportSource react */\nconst Other = (props: { n: number }) => <i>{props.n}</i>', '/** @jsxImportSource react */\n<Other n="a" />']],
  ['a cast that only a .ts file may have', '3', ["const cast = <string>('abc' as unknown)", 'cast.length']],
  ['… used wrongly', 'TS2352', ['const miscast = <string>3']],
  ['an object literal as a cell', "{ a: 1, b: 'x' }", ["{ a: 1, b: 'x' }"]],
  ['… with a fault', 'TS2304', ['{ a: 1, b: nowhere2 }']],
  ['export', '3', ['export const exported = 1; export default function byDefault() { return 2 }', 'exported + byDefault()']],
  ['using', 'TS2339', ['using used = { [Symbol.dispose]() {}, a: 1 }', 'used.a', 'used.b']],
  ['using what can not be disposed', 'TS2741', ['using notDisposable = { a: 1 }']],
  ['await at the top level', 'TS2339', ['const awaited = await Promise.resolve([1])', 'awaited.length', 'awaited.then']],
  ['declare global: an interface', 'TS2554', ['declare global { interface Array<T> { first2(): T | undefined } }\nArray.prototype.first2 = function () { return this[0] }', '[3].first2()', '[3].first2(1)']],
  ['declare global: a variable', 'TS2339', ['declare global { var shared2: number }\nglobalThis.shared2 = 4', 'shared2.toFixed(1)', 'shared2.length']],
  ['… declared anew as another', 'TS2551', ['declare global { var shared3: number; var besides: number; interface Shared3 { a: 1 } }\nglobalThis.shared3 = 4', "declare global { var shared3: string; interface Shared3 { a: 2 } }\nglobalThis.shared3 = 'a'; globalThis.besides = 1", "shared3.length + besides.toFixed(1) + ({ a: 2 } satisfies Shared3).a", 'shared3.toFixed()']],
  ['a module without types that a cell gives some', 'TS2345', ["declare module 'untyped' { export function twice(n: number): number }", "import { twice as typedTwice } from 'untyped'; typedTwice(1)", "typedTwice('a')"]],
  ['… and others', 'TS2345', ["declare module 'untyped' { export function twice(n: string): string }", "import { twice as typedTwice } from 'untyped'; typedTwice('1').length; typedTwice(1)"]],
  ['a module that is not there, of which a cell tells the types', 'TS2322', ["declare module 'ghost-package' { export interface Ghost { a: 1 } }", "import type { Ghost } from 'ghost-package'; const ghost: Ghost = { a: 2 }"]],
  ['modules by a pattern', 'TS2339', ["declare module '*.poem' { const text: string; export default text }", "const poem = async () => (await import('./a.poem')).default.nothing"]],
  ['a local module that a cell augments before it imports it', 'TS2741', ["declare module './augmented' { interface Kind { extra: string } }", "import type { Kind } from './augmented'; const kind: Kind = { deep: true }"]],
  ['a module that a cell augments', 'TS2741', ["declare module 'esm-only' { interface Options { extra: string } }", "const augmented: import('esm-only').Options = { deep: true }"]],
  ['import type, used as a value', 'TS1361', ["import type { Square as TypeOnly } from './with-classes'", 'new TypeOnly(1)']],
  ['… in the same cell, by an inline type', 'TS1361', ["import { type Square as Inline } from './with-classes'; new Inline(1)"]],
  ['… by a namespace', 'TS1361', ["import type * as typesOnly from './with-classes'; const asType: typesOnly.Square = { side: 1 }", 'typesOnly.Square']],
  ['… as a type, and beside an import of the value', '2', ["import type Half from './with-classes'; import { type Square as Both3, Square as Both4 } from './with-classes'", 'const both3: Both3 & Half = new Both4(2); both3.side']],
  ['@ts-nocheck', "'a'", ["// @ts-nocheck\nconst nocheck: number = 'a'; nocheck"]],
  ['@ts-nocheck behind another comment', "'a'", ["/* a note */ // @ts-nocheck\nconst nocheck3: number = 'a'; nocheck3"]],
  ['@ts-nocheck behind the first statement counts no more', 'TS2322', ["1\n// @ts-nocheck\nconst nocheck2: number = 'a'"]],
  ['@ts-ignore', "'a'", ["// @ts-ignore\nconst ignored: number = 'a'\nignored"]],
  ['@ts-expect-error', "'a'", ["// @ts-expect-error\nconst expected: number = 'a'\nexpected"]],
  ['@ts-expect-error without one', 'TS2578', ['// @ts-expect-error\nconst fine: number = 1']],
  ['… above an import of what is not there', '1', ["// @ts-ignore\nimport { nowhereIgnored } from './with-classes'\n1", "// @ts-expect-error: not there\n// for now\nimport { nowhereExpected } from './with-classes'\n1"]],
  ['… above a name of a browser page', 'ReferenceError: alert is not defined', ["// @ts-expect-error\nalert(1)"]],
  ['… above an import that is right', 'TS2578', ["// @ts-expect-error\nimport { Square as Expected } from './with-classes'"]],
  ['half of a character, and the cell before it', '1', ["const whole3: number = 1", 'const half3 = "\ud800"; half3.length']],
  ['a first line for the shell', '1', ['#!/usr/bin/env node\n1']],
  ['a deprecated name', "'b'", ["'abc'.substr(1, 1)"]],
  ['an index of an array', "'1.0'", ['const numbers = [1]', 'numbers[0].toFixed(1)']],
])('%s', async (_symptom, expected, cells) => {
  expect(await story(...cells)).toBe(expected);
});

test('what is declared for all: a cell that is stopped leaves what was there, and the same cell can run again and again', async () => {
  const cell = "declare global { var kept1: number }\ndeclare module 'dynamic' { export const alpha: string }\nglobalThis.kept1 = 4; kept1.toFixed(1)";
  expect(await story(cell, cell, cell)).toBe("'4.0'");
  expect(await end("declare global { var kept1: string }\ndeclare module 'dynamic' { export const alpha: number }\nglobalThis.kept1 = false")).toBe('TS2322');
  expect(await story('import { alpha as kept2 } from "dynamic"; kept1.toFixed(1) + kept2.length', 'kept1.length')).toBe('TS2339');
});

test('a module that is edited: new names and types at the next cell', async () => {
  write({ 'edited.ts': 'export const value: number = 1;' });
  expect(await story("import { value } from './edited'; value", 'value.length')).toBe('TS2339');
  write({ 'edited.ts': 'export const value: string = "text"; export const more = 2;' });
  expect(await story("import { value, more } from './edited'; value.length + more")).toBe('6');
  rmSync(path.join(shared.kernel.folder, 'edited.ts'));
  expect(await end("import { value } from './edited'")).toMatch(/^warns TS2307: Error: There is no file '.\/edited'/);
  write({ 'edited.ts': 'export const value = [1];' });
  expect(await story("import { value } from './edited'; value.concat(2)")).toBe('[ 1, 2 ]');
});

test('a module that is edited, and names that were imported before', async () => {
  write({ 'older.ts': 'export { step } from "./oldest"; export const twice = (n: number) => n * 2; export interface Kept { a: 1 }', 'oldest.ts': 'export const step = 1;' });
  expect(await story("import { twice, step, type Kept } from './older'", 'twice(step)')).toBe('2');
  write({ 'older.ts': 'export { step } from "./oldest"; export const twice = (s: string) => s + s; export interface Kept { a: 1 }' });
  const outputs = outputsOf(await shared.client.execute("[twice('a'), step]"));
  expect(outputs).toEqual([expect.stringContaining("Warning: `twice` is still what './older' exported before it was edited, while its type is the new one. Run the cell that imports it again. (old-import)"), 'execute_result [ NaN, 1 ]']);
  expect(await story("import { twice, step } from './older'", "twice('a')")).toBe("'aa'");
  write({ 'oldest.ts': 'export const step = 2;' });
  expect(await end('step')).toBe('warns old-import: 1');
  // Written again as it was when it was imported.
  write({ 'oldest.ts': 'export const step = 1;' });
  expect(await end('step')).toBe('1');
  write({ 'oldest.ts': 'export const step = 2;' });
  expect(await story("import { step } from './older'; step", 'step', 'let kept: Kept', "const twice = 'mine'; twice", 'twice')).toBe("'mine'");
});

test('a module that is edited, behind import()', async () => {
  write({ 'called.ts': 'export const value = 1;' });
  expect(await story("(await import('./called')).value", "(await import('./called')).more")).toBe('TS2339');
  write({ 'called.ts': 'export const value = 1; export const more = 2;' });
  expect(await story("(await import('./called')).more")).toBe('2');
});

test('a package that is installed later, and its types later still', async () => {
  expect(await end('import late from "late-package"')).toMatch(/^warns TS2307: Error: /);
  write({ 'node_modules/late-package/package.json': '{"name": "late-package", "version": "1.0.0", "main": "main.js"}', 'node_modules/late-package/main.js': 'module.exports = 5;' });
  expect(await story('import late from "late-package"; late.anything?.at.all')).toBe('');
  write({ 'node_modules/@types/late-package/package.json': '{"name": "@types/late-package", "version": "1.0.0", "types": "index.d.ts"}', 'node_modules/@types/late-package/index.d.ts': 'declare const late: number; export = late;' });
  expect(await story('import late from "late-package"; late.toFixed(1)', 'late.anything')).toBe('TS2339');
});

test('an error inside a module: its file, line and column', async () => {
  const where = ['TypeScriptError: Type \'string\' is not assignable to type \'number\'. (TS2322)', '    at folder/bad.ts, line 3, column 14', '        3 | export const bad: number = good + "x";', '          |              ~~~'].join('\n');
  expect(await told('import { good } from "./folder/bad"')).toContain(where);
  expect(await told('import { good } from "./reads-bad"')).toContain(where);
  expect(await told('await import("./folder/bad")')).toContain(where);
  expect(await told('import { tooBad } from "./nothing"')).toContain("Cannot find name 'missing'. (TS2304)\n    at nothing.ts, line 1, column 23");
});

test.each([
  ['letters beyond the first plane', 'const 𝒳 = "😀"; const wrong: number = "😀😀"', '    at Cell N, line 1, column 24', 22],
  ['in a comment', '/* 😀😀 */ const wrong: number = "x"', '    at Cell N, line 1, column 18', 17],
  ['on the lines before', '"😀"\nconst wrong: number = "x"', '    at Cell N, line 2, column 7', 6],
  ['carriage returns', '"a"\r\nconst wrong: number = "x"', '    at Cell N, line 2, column 7', 6],
  ['an empty list in an object', 'const shelf = { books: [] }, wrong: number = "x"', '    at Cell N, line 1, column 30', 29],
  ['tabs', '{\n\tconst wrong: number = "x"\n}', '    at Cell N, line 2, column 8', null],
])('the place of a fault behind %s', async (_name, cell, place, indent) => {
  const text = (await told(cell)).replace(/Cell \d+/, 'Cell N');
  expect(text).toContain(place);
  // Letters of the first plane are one column wide where they are shown, those of pictures two.
  if (indent !== null) expect(/\| ( *)~+$/m.exec(text)?.[1]).toHaveLength(indent);
});

test.each([
  ['an interface', 'interface Shown { id: number }', 'function shows(rows: Shown[]) { return rows.length }', 'interface Shown { id: string }', 'const shown: Shown[] = [{ id: "a" }]; shows(shown)', 'TS2345', '1'],
  ['a class with private members', 'class Purse { private coins = 1 }', 'const weigh = (purse: Purse) => typeof purse', 'class Purse { private coins = 2; private notes = 3 }', 'weigh(new Purse())', 'TS2345', "'object'"],
  ['an enum', 'enum Paint2 { Red, Green }', 'const paints = (paint: Paint2) => paint', 'enum Paint2 { Red, Green, Blue }', 'paints(Paint2.Blue)', 'TS2345', '2'],
])('%s that is declared anew, with what still means the older one: it runs, and says so', async (_name, older, user, newer, cell, code, value) => {
  await story(older, user, newer);
  const [warning, result] = outputsOf(await shared.client.execute(cell));
  expect(warning).toContain(`(${code})`);
  expect(warning).toContain(`There are two declarations of '${/ (\w+) \{/.exec(older)![1]}': what earlier cells declared by the older one still means that. Run those cells again.`);
  expect(result).toBe(`execute_result ${value}`);
});

describe('what is not there', () => {
  test('names that a failed cell did not come to', async () => {
    expect(await end('const came = 1; { throw new Error("half") } const never1 = 2; class Never {} function hoisted() { return 3 }')).toBe('Error: half');
    expect([await end('came'), await end('never1'), await end('new Never()'), await end('hoisted()')]).toEqual(['1', 'TS2304', 'TS2304', '3']);
  });

  test('but names that it declared without a value can still be given one', async () => {
    expect(await end('let given: number | undefined, fails = (() => { throw new Error("half") })(); export let later2: string; var any2')).toBe('Error: half');
    expect([await end('given = 1'), await end('given'), await end('later2 = any2 = "a"'), await end('later2 = 1'), await end('fails')]).toEqual(['1', '1', "'a'", 'TS2322', 'TS2304']);
  });

  test('names of a cell that was stopped', async () => {
    expect([await end('const stopped: number = "a"'), await end('stopped')]).toEqual(['TS2322', 'TS2304']);
  });

  test('an older value lives on when its new declaration failed', async () => {
    expect([await end('const lives = 1'), await end('const lives: string = 2'), await end('lives.toFixed(1)')]).toEqual(['', 'TS2322', "'1.0'"]);
  });

  test('what %reset dropped, types too', async () => {
    await withKernel(async (client) => {
      await storyEnd(client, 'const dropped = 1; interface Dropped { a: 1 }', 'declare global { var everywhere: number }\nglobalThis.everywhere = 1', '%reset\nconst after = 2', 'after');
      expect([await endOf(client, 'dropped'), await endOf(client, 'const d: Dropped = { a: 1 }'), await endOf(client, 'everywhere'), await endOf(client, 'after')]).toEqual(['TS2304', 'TS2304', 'TS2304', '2']);
    }, { env: { AWAITBOOK_CHECK: 'error' } });
  });
});

describe('who decides', () => {
  const FAULT = 'const fault: number = "a"; fault';

  test.each([
    ['error', 'TS2322'], ['warn', "warns TS2322: 'a'"], ['off', "'a'"], ['', 'TS2322'], ['nonsense', 'TS2322'],
  ])('AWAITBOOK_CHECK=%s', async (mode, expected) => {
    await withKernel(async (client, kernel) => {
      expect(await endOf(client, FAULT)).toBe(expected);
      const log = kernel.takeLog();
      if (mode === 'nonsense') expect(log).toContain('AWAITBOOK_CHECK is neither `error`, `warn` nor `off`: `error` is taken.');
      else expect(log).toBe('');
    }, { env: { AWAITBOOK_CHECK: mode } });
  });

  test('%check for the rest of the session', async () => {
    const modes: string[] = [];
    for (const cell of ['%check warn', FAULT, '%check off', FAULT, '%check error', FAULT, '%check nonsense', FAULT, `%check warn\n${FAULT}`, '%check error']) modes.push(await end(cell));
    expect(modes).toEqual(['', "warns TS2322: 'a'", '', "'a'", '', 'TS2322', expect.stringMatching(/nonsense/), 'TS2322', "warns TS2322: 'a'", '']);
    expect(outputsOf(await shared.client.execute('%check'))[0]).toMatch(/^stdout "Types: error/);
  });
});

test.each([
  ['a type of another cell', ['class Animal { a = 1 }', 'interface Plant { p: number }', 'namespace Deep { export class Inner { i = 1 } }'], ['const x1: Animal = 1', 'const x2: Plant = { p: "a" }', 'const x3: Deep.Inner = 1', 'Animal.nothing', 'Deep.nothing', 'new Animal().nothing']],
  ['functions and values', ['function greets(user: { name: string }) { return user.name }', 'const record = { a: { b: [1] } }', 'enum Paint { Red }'], ['greets()', 'greets({ nam: "a" })', 'record.a.c', 'record.a.b = "a"', 'const paint: Paint = "Red"', 'const f: (a: string) => void = greets']],
  ['imports', ["import * as files from './data.json' with { type: 'json' }", "import Greeter9, * as all9 from 'esm-only'"], ['files.nothing', 'all9.nothing', 'const g: Greeter9 = 1', 'new Greeter9(1)', "const w: typeof all9 = 1", "import { Greeter9 as G } from 'esm-only'"]],
  ['nested var', ['if (true) { var nested9 = 1 }'], ['nested9.nothing', 'nested9 = "a"', 'const n9: typeof nested9 = "a"']],
])('no message speaks of what the checker adds: %s', async (_name, prepared, wrong) => {
  await story(...prepared);
  for (const cell of wrong) {
    const text = await told(cell);
    expect(text).toMatch(/\(TS\d+\)/);
    expect(text).not.toMatch(/\$h\b|\$self|__nb__|\$np|\$m\d|\$\d|\$var_|import\("\/|any\/\*/);
    expect(text).not.toContain(shared.kernel.folder);
  }
});
