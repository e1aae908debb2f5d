import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { prepare, startCell } from './support/cells';
import { inspectAt } from './support/help';
import { sharedKernel, withKernel } from './support/session';

const CHECKED = { AWAITBOOK_CHECK: 'error' };
const CIRCLE = '/** The area of a circle. */\nexport function areaOf(radius: number): number {\n  return Math.PI * radius ** 2;\n}\n';

const shared = sharedKernel({
  env: CHECKED,
  prepare(folder) {
    mkdirSync(path.join(folder, 'shapes'));
    writeFileSync(path.join(folder, 'shapes', 'circle.ts'), CIRCLE);
  },
});

const CELLS = [
  `interface Planet {
  /** In km. */
  radius: number;
  /** @deprecated Use radius. */
  range?: number;
}
/** The red one. */
const mars: Planet = { radius: 3390 };
let count = 3;`,
  `/**
 * Adds two numbers.
 * @param a the first
 * @param b the second, see {@link count}
 * @example
 * add(1, 2)
 */
function add(a: number, b = 2): number {
  return a + b;
}
function pick(from: string): string;
function pick(from: number, isBig: boolean): number;
function pick(from: any): any {
  return from;
}
function asList<T>(first: T, second: T): T[] {
  return [first, second];
}
class Rover {
  constructor(readonly name: string) {}
  drive(km: number): this {
    return this;
  }
}`,
  `import { areaOf } from './shapes/circle';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
const config = JSON.parse('{"title": "t"}');
(globalThis as any).base = { dome: 1 };`,
];

beforeAll(() => prepare(shared.client, ...CELLS));

const fence = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;

test.each<[what: string, marked: string, plain: string]>([
  ['a variable: type, value, documentation', 'mars', 'const mars: Planet\n\nValue:\n\nObject\n  radius: 3390\n\nThe red one.'],
  ['a variable that is written to', 'cou|nt + 1', 'let count: number\n\nValue:\n\n3'],
  ['a property', 'mars.rad|ius', '(property) Planet.radius: number\n\nValue:\n\n3390\n\nIn km.'],
  ['what is deprecated', 'mars.range', '(property) Planet.range?: number | undefined\n\nValue:\n\nundefined\n\n@deprecated — Use radius.'],
  ['a type, where a type stands', 'let other: Pla|net', 'interface Planet'],
  ['a type alone', 'Planet', 'interface Planet'],
  ['overloads', 'pick', 'function pick(from: string): string\nfunction pick(from: number, isBig: boolean): number'],
  ['overloads at a call', 'pi|ck("a")', 'function pick(from: string): string\nfunction pick(from: number, isBig: boolean): number'],
  ['a class', 'Rov|er', 'class Rover'],
  ['a constructor', 'new Rov|er("x")', 'constructor Rover(name: string): Rover'],
  ['a value without a type', 'config', 'const config: any\n\nValue:\n\nObject\n  title: "t"'],
  ['and its keys', 'config.title', 'config.title: string\n\n"t"'],
  ['what only the run knows', 'base', 'base: Object\n\nObject\n  dome: 1'],
  ['a parameter, of whose value nothing is known', 'function f(count: string) { return cou|nt; }', '(parameter) count: string'],
  ['a key in brackets', 'mars["rad|ius"]', '(property) Planet.radius: number\n\nIn km.'],
  ['this, outside of all functions', 'this', 'this: typeof globalThis'],
  ['a module', "import * as path from 'node:path';\npa|th", 'const path: path.PlatformPath'],
  ['a member of a parameter', 'function f(mars: Planet) { return mars.rad|ius; }', '(property) Planet.radius: number\n\nIn km.'],
  ['a member of a parameter in parentheses', 'const f = (mars: unknown) => (mars as Planet).rad|ius;', '(property) Planet.radius: number\n\nIn km.'],
  ['a variable of a block', '{ const count = 1; cou|nt; }', 'const count: 1'],
  ['a variable of a block, of a name that the text has outside too', 'let count = 4;\n{ const count = 1; cou|nt; }', 'const count: 1'],
  ['a variable outside of it', 'let count = 4;\n{ const count = 1; }\ncou|nt', 'let count: number\n\nValue:\n\n3'],
  ['a member of an instance, inside of it', 'class Moon { radius = 1; far() { return this.rad|ius; } }', '(property) Moon.radius: number'],
  ['behind the parenthesis: the first parameter', 'pick(|', 'pick(from: string): string\n     ^^^^^^^^^^^^\npick(from: number, isBig: boolean): number'],
  ['an argument later', 'pick(1, |)', 'pick(from: number, isBig: boolean): number\n                   ^^^^^^^^^^^^^^\npick(from: string): string'],
  ['of a constructor', 'new Rover(|)', 'Rover(name: string): Rover\n      ^^^^^^^^^^^^'],
  ['of a constructor with type arguments', 'new Map<string, Array<number>>(|', expect.stringMatching(/^Map\(\n {2}iterable\?: Iterable<readonly \[string, number\[\]\]> \| null \| undefined\n {2}\^+\n\): Map<string, number\[\]>\nMap\(\): Map<any, any>\nMap</) as unknown as string],
  ['of a call with type arguments', 'asList<number>(1, |', 'asList(first: number, second: number): number[]\n                      ^^^^^^^^^^^^^^'],
  ['in a call that takes no more', 'add(1, 2, |)', expect.stringMatching(/^add\(a: number, b\?: number\): number\n\nAdds/) as unknown as string],
  ['the module of an import', "import os from 'node:o|s'", 'module "node:os"'],
  ['behind characters of two units', '"😀😀"; cou|nt', 'let count: number\n\nValue:\n\n3'],
])('%s: %j', async (_what, marked, plain) => {
  expect((await inspectAt(shared.client, marked))?.plain).toEqual(plain);
});

