/** Local modules and packages of the notebook's folder, as cells import them. */
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { joinedOutputsOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();

/** Writes a file; its time always differs from the one before, as an edit's does. */
let edits = 0;
function write(name: string, content: string | Buffer): void {
  const file = path.join(shared.kernel.folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  edits += 1;
  fs.utimesSync(file, 1_700_000_000 + edits, 1_700_000_000 + edits);
}

async function outputs(code: string): Promise<string[]> {
  return joinedOutputsOf(await shared.client.execute(code));
}

/** The traceback of a cell that fails, without colours. */
async function traceback(code: string): Promise<string> {
  const { reply } = await shared.client.execute(code);
  expect(reply.content['status']).toBe('error');
  return stripVTControlCharacters((reply.content['traceback'] as string[]).join('\n'));
}

beforeAll(() => {
  write('util.ts', 'interface Foo { a: number }\nexport enum Color { Red, Green }\nconsole.log("util runs");\nexport function boom(n: number): number {\n  if (n > 1) throw new Error("boom");\n  return n;\n}\nexport const v: number = 1;\n');
  write('mid.ts', 'import { v, type Foo } from "./util.js";\nimport data from "./data.json";\nexport const m = v * 10 + data.k;\nconsole.log("mid runs");\n');
  write('data.json', '{"k": 5}');
});

test('a TypeScript module is run once while it is unchanged, however it is named', async () => {
  expect(await outputs('import { v, Color } from "./util"; [v, Color.Green]')).toEqual(['stdout "util runs\\n"', 'execute_result [ 1, 1 ]']);
  expect(await outputs('import { m } from "./mid.ts"; m')).toEqual(['stdout "mid runs\\n"', 'execute_result 15']);
  expect(await outputs('import { v as again } from "./util.js"; again')).toEqual(['execute_result 1']);
});

test('its stack lines are the author\'s', async () => {
  expect(await traceback('import { boom } from "./util"; boom(2)')).toContain('util.ts:5:');
});

test('after an edit it is taken anew, with what depends on it, and its lines with it', async () => {
  write('util.ts', 'console.log("util anew");\nexport function boom(n: number): number {\n\n\n  throw new Error("boom");\n}\nexport const v: number = 2;\n');
  expect(await outputs('import { m as newer } from "./mid"; newer')).toEqual(['stdout "util anew\\nmid runs\\n"', 'execute_result 25']);
  expect(await traceback('import { boom } from "./util"; boom(1)')).toContain('util.ts:5:');
});

test('every kind of local file', async () => {
  write('old.cts', 'module.exports = { answer: 42 as number };');
  write('modern.mts', 'export const answer = await Promise.resolve(43);');
  write('plain.js', 'exports.answer = 44;');
  write('lib/index.ts', 'export default class Shelf { constructor(public answer: number) {} }');
  write('view.tsx', 'const React = { createElement: (...parts: unknown[]) => parts.length };\nexport const parts = <b id="x">hi</b>;');
  write('add.wasm', Buffer.from('AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags=', 'base64'));
  expect(await outputs('import old from "./old.cts"; old.answer')).toEqual(['execute_result 42']);
  expect(await outputs('require("./old.cts").answer')).toEqual(['execute_result 42']);
  expect(await outputs('import { answer } from "./modern"; answer')).toEqual(['execute_result 43']);
  expect(await outputs('require("./plain").answer')).toEqual(['execute_result 44']);
  expect(await outputs('import Shelf from "./lib"; new Shelf(45).answer')).toEqual(['execute_result 45']);
  expect(await outputs('import { parts } from "./view"; parts')).toEqual(['execute_result 3']);
  expect(await outputs('import { add } from "./add.wasm"; add(40, 6)')).toEqual(['execute_result 46']);
  expect(await outputs('import data from "./data.json"; data.k')).toEqual(['execute_result 5']);
  expect(await outputs('(await import("./data.json", { with: { type: "json" } })).default.k')).toEqual(['execute_result 5']);
});

test('require sees an edit too', async () => {
  write('plain.js', 'exports.answer = 47;');
  expect(await outputs('require("./plain").answer')).toEqual(['execute_result 47']);
});

test('a package that is missing tells how to install it, and is there once it is installed, without a restart', async () => {
  expect(await traceback('import answer from "late-package"')).toMatch(/npm install late-package[\s\S]*Cell \d+, line 1/);
  expect(await traceback('require("late-package")')).toContain('npm install late-package');
  write('node_modules/late-package/package.json', '{"name": "late-package", "type": "module", "exports": {".": "./main.js", "./both": {"require": "./both.cjs", "import": "./both.mjs"}}, "imports": {"#inner": "./inner.js"}}');
  write('node_modules/late-package/main.js', 'import inner from "#inner"; export default inner + 1;');
  write('node_modules/late-package/inner.js', 'export default 47;');
  write('node_modules/late-package/both.mjs', 'export default "esm";');
  write('node_modules/late-package/both.cjs', 'module.exports = "cjs";');
  expect(await outputs('import answer from "late-package"; answer')).toEqual(['execute_result 48']);
  expect(await outputs('import form from "late-package/both"; [form, require("late-package/both")]')).toEqual(["execute_result [ 'esm', 'cjs' ]"]);
});

test('a workspace package is run from its source', async () => {
  write('packages/shared/package.json', '{"name": "@shop/shared", "exports": "./index.ts"}');
  write('packages/shared/index.ts', 'export const price: number = 49;');
  fs.mkdirSync(path.join(shared.kernel.folder, 'node_modules', '@shop'), { recursive: true });
  fs.symlinkSync(path.join(shared.kernel.folder, 'packages', 'shared'), path.join(shared.kernel.folder, 'node_modules', '@shop', 'shared'), 'dir');
  expect(await outputs('import { price } from "@shop/shared"; price')).toEqual(['execute_result 49']);
});

test('a module that can\'t be parsed, throws or is missing tells where, and is taken anew once it is mended', async () => {
  write('broken.ts', 'export const a: number =\n  ;\n');
  expect(await traceback('import { a } from "./broken"')).toMatch(/SyntaxError[\s\S]*broken\.ts, line 2[\s\S]*Cell \d+, line 1/);
  write('broken.ts', 'export const a = 50;\n');
  expect(await outputs('import { a } from "./broken"; a')).toEqual(['execute_result 50']);
  write('throws.ts', '\nthrow new Error("at load");\n');
  expect(await traceback('import "./throws"')).toMatch(/at load[\s\S]*throws\.ts:2:[\s\S]*Cell \d+, line 1/);
  expect(await traceback('import { b } from "./nowhere"')).toMatch(/There is no file '\.\/nowhere'[\s\S]*Cell \d+, line 1/);
  expect(await traceback('import { nothing } from "./broken"; nothing')).toContain("no export named 'nothing'");
});
