/** The person's `tsconfig.json`, beside or above the notebook: what it says holds from the next cell on, for checker and run; what is wrong with it is told in words. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { outputsOf } from './support/lines';
import { sharedKernel } from './support/session';
import { endOf, storyEnd, writeFiles } from './support/typed-cells';

const USES = "import { deep } from '#lib/deep';\nexport const used: number = deep;";

const shared = sharedKernel({
  env: { AWAITBOOK_CHECK: 'error' },
  prepare: (folder) => writeFiles(folder, {
    'lib/deep.ts': 'export const deep: number = 1;',
    'lib/uses.ts': USES,
    'lib/plain.d.ts': 'export declare function twice(n: number): number;',
    'node_modules/plain/package.json': '{"name": "plain", "version": "1.0.0", "main": "main.js"}',
    'node_modules/plain/main.js': 'exports.twice = (n) => n * 2;',
    'node_modules/other/package.json': '{"name": "other", "version": "1.0.0", "main": "main.js"}',
    'node_modules/other/main.js': 'module.exports = "other";',
    'entity.ts': 'export const seen: unknown[] = [];\nfunction mark(target: object, key: string, index: number) { seen.push(key, index) }\nexport class Entity { name(@mark first: number) { return first } }',
    'node_modules/@base/config/package.json': '{"name": "@base/config", "version": "1.0.0"}',
    'node_modules/@base/config/tsconfig.json': '{"compilerOptions": {"strict": false}}',
  }),
});

const beside = () => path.join(shared.kernel.folder, 'tsconfig.json');
const write = (name: string, text: string) => writeFiles(shared.kernel.folder, { [name]: text });
const ends = async (...cells: string[]) => {
  const found: string[] = [];
  for (const cell of cells) found.push(await endOf(shared.client, cell));
  return found;
};

afterEach(() => {
  for (const file of [beside(), path.join(shared.kernel.folder, 'base.json'), path.join(shared.kernel.folder, 'lib', 'base.json'), path.join(shared.kernel.folder, '..', 'tsconfig.json')]) rmSync(file, { force: true });
});

/** Whether null is no string. */
const STRICT = 'let strict: string = null; 1';
const IS_STRICT = 'TS2322';
const IS_LOOSE = '1';
const NUMBER = 'let number: number = "a"';

test('it is seen when it is written, edited and removed', async () => {
  expect(await ends(STRICT)).toEqual([IS_STRICT]);
  write('tsconfig.json', '// mine\n{"compilerOptions": {"strict": false,},}');
  expect(await ends(STRICT, NUMBER)).toEqual([IS_LOOSE, 'TS2322']);
  write('tsconfig.json', '{"compilerOptions": {"strict": true, "noImplicitReturns": true}}');
  expect(await ends(STRICT, 'function some(a: boolean) { if (a) return 1 }')).toEqual([IS_STRICT, 'TS7030']);
  rmSync(beside());
  expect(await ends(STRICT, 'function some(a: boolean) { if (a) return 1 }')).toEqual([IS_STRICT, '']);
});

test('one above the notebook counts, and one beside it counts instead', async () => {
  write('../tsconfig.json', '{"compilerOptions": {"strict": false}}');
  expect(await ends(STRICT)).toEqual([IS_LOOSE]);
  write('tsconfig.json', '{}');
  expect(await ends(STRICT)).toEqual([IS_STRICT]);
});

test.each([
  ['a file', './base.json', () => write('base.json', '{"compilerOptions": {"strict": false}}')],
  ['a file without its ending', './base', () => write('base.json', '{"compilerOptions": {"strict": false}}')],
  ['one above', '../tsconfig.json', () => write('../tsconfig.json', '{"compilerOptions": {"strict": false}}')],
  ['a package', '@base/config/tsconfig.json', () => undefined],
])('it extends %s', async (_name, base, prepare) => {
  prepare();
  write('tsconfig.json', JSON.stringify({ extends: base }));
  expect(await ends(STRICT, NUMBER)).toEqual([IS_LOOSE, 'TS2322']);
});

test('an edit of what it extends is seen', async () => {
  write('base.json', '{}');
  write('tsconfig.json', '{"extends": "./base.json"}');
  expect(await ends(STRICT)).toEqual([IS_STRICT]);
  write('base.json', '{"compilerOptions": {"strict": false}}');
  expect(await ends(STRICT)).toEqual([IS_LOOSE]);
});

