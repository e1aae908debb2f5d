import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { prepare, startCell } from './support/cells';
import { completeAt, inspectAt } from './support/help';
import type { Completed } from './support/help';
import { markedProcesses } from './support/processes';
import { sharedKernel, withKernel } from './support/session';

const CHECKED = { AWAITBOOK_CHECK: 'error' };

const shared = sharedKernel({
  env: CHECKED,
  prepare(folder) {
    mkdirSync(path.join(folder, 'shapes'));
    writeFileSync(path.join(folder, 'shapes', 'circle.ts'), '/** Of a circle. */\nexport function areaOf(radius: number): number {\n  return Math.PI * radius ** 2;\n}\nexport const unit = 1;\n');
    mkdirSync(path.join(folder, 'node_modules', 'tiny-jsx'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules', 'tiny-jsx', 'package.json'), '{"name": "tiny-jsx", "version": "1.0.0", "main": "index.js", "types": "index.d.ts"}');
    writeFileSync(path.join(folder, 'node_modules', 'tiny-jsx', 'index.js'), 'exports.createElement = (tag, props) => ({ tag, props });');
    writeFileSync(
      path.join(folder, 'node_modules', 'tiny-jsx', 'index.d.ts'),
      'export function createElement(tag: string, props: object | null): object;\nexport namespace JSX { interface IntrinsicElements { box: { width?: number; wide?: boolean } } }\ndeclare global { namespace JSX { interface IntrinsicElements { box: { width?: number; wide?: boolean } } } }',
    );
  },
});

const CELLS = [
  `interface Planet {
  /** In km. */
  radius: number;
  moons: readonly string[];
  /** @deprecated Use radius. */
  range?: number;
}
const mars: Planet = { radius: 3390, moons: ['Phobos', 'Deimos'] };
let planets: Planet[] = [mars];`,
  `/** Turns. */
function turn(side: 'left' | 'right', options: { speed: 'slow' | 'fast'; times?: number } = { speed: 'slow' }): string {
  return side + options.speed;
}
class Rover {
  constructor(readonly name: string) {}
  drive(km: number): this {
    return this;
  }
  static build(): Rover {
    return new Rover('r');
  }
}
enum Gear { Low, High }
namespace Orbit { export const speed = 1; export interface Path { days: number } }
const odd = { "it's": 1, 'a\\nb': 2 };
const perhaps = planets.find(({ radius }) => radius > 0);`,
  `import { readFile } from 'node:fs/promises';
const config = JSON.parse('{"title": "t", "sub part": {"deep": 1}}');
const ages = new Map([['ann', 1], ['bob', 2]]);
const seen = new Set(['x-ray']);
const said: any = { 'say "it\\'s"': 1, 'a\\\\b': 2 };
const counts: Record<string, number> = { alpha: 1, beta: 2 };
(globalThis as any).marsbase = { dome: 1 };`,
];

beforeAll(() => prepare(shared.client, ...CELLS));

const complete = (marked: string): Promise<Completed> => completeAt(shared.client, marked);

test.each<[what: string, marked: string, matches: string[], replaced: string]>([
  ['members, deprecated ones last', 'mars.', ['moons', 'radius', 'range'], ''],
  ['members by their beginning', 'mars.ra|', ['radius', 'range'], 'ra'],
  ['the whole word is replaced', 'mars.ra|dius + 1', ['radius', 'range'], 'radius'],
  ['members of what may be missing', 'perhaps.', ['?.moons', '?.radius', '?.range'], '.'],
  ['behind ?.', 'perhaps?.mo', ['moons'], 'mo'],
  ['members of an instance', 'new Rover("x").', ['drive', 'name'], ''],
  ['static members', 'Rover.bu', ['build'], 'bu'],
  ['members of an enum', 'Gear.', ['High', 'Low'], ''],
  ['members in a template', '`${mars.r|}`', ['radius', 'range'], 'r'],
  ['what the text itself declares', 'const bag = { one: 1, two: 2 };\nbag.', ['one', 'two'], ''],
  ['what the text declares anew', 'const mars = { dust: 1 };\nmars.', ['dust'], ''],
  ['parameters', 'planets.map((planet) => planet.mo|)', ['moons'], 'mo'],
  ['keys of an object by its context, optional ones last', 'turn("left", { | })', ['speed', 'times'], ''],
  ['keys of a pattern', 'const { ra| } = mars;', ['radius', 'range'], 'ra'],
  ['texts that a type allows', 'turn("|")', ['left', 'right'], ''],
  ['the whole text is replaced', 'turn("le|ft")', ['left'], 'left'],
  ['texts in an object', 'turn("left", { speed: "|" })', ['fast', 'slow'], ''],
  ['keys in brackets', 'mars["|"]', ['moons', 'radius', 'range'], ''],
  ['types where a type stands', 'let one: Planet', ['Planet'], 'Planet'],
  ['modules', "import fs from 'node:fs/pro|'", ['node:fs/promises'], 'node:fs/pro'],
  ['what a module exports', "import { readF| } from 'node:fs/promises'", ['readFile'], 'readF'],
  ['members of a module that the text imports', "import os from 'node:os';\nos.hostn", ['hostname'], 'hostn'],
  ['folders of an import', "import x from './sh|'", ['shapes'], 'sh'],
  ['files of an import', "import { areaOf } from './shapes/c|'", ['circle'], 'c'],
  ['exports of a local module', "import { | } from './shapes/circle'", ['areaOf', 'unit', 'type'], ''],
  ['attributes of JSX', "import React from 'tiny-jsx';\n<box wi|", ['wide', 'width'], 'wi'],
  ['keys of a value without a type', 'config.ti', ['title'], 'ti'],
  ['keys in brackets of a value without a type', 'config["|"]', ['sub part', 'title'], ''],
  ['and in a pattern', 'const { ti| } = config', ['title'], 'ti'],
  ['and in a pattern that has some already', "let { title, | } = config;\ntitle", ['title'], ''],
  ['a pattern of a member', "const { | } = config['sub part'];", ['deep'], ''],
  ['no names where a pattern makes them up', 'const { title: ti| } = config', [], 'ti'],
  ['no keys of what a call gives', 'const { ti| } = config.toString()', [], 'ti'],
  ['nor of the next statement', 'const { ti| } = mars\nconfig', [], 'ti'],
  ['and deeper', "config['sub part'].de", ['deep'], 'de'],
  ['keys of a Map', 'ages.get("|")', ['ann', 'bob'], ''],
  ['keys of a Set', "seen.has('x|')", ['x-ray'], 'x'],
  ['keys as they are written between double quotes', 'said["|"]', ['a\\\\b', 'say \\"it\'s\\"'], ''],
  ['and between single ones', "said['s|']", ['say "it\\\'s"'], 's'],
  ['keys of an object, as they are written', "odd['|", ['a\\nb', "it\\'s"], ''],
  ['keys that an index signature lets be', 'counts["a|"]', ['alpha'], 'a'],
  ['environment variables, which a type can not name', 'process.env.PAT', ['PATH'], 'PAT'],
  ['globals of the run', 'marsb', ['marsbase'], 'marsb'],
  ['characters of two units before the cursor', '"😀😀"; mars.mo', ['moons'], 'mo'],
  ['magics', '%che', ['%check'], '%che'],
  ['nothing in comments', '// mars.', [], ''],
  ['nothing in block comments', '/* mar| */', [], ''],
  ['nothing in plain texts', '"mars.|"', [], ''],
  ['nothing in the text of a magic', '%sh mars.', [], ''],
  ['nothing where a name is made up', 'const mar', [], ''],
  ['nothing behind a number', '12', [], ''],
  ['no names that only a browser has', 'documentEl', [], 'documentEl'],
  ['nor members of the global object that only a browser has', 'globalThis.Fon', [], 'Fon'],
  ['types alone, with those of a browser page last', 'let one: Foc', ['FocusEventInit', 'FocusOptions'], 'Foc'],
  ['nor members of a namespace', 'let one: Orbit.', ['Path'], ''],
  ['its values behind typeof', 'let one: typeof Orbit.', ['speed'], ''],
  ['no values where a type stands', 'let one: structuredC', [], 'structuredC'],
  ['no scaffolding', '$h', [], '$h'],
  ['nor by its other name', '__nb', [], '__nb'],
  ['a parameter is not the value of that name', 'function f(config) { config.| }', [], ''],
  ['no keys that the type refuses', 'const small = config as { title: string };\nsmall.sub', [], 'sub'],
])('%s: %j', async (_what, marked, matches, replaced) => {
  const found = await complete(marked);
  expect({ matches: found.matches, replaced: found.replaced }).toEqual({ matches, replaced });
});

test('keys of a value without a type come before what every object has', async () => {
  const { matches } = await complete('config.');
  expect(matches[0]).toBe('title');
  expect(matches).toContain('hasOwnProperty');
});

test("the notebook's names come before globals, the newest first; imported and JavaScript's functions are told as such", async () => {
  const { matches, types } = await complete('1 + r');
  expect(matches[0]).toBe('readFile');
  expect(types['readFile']).toBe('function');
  expect(matches.indexOf('return')).toBeLessThan(matches.indexOf('ReadableStream'));
  const all = await complete('');
  expect(all.matches.slice(0, 6)).toEqual(['ages', 'config', 'counts', 'readFile', 'said', 'seen']);
  expect(all.matches.slice(6, 14)).toEqual(['Gear', 'odd', 'Orbit', 'perhaps', 'Rover', 'turn', 'mars', 'planets']);
  expect(all.matches).toEqual(expect.arrayContaining(['const', 'Promise', 'display', 'process']));
  expect([all.types['Rover'], all.types['turn'], all.types['Gear'], all.types['const']]).toEqual(['class', 'function', 'enum', 'keyword']);
  expect(all.matches.filter((name) => /^(?:__nb__|\$)/.test(name))).toEqual([]);
});

test('where a value may stand, no types that the notebook has not', async () => {
  for (const text of ['Rec', 'const one = Rec', 'f(Rec', 'Foc']) expect((await complete(text)).matches.filter((name) => /^(?:RecordingState|FocusOptions)$/.test(name))).toEqual([]);
});

test('where a type stands, the words of types and types that every program has are in the list', async () => {
  const { matches } = await complete('let one: ');
  expect(matches).toEqual(expect.arrayContaining(['Planet', 'string', 'keyof', 'Uint8Array', 'WeakMap']));
  expect(matches.filter((name) => ['turn', 'if'].includes(name))).toEqual([]);
  expect(matches.indexOf('WeakMap')).toBeLessThan(matches.indexOf('FocusOptions'));
});

test("a class's own members come before those of every function", async () => {
  expect((await complete('Rover.')).matches.slice(0, 2)).toEqual(['build', 'apply']);
});

test('of functions in native code no parameters are made up', async () => {
  expect((await complete('Date')).entries[0]).toMatchObject({ text: 'Date', type: 'class' });
  expect((await complete('Math.ma')).entries[0]).toMatchObject({ text: 'max', type: 'function' });
  for (const marked of ['Date', 'Math.ma', 'console.lo']) expect((await complete(marked)).entries[0]).not.toHaveProperty('signature');
});

test('deprecated members are marked, and signatures stand where a value tells them', async () => {
  const { entries } = await complete('mars.');
  expect(entries.map(({ text, type, deprecated }) => [text, type, deprecated])).toEqual([
    ['moons', 'property', undefined],
    ['radius', 'property', undefined],
    ['range', 'deprecated', true],
  ]);
  expect((await complete('tur')).entries[0]).toMatchObject({ text: 'turn', type: 'function', signature: 'turn(side, options = { speed: "slow" })' });
});

test('asking changes nothing: no getter is called, no Proxy is trapped', async () => {
  const { client } = shared;
  await prepare(client, 'let touched = 0; const shy: any = { get secret() { touched++; return { a: 1 }; } }; const trap: any = new Proxy({}, { ownKeys() { touched++; return []; } });');
  for (const marked of ['shy.', 'shy["|', 'shy.secret.', 'trap.', 'trap["|', 'shy.get("|']) await complete(marked);
  expect((await completeAt(client, 'shy.')).matches).toContain('secret');
  const { iopub } = await client.execute('touched');
  expect(iopub.find(({ header }) => header.msg_type === 'execute_result')?.content['data']).toMatchObject({ 'text/plain': expect.stringContaining('0') });
});

test('what failed half-way, what was reset and what a new declaration replaced', async () => {
  await withKernel(
    async (client) => {
      await client.execute('const early = 1; throw new Error("half-way"); const laterOne = 2;');
      expect((await completeAt(client, 'earl')).matches).toEqual(['early']);
      expect((await completeAt(client, 'laterO')).matches).toEqual([]);
      await prepare(client, 'let early = { shape: "round" }');
      expect((await completeAt(client, 'early.sha')).matches).toEqual(['shape']);
      await prepare(client, '%reset');
      expect((await completeAt(client, 'earl')).matches).toEqual([]);
    },
    { env: CHECKED },
  );
});

test('a name that is typed on is answered anew after a cell has run', async () => {
  const { client } = shared;
  await prepare(client, 'let growing = { ab: 1 }');
  expect((await complete('growing.a')).matches).toEqual(['ab']);
  expect((await complete('growing.ab')).matches).toEqual(['ab']);
  await prepare(client, 'let growing = { ab: 1, abc: 2 }');
  expect((await complete('growing.ab')).matches).toEqual(['ab', 'abc']);
});

describe('while a cell spins', () => {
  test('types and live values are there', async () => {
    await withKernel(
      async (client) => {
        await prepare(client, 'interface Ship { mast: number }\nconst ship: Ship = { mast: 1 };\nconst loose = JSON.parse(\'{"sail": 1}\');');
        const id = await startCell(client, 'console.log("runs"); for (;;) {}');
        expect((await completeAt(client, 'ship.')).matches).toEqual(['mast']);
        expect((await completeAt(client, 'loose.sa')).matches).toEqual(['sail']);
        await client.request('interrupt_request', {}, { channel: 'control' });
        await client.untilIdle(id);
      },
      { env: CHECKED },
    );
  });
});

test('without the compiler the text and live values are there', async () => {
  await withKernel(
    async (client) => {
      await prepare(client, 'const ship = { mast: 1 }');
      expect((await completeAt(client, 'ship.ma')).matches).toEqual(['mast']);
      await prepare(client, '%check error');
      expect((await completeAt(client, 'perf')).matches).toContain('performance');
      await prepare(client, '%check off');
      expect((await completeAt(client, 'shi')).matches).toEqual(['ship']);
    },
    { env: { AWAITBOOK_CHECK: 'off' } },
  );
});

/** Pid of a kernel's compiler. */
function compilerPid(mark: string): number {
  const pids = markedProcesses(mark).map(String);
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '-p', pids.join()], { encoding: 'utf8' });
  return Number.parseInt(stdout.split('\n').find((line) => line.includes(' --lsp')) ?? '', 10);
}

(process.platform === 'win32' ? test.skip : test)('a compiler that hangs is not waited for', async () => {
  await withKernel(
    async (client, kernel) => {
      await prepare(client, 'const ship = { mast: 1 }');
      expect((await completeAt(client, 'ship.')).matches).toEqual(['mast']);
      process.kill(compilerPid(kernel.mark), 'SIGSTOP');
      expect((await completeAt(client, 'const boat = 1; ship.ma')).matches).toEqual(['mast']);
      expect((await inspectAt(client, 'ship'))?.plain).toBe('ship: Object\n\nObject\n  mast: 1');
    },
    { env: CHECKED },
  );
});