test('documentation is Markdown, code is fenced; no scaffolding is told', async () => {
  const head = 'add(a: number, b?: number): number\n               ^^^^^^^^^^';
  const shown = await inspectAt(shared.client, 'add(1, |');
  expect(shown?.markdown.startsWith(`${fence(head)}\n\n\`b\`: the second, see`)).toBe(true);
  expect(shown?.markdown).toContain('*@param* `a` — the first');
  expect(shown?.markdown).toMatch(/\*@example\*\n```tsx\nadd\(1, 2\)\n```/);
  expect(shown?.markdown).not.toMatch(/__nb__|\$h|\$\d/);
  expect(shown?.plain.startsWith(head)).toBe(true);
  expect(shown?.plain).toMatch(/@param `a` — the first\n\n.*\n\n@example\nadd\(1, 2\)$/);
});

test.each([
  ['display', 'Shows values under the cell'],
  ['html', 'Shows HTML.'],
  ['md', 'Shows Markdown.'],
  ['svg', 'Shows SVG as an image.'],
  ['input', 'Asks the person at the front end'],
  ['prompt(|', 'options?: string | InputOptions'],
  ['prompt(|', 'Asks as `prompt` of browsers does'],
  ['Deno.jupyter', "What Deno's kernel has for showing values"],
  ['Deno.jupyter.display', 'Shows a value under the cell'],
  ["import { xray } from 'awaitbook'; xra|y", 'Runs a function and looks at what it waits for'],
  ["import { table } from 'awaitbook'; table|", 'Shows rows as a table'],
  ["import { check } from 'awaitbook/course'; chec|k", 'Shows whether a claim holds'],
  ["import { slowServer } from 'awaitbook/course'; slowServer|", 'Starts a web server on a free port'],
])("the kernel's own has documentation: %s", async (marked, words) => {
  const markdown = (await inspectAt(shared.client, marked))?.markdown;
  expect(markdown).toContain(words);
  expect(markdown).not.toContain('import(');
});

test('links lead to where they lead', async () => {
  const shown = await inspectAt(shared.client, 'console.lo|g(1)');
  expect(shown?.markdown).toMatch(/\]\(https:\/\//);
  expect(shown?.plain).toMatch(/ \(https:\/\/[^)]+\)/);
  // `{@link execPath}` leads into a file of this machine.
  expect((await inspectAt(shared.client, 'process.argv'))?.markdown).toMatch(/will\nbe execPath\. /);
});

