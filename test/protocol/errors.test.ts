/** What a person sees of errors: name, message, and a traceback in the lines that were written. `Cell N` is told as `Cell #`. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { lineOf, outputsOf, tracebackOf } from './support/lines';
import { sharedKernel } from './support/session';
import type { Message } from './support/wire-format';

const shared = sharedKernel();

/** Runs cells, of which the last must fail; gives its `error` message. */
async function failureOf(...cells: readonly string[]): Promise<Message> {
  for (const cell of cells.slice(0, -1)) expect(lineOf((await shared.client.execute(cell)).reply)).toBe('execute_reply ok');
  const { iopub } = await shared.client.execute(cells.at(-1)!);
  return iopub.find(({ header }) => header.msg_type === 'error')!;
}

/** The traceback, with the numbers of cells counted back from the last: `Cell 0` is the one that failed, `Cell -1` the one before it. */
async function traceOf(...cells: readonly string[]): Promise<string[]> {
  const failure = await failureOf(...cells);
  const { reply } = await shared.client.execute('');
  const last = reply.content['execution_count'] as number;
  expect(tracebackOf(failure).join('\n')).not.toMatch(/engine-process|kernel-process|node:internal|awaitbook-cell/); // none of the kernel's own frames
  return tracebackOf(failure).map((line) => line.replace(/Cell (\d+)/g, (_all, number: string) => `Cell ${Number(number) - last}`));
}

test('name, message, the place with its source line and a caret', async () => {
  const failure = await failureOf('const a = 1;\n\n  throw new TypeError(`no ${a}`);');
  expect(failure.content).toMatchObject({ ename: 'TypeError', evalue: 'no 1' });
  expect(await traceOf('const a = 1;\n\n  throw new TypeError(`no ${a}`);')).toEqual([
    'TypeError: no 1',
    '    at Cell 0, line 3, column 9',
    '        3 |   throw new TypeError(`no ${a}`);',
    '          |         ^',
  ]);
});