test('options that the kernel needs are its own', async () => {
  write('tsconfig.json', '{"compilerOptions": {"target": "es5", "module": "commonjs", "moduleResolution": "node10", "noEmit": false, "outDir": "out", "composite": true, "noLib": true, "noResolve": true}}');
  expect(await ends('(await Promise.resolve([1])).map((n) => `${n}`)', "import { join } from 'node:path'; join(1)")).toEqual(["[ '1' ]", 'TS2345']);
});

test.each([
  ['paths', { 'tsconfig.json': '{"compilerOptions": {"paths": {"#lib/*": ["./lib/*"], "#lib/inner/*": ["./nowhere/*", "./lib/*"], "exact": ["./lib/deep.ts"]}}}' }],
  ['paths of what it extends', { 'tsconfig.json': '{"extends": "./lib/base.json"}', 'lib/base.json': '{"compilerOptions": {"paths": {"#lib/*": ["./*"], "#lib/inner/*": ["./*"], "exact": ["./deep.ts"]}}}' }],
  ['paths from a baseUrl', { 'tsconfig.json': '{"compilerOptions": {"baseUrl": "./lib", "paths": {"#lib/*": ["*"], "#lib/inner/*": ["*"], "exact": ["deep.ts"]}}}' }],
])('%s, for types and for the run', async (_name, files) => {
  for (const [name, text] of Object.entries(files)) write(name, text);
  const { client } = shared;
  expect(await ends("const wrong: typeof import('#lib/deep').deep = 'a'", "import { nothing } from '#lib/deep'", "import { none } from '#lib/none'")).toEqual(['TS2322', 'TS2305', expect.stringMatching(/^warns TS2307: /)]);
  expect(await storyEnd(client, "import { deep } from '#lib/deep'; import { deep as byName } from 'exact'", "[deep, byName, (await import('#lib/inner/deep')).deep, require('#lib/deep').deep, (await import('#lib/uses')).used]")).toBe('[ 1, 1, 1, 1, 1 ]');
  write('lib/uses.ts', "import { deep } from '#lib/deep';\nexport const used: string = deep;");
  expect(await ends("import { used } from '#lib/uses'")).toEqual(['TS2322']);
  write('lib/uses.ts', USES);
});

test('a specifier that only begins with a dot, or has a colon further on, is mapped like any other', async () => {
  write('tsconfig.json', '{"compilerOptions": {"paths": {".gen/*": ["./lib/*"], "app/*": ["./lib/*"]}}}');
  write('lib/a:b.ts', "export const colon = 'colon';");
  const { client } = shared;
  expect(await storyEnd(client, "import { deep as dotted } from '.gen/deep'; import { colon } from 'app/a:b'", "[dotted, colon, (await import('.gen/deep')).deep, require('app/a:b').colon]")).toBe("[ 1, 'colon', 1, 'colon' ]");
  expect(await ends("import { nothing } from '.gen/deep'", "import { nobody } from 'app/a:b'")).toEqual(['TS2305', 'TS2305']);
});

test('a baseUrl alone; paths to types alone, and to nothing, leave a package as it is', async () => {
  write('tsconfig.json', '{"compilerOptions": {"baseUrl": "."}}');
  expect(await storyEnd(shared.client, "import { deep as based } from 'lib/deep'; based")).toBe('1');
  write('tsconfig.json', '{"compilerOptions": {"paths": {"plain": ["./lib/plain.d.ts"], "other": ["./nowhere"]}}}');
  expect(await storyEnd(shared.client, "import { twice } from 'plain'; import other from 'other'; [twice(1), other]", "twice('a')")).toBe('TS2345');
});

test('JSX is what the run makes of it, whatever it says', async () => {
  write('tsconfig.json', '{"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "preact", "jsxFactory": "h"}}');
  expect(await ends('<b />', 'const React = { createElement: (...parts: unknown[]) => parts }', '<b a="1" />')).toEqual(['TS2874', '', "[ 'b', { a: '1' } ]"]);
});

