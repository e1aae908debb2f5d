/** `import` in all its forms, `import()` and `require`: from the notebook's folder, else from what the kernel brings along. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { outputsOf } from './support/lines';
import { sharedKernel } from './support/session';

/** What lies in the notebook's folder, packages among it. */
const FILES: Readonly<Record<string, string>> = {
  'node_modules/pure-esm/package.json': '{"name": "pure-esm", "version": "1.2.3", "type": "module", "exports": {".": "./main.js", "./sub": "./sub.js", "./package.json": "./package.json"}}',
  'node_modules/pure-esm/main.js': 'export default function greet(name) { return `hello ${name}`; } export const one = 1; export let count = 0; export function up() { count++; } export * as nested from "./sub.js"; export { one as "odd name" };',
  'node_modules/pure-esm/sub.js': 'export const two = 2; console.log("sub runs");',
  'node_modules/old-cjs/package.json': '{"name": "old-cjs", "version": "0.1.0", "main": "index.js"}',
  'node_modules/old-cjs/index.js': 'module.exports = class Old { static version = "0.1.0"; }; module.exports.helper = () => "helped"; module.exports.self = module.exports;',
  'node_modules/late-names/package.json': '{"name": "late-names", "version": "1.0.0", "main": "index.js"}',
  'node_modules/late-names/index.js': 'for (const name of ["alpha", "beta"]) exports[name] = name; Object.defineProperty(exports, "lazy", {enumerable: true, get() { console.log("loads"); return 1 }});',
  'node_modules/a-list/package.json': '{"name": "a-list", "version": "1.0.0", "main": "index.js"}',
  'node_modules/a-list/index.js': 'module.exports = ["a", "b"]; for (const name of ["late"]) module.exports[name] = `${name} name`;',
  'node_modules/both-ways/package.json': '{"name": "both-ways", "version": "1.0.0", "exports": {"import": "./m.mjs", "require": "./c.cjs"}}',
  'node_modules/both-ways/m.mjs': 'export const kind = "import";',
  'node_modules/both-ways/c.cjs': 'exports.kind = "require";',
  'node_modules/@scoped/typed/package.json': '{"name": "@scoped/typed", "version": "1.0.0", "type": "module", "exports": "./i.js", "types": "./i.d.ts"}',
  'node_modules/@scoped/typed/i.js': 'export class Box { constructor(v) { this.v = v; } }',
  'node_modules/@scoped/typed/i.d.ts': 'export interface Options { a: number } export declare class Box { constructor(v: number); v: number }',
  'node_modules/top-await/package.json': '{"name": "top-await", "version": "1.0.0", "type": "module", "exports": "./i.js"}',
  'node_modules/top-await/i.js': 'export const value = await new Promise((resolve) => setTimeout(resolve, 20, "awaited"));',
  'node_modules/broken/package.json': '{"name": "broken", "version": "1.0.0", "type": "module", "exports": "./i.js"}',
  'node_modules/broken/i.js': 'export const x = 1;\nthrow new RangeError("broken inside");',
  'node_modules/unparsable/package.json': '{"name": "unparsable", "version": "1.0.0", "type": "module", "exports": "./i.js"}',
  'node_modules/unparsable/i.js': 'export const = 1;',
  'node_modules/awaitbook/package.json': '{"name": "awaitbook", "version": "9.9.9", "main": "i.js"}',
  'node_modules/awaitbook/i.js': 'module.exports = {display: "not the kernel\'s"};',
  'data.json': '{"answer": 42, "list": [1, 2]}',
  'local.mjs': 'export const where = import.meta.url; export default "local default";',
  'double.mjs': 'export default (n) => n * 2;',
  'local.cjs': 'exports.where = __filename;',
  'folder/text.txt': 'text of a file',
};

