/** Local modules and packages of the notebook's folder, as cells import them. */
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { joinedOutputsOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';

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

test('syntax that needs helpers: decorators, accessors and using, with the author\'s lines', async () => {
  write('lowered.ts', [
    'type Made = { readonly by: string };',
    'const seen: string[] = [];',
    'function logged<T extends (...given: never[]) => unknown>(method: T, { name }: ClassMethodDecoratorContext): T {',
    '  seen.push(String(name));',
    '  return method;',
    '}',
    '/** @param by who made it */',
    'export class Box {',
    '  accessor side = 2;',
    '  @logged area(): number { return this.side ** 2; }',
    '  @logged fails(): never {',
    '    throw new RangeError("in line 12");',
    '  }',
    '}',
    'using closed = { [Symbol.dispose]: () => console.log("closed") };',
    'export { seen, type Made };',
    'export namespace Units { export const metre: number = 1; }',
  ].join('\n'));
  expect(await outputs('import { Box, seen, Units } from "./lowered"; [new Box().area(), seen, Units.metre]')).toEqual(['stdout "closed\\n"', "execute_result [ 4, [ 'area', 'fails' ], 1 ]"]);
  expect(await traceback('new Box().fails()')).toMatch(/RangeError: in line 12\n.*Box\.fails \(\.\/lowered\.ts:12:11\)/);
});

test('a .cts may be written with import and export; a .mts requires from its own folder; import and export make a module below "type": "commonjs"', async () => {
  write('mixed/package.json', '{"type": "commonjs"}');
  write('mixed/data.json', '{"from": "mixed"}');
  write('mixed/exported.cts', 'import fs = require("node:fs");\nconst data = require("./data.json");\nexport const read: string = typeof fs.readFileSync;\nexport function from(): string { return data.from; }\n');
  write('mixed/required.mts', 'import exported = require("./exported.cts");\nexport const both = [exported.read, exported.from()];\n');
  write('mixed/written.ts', 'import { both } from "./required.mjs";\nexport const all: string[] = both;\n');
  expect(await outputs('import { read, from } from "./mixed/exported.cts"; [read, from()]')).toEqual(["execute_result [ 'function', 'mixed' ]"]);
  expect(await outputs('import { all } from "./mixed/written"; all')).toEqual(["execute_result [ 'function', 'mixed' ]"]);
  write('mixed/data.json', '{"from": "an edit"}');
  expect(await outputs('(await import("./mixed/written")).all')).toEqual(["execute_result [ 'function', 'an edit' ]"]);
});

test('a module knows where it lies by __filename and __dirname, also one with import and export, and may declare them itself', async () => {
  write('placed/both.ts', 'export const places = [__filename, __dirname];\nexport function fails(): never { throw new RangeError("second line"); }\n');
  write('placed/own.ts', 'import { dirname } from "node:path";\nconst __filename = import.meta.filename + "!", { a: __dirname } = { a: dirname("/mine/x") };\nexport const places = [__filename, __dirname];\n');
  write('placed/common.cts', 'export = [__filename, __dirname];\n');
  const relative = '.map((place) => String(place).split("/").slice(-2).join("/"))';
  expect(await outputs(`import { places, fails } from "./placed/both"; places${relative}`)).toEqual([expect.stringMatching(/^execute_result \[ 'placed\/both\.ts', '\w+\/placed' \]$/)]);
  expect(await traceback('fails()')).toMatch(/\.\/placed\/both\.ts:2:/);
  expect(await outputs(`import { places as own } from "./placed/own"; own${relative}`)).toEqual(["execute_result [ 'placed/own.ts!', '/mine' ]"]);
  expect(await outputs(`import common = require("./placed/common.cts"); common[0]!.endsWith("placed/common.cts")`)).toEqual(['execute_result true']);
});

test('modules that import each other', async () => {
  write('ring-a.ts', 'import { b } from "./ring-b"; export const one = (): number => 1; export const sum = (): number => one() + b();');
  write('ring-b.ts', 'import { one } from "./ring-a"; export const b = (): number => one() + 10;');
  expect(await outputs('import { sum } from "./ring-a"; sum()')).toEqual(['execute_result 12']);
  write('ring-b.ts', 'import { one } from "./ring-a"; export const b = (): number => one() + 20;');
  expect(await outputs('import { sum as newer } from "./ring-a"; newer()')).toEqual(['execute_result 22']);
});

test('subpath imports of the notebook\'s own package.json', async () => {
  await withKernel(async (client) => {
    expect(joinedOutputsOf(await client.execute('import { util } from "#util"; import { other } from "#lib/other"; [util, other]'))).toEqual(["execute_result [ 'util', 'other' ]"]);
  }, {
    prepare(folder) {
      fs.mkdirSync(path.join(folder, 'lib'));
      fs.writeFileSync(path.join(folder, 'package.json'), '{"imports": {"#util": "./lib/util.ts", "#lib/*": "./lib/*.ts"}}');
      fs.writeFileSync(path.join(folder, 'lib', 'util.ts'), 'export const util: string = "util";');
      fs.writeFileSync(path.join(folder, 'lib', 'other.ts'), 'export const other: string = "other";');
    },
  });
});

describe('what is missing is told with who asked for it', () => {
  test.each([
    ['a package, by a local module', 'needs-package.ts', 'import pad from "left-pad/x"; export const padded = pad;', /The package 'left-pad', which needs-package\.ts imports, is not installed where that file can see it\. .*%npm install left-pad$/m],
    ['a file, by a local module', 'needs-file.ts', 'import "./gone";', /There is no file '\.\/gone', which needs-file\.ts imports \(nor one with \.ts, .*\) beside it\./],
    ['a package, by require', 'needs-required.cjs', 'require("left-pad");', /The package 'left-pad', which needs-required\.cjs imports, is not installed /],
  ])('%s', async (_name, file, text, words) => {
    write(file, text);
    expect(await traceback(`import "./${file}"`)).toMatch(words);
  });

  test.each([
    ['a file without its ./', 'import "util.ts"', "There is no package 'util.ts', but there is a file of that name: import it as './util.ts'."],
    ['… without its extension', 'import "mid"', "import it as './mid'"],
    ['a folder without an index', 'import "./packages"', "'./packages' is a folder without an index"],
    ['a file that is no module', 'import rows from "./rows.csv"; rows', "rows.csv is no module: '.csv' is none of the kinds that can be imported. Read it as text: fs.readFileSync(…, 'utf8')."],
    ['an address of a file', 'import "file:///nowhere.ts"', "There is no file 'file:///nowhere.ts' (nor one with"],
    ['no name of a package', 'import "left pad"', "'left pad' can't be imported: it is neither the name of a package nor a path, which begins with './'."],
    ['nothing', 'import ""', "'' can't be imported"],
  ])('%s', async (_name, cell, words) => {
    write('rows.csv', 'a,b');
    expect(await traceback(cell)).toContain(words);
  });
});

test.each([
  ['unparsable.js', 'const fine = 1;\nconst = 2;\n', /\(.*unparsable\.js, line 2, column 7\)/],
  ['unparsable.json', '{"a": }', /\(.*unparsable\.json\)/],
])('%s that does not parse tells its file, also from a module in between', async (file, text, place) => {
  write(file, text);
  write('between.ts', `import "./${file}";`);
  for (const name of [file, 'between']) {
    const told = await traceback(`import "./${name}"`);
    expect(told).toMatch(/^SyntaxError: /);
    expect(told).toMatch(place);
  }
});

test('a module that failed while it ran is run anew by the next import, unedited, under that cell', async () => {
  write('waits-for.ts', 'if (!("ready" in globalThis)) throw new Error("not ready");\nexport const state: string = "ready";\n');
  write('by-way-of.ts', 'export { state } from "./waits-for";');
  for (const _time of [1, 2]) {
    const { reply } = await shared.client.execute('\nimport { state } from "./by-way-of"; state');
    expect(stripVTControlCharacters((reply.content['traceback'] as string[]).join('\n'))).toContain(`Cell ${String(reply.content['execution_count'])}, line 2`);
  }
  expect(await outputs('globalThis.ready = true; (await import("./by-way-of")).state')).toEqual(["execute_result 'ready'"]);
});