test.each([
  ['broken JSON', { 'tsconfig.json': '{"compilerOptions": {\n  "strict": false\n' }, 'tsconfig.json is not valid JSON from here on. It counts as if it were not there. (tsconfig)\n    at tsconfig.json, line 3, column 1', IS_STRICT],
  ['one that extends itself', { 'tsconfig.json': '{"extends": "./tsconfig.json", "compilerOptions": {"strict": false}}' }, 'tsconfig.json extends itself here. It counts as if it were not there. (tsconfig)\n    at tsconfig.json, line 1, column 13', IS_STRICT],
  ['one that extends itself by another', { 'tsconfig.json': '{"extends": "./base"}', 'base.json': '{"extends": "./tsconfig"}' }, 'tsconfig.json extends itself here. It counts as if it were not there. (tsconfig)\n    at base.json, line 1, column 13', IS_STRICT],
  ['one that extends what is not there', { 'tsconfig.json': '{"extends": "./nowhere.json", "compilerOptions": {"strict": false}}' }, "'./nowhere.json', which is to be extended here, is not there. The rest of tsconfig.json counts. (tsconfig)\n    at tsconfig.json, line 1, column 13", IS_LOOSE],
  ['an option that there is not', { 'tsconfig.json': '{"compilerOptions": {\n  "strct": true, "strict": false}}' }, "There is no compiler option 'strct'. Did you mean 'strict'? The rest of tsconfig.json counts. (tsconfig)\n    at tsconfig.json, line 2, column 3", IS_LOOSE],
  ['several, in what it extends', { 'tsconfig.json': '{"extends": "./base"}', 'base.json': '{"compilerOptions": {"out": "a.js", "nonsense": [], "strict": false}}' }, "There are no compiler options 'out', 'nonsense'. The rest of base.json counts. (tsconfig)\n    at base.json, line 1, column 22", IS_LOOSE],
])('%s is told once, and cells are checked', async (_name, files, words, end) => {
  for (const [name, text] of Object.entries(files)) write(name, text);
  const [told] = outputsOf(await shared.client.execute('let told: number = "a"', { content: { stop_on_error: false } }));
  expect(told).toContain(JSON.stringify(`Warning: ${words}`).slice(1, -1));
  expect(await ends(STRICT, NUMBER)).toEqual([end, 'TS2322']);
});

test('an empty one is an empty object', async () => {
  write('tsconfig.json', '');
  expect(await ends(STRICT)).toEqual([IS_STRICT]);
});

test('decorators are those of before the standard where it says so, in cells and in modules', async () => {
  const { client } = shared;
  const byPlace = 'const order: string[] = []; function by(target: object, key: string, third?: unknown) { order.push([typeof target, key, typeof third].join()) }';
  expect(await ends(`${byPlace} class Refused { run(@by first: number) {} }`)).toEqual([expect.stringMatching(/^SyntaxError: .*experimentalDecorators/)]);
  write('tsconfig.json', '{"compilerOptions": {"experimentalDecorators": true}}');
  expect(await storyEnd(client, byPlace, '@((target: Function & { marked?: true }) => void (target.marked = true)) class Marked { @by field = 1; @by run(@by first: number) { return first } static marked?: true }', '[Marked.marked, new Marked().run(7), order]')).toBe("[\n  true,\n  7,\n  [\n    'object,field,undefined',\n    'object,run,number',\n    'object,run,object'\n  ]\n]");
  expect(await storyEnd(client, "import { Entity, seen } from './entity'", '[new Entity().name(1), seen]')).toBe("[ 1, [ 'name', 0 ] ]");
  rmSync(beside());
  expect(await storyEnd(client, 'function logged<T extends Function>(method: T, context: ClassMethodDecoratorContext) { order.push(String(context.name)); return method }', 'class Standard { @logged go() {} }', 'order.at(-1)')).toBe("'go'");
});

test('fields are assigned, and not defined, where it says so', async () => {
  write('tsconfig.json', '{"compilerOptions": {"experimentalDecorators": true, "useDefineForClassFields": false}}');
  const cell = '@((_: unknown) => undefined) class Assigned extends (class { set a(value: number) { console.log(value) } get a() { return 0 } } as unknown as new () => {}) { a = 1 }; Object.hasOwn(new Assigned(), "a")';
  expect(await ends(cell)).toEqual(['false']);
});

test('a module of a project with other settings: what it would be told by ours is a warning', async () => {
  write('lib/tsconfig.json', '{"compilerOptions": {"strict": false}}');
  write('lib/loose.ts', 'export const loose: string = null;');
  write('tight.ts', 'export const tight: string = null;');
  expect(await ends("import { loose } from './lib/loose'; loose", "import { tight } from './tight'; tight")).toEqual(['warns TS2322: null', 'TS2322']);
  for (const name of ['lib/tsconfig.json', 'lib/loose.ts', 'tight.ts']) rmSync(path.join(shared.kernel.folder, name));
});

test('nothing of it is written into the folder', async () => {
  expect(await ends('1')).toEqual(['1']);
  expect(readdirSync(shared.kernel.folder).sort()).toEqual(['entity.ts', 'lib', 'node_modules']);
});