test('the traceback has colours', async () => {
  const failure = await failureOf('throw new Error("red")');
  expect((failure.content['traceback'] as string[]).join('\n')).toMatch(/\x1b\[[\d;]+mError\x1b\[0m: red/);
});

test.each<[name: string, code: string, line: number, column: number]>([
  ['a name that nobody knows', '1;\n\nlet b = nowhere;', 3, 9],
  ['a member of null', 'const o: any = null;\no\n  .field', 3, 4],
  ['a call of no function', 'const o2 = {} as any;\n  o2.run()', 2, 6],
  ['behind type annotations', 'const t: { a: number; b?: string } = { a: 1 }; throw new Error(t.b)', 1, 54],
  ['behind an interface', 'interface I {\n  a: string;\n}\ntype T = I | null;\nthrow new Error()', 5, 7],
  ['behind an enum', 'enum E { A, B = "b" }\nthrow new Error(E.B)', 2, 7],
  ['behind a namespace', 'namespace N { export const a = 1; }\n  throw new Error(String(N.a))', 2, 9],
  ['behind a decorated class', 'const deco = (value: any, _context: any) => value;\n@deco class D { @deco m() {} }\nthrow new Error()', 3, 7],
  ['behind parameter properties', 'class P { constructor(private x: number, readonly y = 2) {} }\nnew P(1); throw new Error()', 2, 17],
  ['behind imports', 'import fs, { readFileSync } from "node:fs";\nimport type { X } from "nowhere";\nthrow new Error(typeof fs)', 3, 7],
  ['behind `using`', 'using r = {[Symbol.dispose]() {}};\nthrow new Error()', 2, 7],
  ['behind an emoji', '"😀"; throw new Error()', 1, 13],
  ['behind a tab', '\tthrow new Error()', 1, 8],
  ['after an await', 'await null;\nawait null; throw new Error()', 2, 19],
  ['in a template', '`${1 +\n  (() => { throw new Error(); })()}`', 2, 18],
  ['with Windows line ends', 'const w = 1;\r\nthrow new Error()', 2, 7],
  ['in JSX', 'const React = {createElement: (type: any) => type()};\nconst Boom = () => { throw new Error(); };\n<Boom/>', 2, 28],
])('the exact place: %s', async (_name, code, line, column) => {
  expect((await traceOf(code))[1]).toBe(`    at ${code.includes('Boom') ? 'Boom (' : ''}Cell 0, line ${line}, column ${column}${code.includes('Boom') ? ')' : ''}`);
});

describe('text that does not parse', () => {
  test.each<[code: string, words: string, line: number, column: number]>([
    ['let x =', 'The text ends too early: something is missing here.', 1, 8],
    ['const {a = 1', 'The text ends too early: `}` is missing.', 1, 13],
    ['1 + 1\nfoo bar', 'A statement should end here: a semicolon, an operator or a new line is missing.', 2, 4],
    ['return 5', '`return` works inside a function only. A cell shows the value of its last expression by itself.', 1, 1],
    ['let q = 1; let q = 2', '`q` is declared twice in this cell.', 1, 16],
    ['function f() {\n  await null;\n}', '`await` works at the top level of a cell and in async functions only: write `async` before this function.', 2, 3],
    ['"no end', 'This string has no end: " is missing.', 1, 1],
  ])('%j', async (code, words, line, column) => {
    const failure = await failureOf(code);
    expect([failure.content['ename'], failure.content['evalue']]).toEqual(['SyntaxError', words]);
    expect((await traceOf(code))[1]).toBe(`    at Cell 0, line ${line}, column ${column}`);
  });
});

test('frames across cells, each with its own source line', async () => {
  const trace = await traceOf('function step(name: string): string {\n  throw new RangeError(`no ${name}`);\n}', 'const greet = (name: string) =>\n  step(name);', '\ngreet("x")');
  expect(trace).toEqual([
    'RangeError: no x',
    '    at step (Cell -2, line 2, column 9)',
    '        2 |   throw new RangeError(`no ${name}`);',
    '          |         ^',
    '    at greet (Cell -1, line 2, column 3)',
    '        2 | step(name);',
    '    at Cell 0, line 2, column 1',
    '        2 | greet("x")',
  ]);
});

test('async frames across cells', async () => {
  const trace = await traceOf('async function inner() {\n  await null;\n  throw new Error("late");\n}', 'async function outer() {\n  return await inner();\n}', 'await Promise.all([outer(), 1])');
  expect(trace).toEqual([
    'Error: late',
    '    at inner (Cell -2, line 3, column 9)',
    '        3 |   throw new Error("late");',
    '          |         ^',
    '    at async outer (Cell -1, line 2, column 10)',
    '        2 | return await inner();',
    '    at async Cell 0, line 1, column 1',
    '        1 | await Promise.all([outer(), 1])',
  ]);
});

test('a method, a constructor and a callback are told by their names', async () => {
  const trace = await traceOf('class Cook { constructor(fail: boolean) { if (fail) this.burn(); } burn() { [1].forEach(() => { throw new Error("burnt"); }); } }', 'new Cook(true)');
  expect(trace.filter((line) => /^ {4}at /.test(line))).toEqual([
    expect.stringMatching(/^ {4}at Cell -1, line 1, column \d+$/),
    expect.stringMatching(/^ {4}at Cook\.burn \(Cell -1, line 1, column \d+\)$/),
    expect.stringMatching(/^ {4}at new Cook \(Cell -1, line 1, column \d+\)$/),
    '    at Cell 0, line 1, column 1',
  ]);
});

test('cause, with its own place, and the cause of that', async () => {
  const trace = await traceOf('try {\n  try { JSON.parse("{"); }\n  catch (cause) { throw new TypeError("middle", {cause}); }\n} catch (cause) {\n  throw new Error("outer", {cause});\n}');
  expect(trace).toEqual([
    'Error: outer',
    '    at Cell 0, line 5, column 9',
    '        5 |   throw new Error("outer", {cause});',
    '          |         ^',
    'Caused by: TypeError: middle',
    '    at Cell 0, line 3, column 25',
    '        3 |   catch (cause) { throw new TypeError("middle", {cause}); }',
    '          |                         ^',
    expect.stringMatching(/^Caused by: SyntaxError: Expected property name/),
    '    at Cell 0, line 2, column 14',
    '        2 |   try { JSON.parse("{"); }',
    '          |              ^',
  ]);
});

test('a cause that is no error, and one that leads back to its error', async () => {
  expect(await traceOf('throw new Error("outer", {cause: {code: 7}})')).toContainEqual(expect.stringMatching(/^Caused by: .*\{ code: 7 \}$/));
  const trace = await traceOf('const ring = new Error("ring"); ring.cause = ring; throw ring');
  expect(trace[0]).toBe('Error: ring');
  expect(trace.length).toBeLessThan(100);
});

test('AggregateError: all its errors, each with its own place, also those that are no errors', async () => {
  const trace = await traceOf('throw new AggregateError([\n  new Error("one"),\n  new TypeError("two", {cause: "why"}),\n  "three",\n], "many")');
  expect(trace).toEqual([
    'AggregateError: many',
    '    at Cell 0, line 1, column 7',
    '        1 | throw new AggregateError([',
    '          |       ^',
    '    Error 1 of 3: Error: one',
    '        at Cell 0, line 2, column 3',
    '            2 |   new Error("one"),',
    '              |   ^',
    '    Error 2 of 3: TypeError: two',
    '        at Cell 0, line 3, column 3',
    '            3 |   new TypeError("two", {cause: "why"}),',
    '              |   ^',
    expect.stringContaining("'why'"),
    expect.any(String),
    "    Error 3 of 3: UncaughtValue: 'three'",
    expect.any(String),
  ]);
  expect((await failureOf('await Promise.any([Promise.reject(new Error("a")), Promise.reject(new Error("b"))])')).content).toMatchObject({ ename: 'AggregateError' });
});

test('SuppressedError of `using`: the error of the disposal, and the one that it hid', async () => {
  const trace = await traceOf('using r = {[Symbol.dispose]() { throw new Error("on disposal"); }};\nthrow new TypeError("in the body")');
  expect(trace[0]).toMatch(/^SuppressedError: /);
  expect(trace.filter((line) => line.includes('Error ') || /at .*Cell/.test(line)).slice(1)).toEqual([
    '    Error 1 of 2: Error: on disposal',
    expect.stringMatching(/^ {8}at .*Cell 0, line 1, column 39\)?$/),
    '        at Cell 0, line 2, column 34', // the end of the cell, where it is disposed of
    '    Error 2 of 2: TypeError: in the body',
    '        at Cell 0, line 2, column 7',
  ]);
});

test('extra properties are shown', async () => {
  const trace = await traceOf('class HttpError extends Error { status = 404; constructor(message: string, readonly body: object) { super(message); } }\nthrow new HttpError("gone", {reason: ["moved"]})');
  expect(trace[0]).toBe('HttpError: gone');
  expect(trace.slice(4).join(' ')).toMatch(/\{ body: \{ reason: \[ 'moved' \] \}, status: 404 \}|\{ status: 404, body: \{ reason: \[ 'moved' \] \} \}/);
});

test.each([
  ['a text', "throw 'text'", "'text'"],
  ['an object', 'throw {a: [1]}', '{ a: [ 1 ] }'],
  ['null', 'throw null', 'null'],
  ['undefined', 'throw undefined', 'undefined'],
  ['a number', 'throw 42n', '42n'],
  ['a function', 'throw function thrown() {}', '[Function: thrown]'],
  ['a rejection', 'await Promise.reject(7)', '7'],
])('a thrown value that is no error is shown: %s', async (_name, code, shown) => {
  const { content } = await failureOf(code);
  expect([content['ename'], content['evalue']]).toEqual(['UncaughtValue', shown]);
});

test('errors that are hard to read are shown all the same', async () => {
  const cells = [
    'throw Object.defineProperty(new Error("x"), "message", {get() { throw new Error("no message"); }})',
    'throw Object.defineProperty(new Error("x"), "stack", {get() { throw new Error("no stack"); }})',
    'throw Object.defineProperty(new Error("x"), "name", {value: 7})',
    'const frozen = Object.freeze(new Error("frozen")); throw frozen',
    'throw Object.setPrototypeOf(new Error("bare"), null)',
    'throw Object.setPrototypeOf(new Error("odd"), {get constructor() { throw new Error("no constructor"); }})',
    'throw new Proxy(new Error("behind a proxy"), {get() { throw new Error("trap"); }})',
    'throw new Proxy({}, {getPrototypeOf() { throw new Error("trap"); }, get() { throw new Error("trap"); }})',
    'throw new Error("long".repeat(100_000))',
  ];
  for (const cell of cells) {
    const exchange = await shared.client.execute(cell);
    expect(outputsOf(exchange)).toEqual([expect.stringMatching(/^error /), expect.stringMatching(/^execute_reply error/)]);
    expect(JSON.stringify(exchange.reply.content).length).toBeLessThan(500_000);
  }
  expect((await failureOf('throw Object.setPrototypeOf(new Error("bare"), null)')).content).toMatchObject({ ename: 'Error', evalue: 'bare' });
  expect(outputsOf(await shared.client.execute('"alive"'))).toEqual(["execute_result 'alive'"]);
});

test('errors of Node that lose their frames or write them anew still tell the cell', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  for (const [code, frame] of [
    [`const url = "http://127.0.0.1:${port}/";\nawait fetch(url)`, '    at async Cell 0, line 2, column 1'],
    ['import { readFile } from "node:fs/promises";\nawait readFile("/nowhere/at/all")', '    at async Cell 0, line 2, column 1'],
    ['import assert from "node:assert/strict";\nassert.deepEqual({a: 1}, {a: 2})', '    at Cell 0, line 2, column 8'],
    ['import vm from "node:vm";\nvm.runInNewContext("throw new Error(1)")', '    at Cell 0, line 2, column 4'],
    ['const changed = new Error("changed");\nchanged.stack += "\\n    and more";\nthrow changed', '    at Cell 0, line 1, column 17'],
    ['const signal = AbortSignal.timeout(1);\nawait new Promise((_, reject) => signal.onabort = () => reject(signal.reason))', 'TimeoutError: The operation was aborted due to timeout'],
  ] as const) {
    expect(await traceOf(code)).toContain(frame);
  }
});

test('what runs later tells its cell and line too', async () => {
  const { client } = shared;
  const id = client.sendCell('setTimeout(function later() {\n  throw new Error("from a timer");\n}, 5); 0');
  await client.exchange(id);
  const error = await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === id, 'the error');
  expect(tracebackOf(error)).toEqual(['Error: from a timer', expect.stringMatching(/^ {4}at .*Cell \d+, line 2, column 9\)?$/), '        2 |   throw new Error("from a timer");', '          |         ^']);
});