const shared = sharedKernel({
  prepare: (folder) => {
    for (const [name, content] of Object.entries(FILES)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  },
});

async function run(cell: string): Promise<string[]> {
  return outputsOf(await shared.client.execute(cell));
}

test.each<[name: string, cell: string, outputs: string | string[]]>([
  ['the default', 'import greet from "pure-esm"; greet("Ada")', "'hello Ada'"],
  ['named, and renamed', 'import { one, one as uno, "odd name" as odd } from "pure-esm"; one + uno + odd', '3'],
  ['the namespace', 'import * as esm from "pure-esm"; Object.keys(esm)', "[ 'count', 'default', 'nested', 'odd name', 'one', 'up' ]"],
  ['default and named together', 'import hi, { one as first } from "pure-esm"; hi(String(first))', "'hello 1'"],
  ['default and namespace together', 'import hey, * as all from "pure-esm"; hey === all.default', 'true'],
  ['for its effect only', 'import "pure-esm/sub"; "done"', "'done'"],
  ['a subpath', 'import { two } from "pure-esm/sub"; two', '2'],
  ['a scoped package, with a type', 'import { Box, type Options } from "@scoped/typed"; const options: Options = {a: 1}; new Box(options.a)', 'Box { v: 1 }'],
  // The package of ours that the course uses, with its types: where a notebook lies is no matter.
  ['a package that comes with the kernel', 'import { Piscina } from "piscina"; const pool = new Piscina({ filename: "./double.mjs", maxThreads: 1 }); const doubled: unknown = await pool.run(21); await pool.close(); doubled', '42'],
  ['the same by require', 'require("piscina").name', "'Piscina'"],
  ['the module of the course', 'import { sleep } from "awaitbook/course"; const slept: number = await sleep(1, 7); slept', '7'],
  ['types only', 'import type { Options as O } from "@scoped/typed"; import type * as T from "no-such-package"; const o2: O = {a: 2}; o2.a', '2'],
  ['CommonJS: its exports are the default', 'import Old from "old-cjs"; Old.version', "'0.1.0'"],
  ['CommonJS: named', 'import { helper } from "old-cjs"; helper()', "'helped'"],
  ['CommonJS: names that are made as it runs, which Node does not see', 'import { alpha } from "late-names"; import * as late from "late-names"; [alpha, late.beta, (await import("late-names")).beta]', "[ 'alpha', 'beta', 'beta' ]"],
  ['CommonJS: a list with a name of its own', 'import list, { late as named } from "a-list"; import * as ofList from "a-list"; [list[1], named, ofList.late, "0" in ofList]', "[ 'b', 'late name', 'late name', false ]"],
  ['CommonJS: what is loaded when it is read', 'import { lazy } from "late-names"; lazy', ['stdout "loads\\n"', 'execute_result 1']],
  ['JSON: named', 'import { answer as fromJson } from "./data.json"; fromJson', '42'],
  ['CommonJS by import equals', 'import OldOne = require("old-cjs"); OldOne.version', "'0.1.0'"],
  ['the import condition of a package', 'import { kind } from "both-ways"; kind', "'import'"],
  ['a package with top-level await', 'import { value } from "top-await"; value', "'awaited'"],
  ['JSON with an attribute', 'import data from "./data.json" with {type: "json"}; data.answer', '42'],
  ['a local module', 'import local, { where } from "./local.mjs"; [local, where.endsWith("/notebook/local.mjs")]', "[ 'local default', true ]"],
  ['a module of Node, with and without node:', 'import fs from "node:fs"; import { join } from "path"; [typeof fs.readFileSync, join("a", "b")]', "[ 'function', 'a/b' ]"],
  ['a data URL', 'import { seven } from "data:text/javascript,export const seven = 7"; seven', '7'],
  ['at the end of the cell', 'const early = lateImport(1); import lateImport from "pure-esm"; early', "'hello 1'"],
  ['export from', 'export { one as fromThere } from "pure-esm"; export * from "pure-esm/sub"; "fine"', "'fine'"],
  ['import()', '(await import("pure-esm")).default("later")', "'hello later'"],
  ['import() of an expression, with options', 'const name = "./data.json"; (await import(name, {with: {type: "json"}})).default.list', '[ 1, 2 ]'],
  ['import() in a function', 'const load = async () => (await import("pure-esm/sub")).two; await load()', '2'],
  ['require', 'require("old-cjs").helper()', "'helped'"],
  ['require of a package for both', 'require("both-ways").kind', "'require'"],
  ['require of an ES module', 'require("pure-esm").one', '1'],
  ['require of JSON and of a local file', '[require("./data.json").answer, require("./local.cjs").where.endsWith("/notebook/local.cjs")]', '[ 42, true ]'],
  ['require.resolve', 'require.resolve("old-cjs").endsWith("node_modules/old-cjs/index.js")', 'true'],
])('%s', async (_name, cell, outputs) => {
  const lines = (await run(cell)).filter((line) => line !== 'stdout "sub runs\\n"');
  expect(lines).toEqual(typeof outputs === 'string' ? [`execute_result ${outputs}`] : outputs);
});

test('imported names live on in later cells, and may be declared anew', async () => {
  expect(await run('import greetAgain, { one as again } from "pure-esm"; import * as whole from "pure-esm";')).toEqual([]);
  expect(await run('[greetAgain("x"), again, whole.one]')).toEqual(["execute_result [ 'hello x', 1, 1 ]"]);
  expect(await run('const again = "mine"; again')).toEqual(["execute_result 'mine'"]);
  expect(await run('import { two as again } from "pure-esm/sub"; again')).toEqual(['execute_result 2']);
});

test('a module runs once', async () => {
  const texts = [await run('await import("data:text/javascript,console.log(`once`)"); 0'), await run('import "data:text/javascript,console.log(`once`)"; 0')];
  expect(texts).toEqual([['stdout "once\\n"', 'execute_result 0'], ['execute_result 0']]);
});

test('the kernel\'s own library is always the kernel\'s', async () => {
  expect(await run('import { display, input, comms } from "awaitbook"; [typeof display, typeof input, typeof comms.open, display === globalThis.display]')).toEqual(["execute_result [ 'function', 'function', 'function', true ]"]);
  expect(await run('const own = require("awaitbook"); own.display === display')).toEqual(['execute_result true']);
});

test('paths point into the notebook\'s folder', async () => {
  const { folder } = shared.kernel;
  const cell = 'import { pathToFileURL } from "node:url"; [__dirname, process.cwd(), import.meta.dirname, __filename.startsWith(__dirname), import.meta.filename === __filename, import.meta.url === pathToFileURL(__filename).href]';
  expect((await run(cell))[0]!.replace(/\s+/g, ' ')).toBe(`execute_result [ '${folder}', '${folder}', '${folder}', true, true, true ]`);
  expect(await run('import { readFileSync as read } from "node:fs"; [read("folder/text.txt", "utf8"), read(new URL("folder/text.txt", import.meta.url), "utf8")]')).toEqual(["execute_result [ 'text of a file', 'text of a file' ]"]);
  expect((await run('import.meta.resolve("pure-esm")'))[0]).toContain('/notebook/node_modules/pure-esm/main.js');
});

test.each<[name: string, cell: string, error: RegExp]>([
  ['a package that is not installed', 'import x from "no-such-package"', /^error Error: The package 'no-such-package' is not installed .*%npm install no-such-package$/],
  ['… by import()', 'await import("@no/such/deep")', /^error Error: The package '@no\/such' is not installed/],
  ['… by require', 'require("no-such-package")', /^error Error: The package 'no-such-package' is not installed/],
  ['a file that is not there', 'import "./nowhere.js"', /^error Error: There is no file '\.\/nowhere\.js'/],
  ['a name that the module does not export', 'import { nothing } from "pure-esm"; nothing', /^error SyntaxError: The module 'pure-esm' has no export named 'nothing'\./],
  ['a subpath that the package does not export', 'import "pure-esm/inner"', /^error Error: .*inner/],
  ['a module that throws', 'import "broken"', /^error RangeError: broken inside$/],
  ['a module that does not parse', 'import "unparsable"', /^error SyntaxError: /],
])('%s is told in words', async (_name, cell, error) => {
  expect(await run(cell)).toEqual([expect.stringMatching(error), expect.stringMatching(/^execute_reply error /)]);
});

test('an import() whose failure nobody awaits is shown, and the kernel lives', async () => {
  const { client } = shared;
  const id = client.sendCell('void import("broken-later"); 0');
  await client.exchange(id);
  await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === id, 'the error');
  expect(await run('"alive"')).toEqual(["execute_result 'alive'"]);
});

test.each([
  ['import', 'late-import', (name: string) => `import installed from "${name}"; installed`],
  ['require', 'late-require', (name: string) => `require("${name}")`],
  ['import()', 'late-call', (name: string) => `(await import("${name}")).default`],
  ['import in a module', 'late-inside', (name: string) => `(await import("./asks-${name}.mjs")).default`],
])('a package that is installed after a failed %s is found', async (_way, name, cell) => {
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(shared.kernel.folder, file)), { recursive: true });
    writeFileSync(path.join(shared.kernel.folder, file), text);
  };
  write(`asks-${name}.mjs`, `export { default } from "${name}";`);
  expect((await run(cell(name)))[0]).toMatch(new RegExp(`^error Error: The package '${name}'.* is not installed`));
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', exports: './main.js' }));
  write(`node_modules/${name}/main.js`, 'module.exports = "there";');
  expect(await run(cell(name))).toEqual(["execute_result 'there'"]);
});