test.each<[what: string, marked: string, source: string]>([
  ['a function of another cell', 'add', CELLS[1]!.slice(0, CELLS[1]!.indexOf('\nfunction pick'))],
  ['an interface of another cell', 'Planet', CELLS[0]!.slice(0, CELLS[0]!.indexOf('\n/** The red'))],
  ['a constant', 'mars', '/** The red one. */\nconst mars: Planet = { radius: 3390 };'],
  ['a method', 'new Rover("x").dri|ve', 'drive(km: number): this {\n  return this;\n}'],
  ['a function of a local module', 'areaOf', CIRCLE.trim()],
  ['what a browser and Node have', 'fetch', 'declare function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;'],
  ['a method of an interface of the library', '[1].fla|t', 'flat<A, D extends number = 1>('],
  ['what is declared of one of Node', 'readFile', 'function readFile<T extends NodeJS.ArrayBufferView>(\n'],
])('the source at detail level 1 of %s', async (_what, marked, source) => {
  const found = await inspectAt(shared.client, marked, 1);
  expect(found?.plain).toContain(`\n\n${source}`);
  expect((await inspectAt(shared.client, marked, 0))?.plain).not.toContain(source);
});

test.each(['["ma|rs"]', '// ma|rs', '/* ma|rs */', '', 'nonsense', 'let one: nonsen|se', '%sh mars', 'count < 3 && count > (|'])('nothing is found in %j', async (marked) => {
  expect(await inspectAt(shared.client, marked)).toBeNull();
});

test('asking changes nothing', async () => {
  const { client } = shared;
  await prepare(client, 'let touched = 0; const shy = { get secret() { touched++; return 1; } };');
  expect((await inspectAt(client, 'shy.secret'))?.plain).toBe('(accessor) secret: number');
  expect((await inspectAt(client, 'touched'))?.plain).toBe('let touched: number\n\nValue:\n\n0');
});

test('while a cell spins', async () => {
  await withKernel(
    async (client) => {
      await prepare(client, 'let depth: number | string = 4');
      const id = await startCell(client, 'console.log("runs"); for (;;) {}');
      expect((await inspectAt(client, 'depth'))?.plain).toBe('let depth: string | number\n\nValue:\n\n4');
      await client.request('interrupt_request', {}, { channel: 'control' });
      await client.untilIdle(id);
    },
    { env: CHECKED },
  );
});

const OWN_CONFIRM = 'function confirm(message?: string): boolean\n\nAsks a question of yes or no as `confirm` of browsers does: blocks until the answer is there. True for `y` and `yes`.';

test("what a browser has under the same name is told as it is here, with and without the web's declarations", async () => {
  const { client } = shared;
  const heads = (marks: readonly string[]) => Promise.all(marks.map(async (marked) => (await inspectAt(client, marked))?.plain.split('\n\n').slice(0, 2).join('\n\n')));
  const own = ['confirm', 'con|firm("sure?")', 'function confirm(message?: string): boolean { return true }\nconf|irm("a")'];
  expect(await heads(own)).toEqual([OWN_CONFIRM, OWN_CONFIRM, 'function confirm(message?: string): boolean']);
  await client.execute('let aWindow: Window | undefined;');
  expect(await heads(own)).toEqual([OWN_CONFIRM, OWN_CONFIRM, 'function confirm(message?: string): boolean']);
  const [prompt, ...others] = await heads(['prompt', 'alert', 'al|ert("a")', 'const document = 1; docum|ent']);
  expect(prompt).toMatch(/^function prompt\(message\?: string, options\?: string \| InputOptions\): string \| null\n\nAsks as `prompt` of browsers does/);
  const alert = 'function alert(message?: any): void\n\nNot in this kernel: it belongs to the page of a browser, and there is none.';
  expect(others).toEqual([alert, alert, 'const document: 1']);
});
