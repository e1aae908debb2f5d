/** Uncaught exceptions and unhandled rejections, `process.exit` and stack overflows (issue 5). */
import { beforeAll, expect, test } from '@jest/globals';
import { enginePid, errorOf, ownedLines, placeOf, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import { LATE_CALLS, LATE_WORLD } from './support/late-work';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();
beforeAll(() => prepare(shared.client, TELL_RUNS, 'const kept = 1', ...LATE_WORLD));

test.each(LATE_CALLS)('what is thrown in %s is shown under the cell that started it, while another one runs', async (_name, code) => {
  const { client } = shared;
  const before = Number(await valueOf(client, 'said'));
  const owner = await client.execute(`const say = () => {\n  said++;\n  throw new RangeError('late');\n}; ${code}; 0`);
  const count = owner.reply.content['execution_count'];
  const other = await client.execute(`await awaitedBy(${before + 1}); kept`);
  expect(linesOf(other)).toEqual(['busy', 'execute_input', 'execute_result 1', 'idle', 'execute_reply ok']);
  const error = await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === owner.reply.parent_header.msg_id, 'the error');
  expect(placeOf(error)).toEqual({ cell: count, line: 3 });
  await client.checks.done();
  expect(ownedLines(client, owner)).toEqual(['error RangeError: late']);
});

test.each([
  ['an error', 'new TypeError("x")', 'error TypeError: x'],
  ['a text', '"a text"', "error UncaughtValue: 'a text'"],
  ['undefined', 'undefined', 'error UncaughtValue: undefined'],
  ['null', 'null', 'error UncaughtValue: null'],
  ['an error with a cause', 'new Error("outer", { cause: new Error("inner") })', 'error Error: outer'],
])('an uncaught exception and an unhandled rejection of %s', async (_name, value, line) => {
  const { client } = shared;
  for (const code of [`setTimeout(() => { throw ${value}; }, 10)`, `setTimeout(() => void Promise.reject(${value}), 10)`]) {
    const owner = await client.execute(`${code}; 0`);
    const id = owner.reply.parent_header.msg_id;
    await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === id, 'the error');
    expect(ownedLines(client, owner)).toEqual([line]);
  }
  expect(await valueOf(client, 'kept')).toBe('1');
});

test('while the cell itself still runs: its error comes, the cell goes on', async () => {
  const { client } = shared;
  const { iopub, reply } = await client.execute('setTimeout(() => { throw new TypeError("in between") }, 5); await new Promise((resolve) => setTimeout(resolve, 60)); "goes on"');
  expect(linesOf({ iopub, reply })).toEqual(['busy', 'execute_input', 'error TypeError: in between', "execute_result 'goes on'", 'idle', 'execute_reply ok']);
});

test('a rejection that is handled late is shown once, and the kernel lives', async () => {
  const { client } = shared;
  const owner = await client.execute('const rejected = Promise.reject(new Error("late handled")); await new Promise((resolve) => setTimeout(resolve, 20)); await rejected.catch(() => "handled")');
  expect(outputsOf(owner).filter((line) => line.startsWith('error'))).toEqual(['error Error: late handled']);
  expect(outputsOf(owner).at(-1)).toBe("execute_result 'handled'");
});

test('1,000 at once are all shown, in order', async () => {
  const { client } = shared;
  const owner = await client.execute('for (let i = 0; i < 1000; i++) setTimeout(() => { throw new Error(`nr ${i}`) }, 5); 0');
  const id = owner.reply.parent_header.msg_id!;
  await client.until(({ content, parent_header }) => parent_header.msg_id === id && content['evalue'] === 'nr 999', 'the last error');
  // Some come before the cell's end on a slow machine.
  const errors = client.published(id).map(lineOf).filter((line) => line.startsWith('error'));
  expect(errors).toEqual(Array.from({ length: 1000 }, (_, i) => `error Error: nr ${i}`));
});

test.each([
  ['process.exit(7)', 'process.exit(7)', 'process.exit(7)'],
  ['process.exit(0) after an await', 'await null; process.exit(0)', 'process.exit(0)'],
  ['process.exit() in a function', 'const end = () => process.exit(); end()', 'process.exit()'],
  ['process.exit(1) in try, catch and finally', 'try { process.exit(1) } catch { ranOn++ } finally { ranOn++ }', 'process.exit(1)'],
  ['process.exit with exitCode set', 'process.exitCode = 3; process.exit()', 'process.exit(3)'],
])('%s ends that cell with an error; variables and the engine stay', async (_name, code, call) => {
  const { client } = shared;
  await prepare(client, 'var ranOn = 0');
  const engine = await enginePid(client);
  const exchange = await client.execute(`console.log("before"); ${code}; ranOn++;`);
  const words = `error ProcessExit: ${call} ended this cell's work. The kernel and all variables live on; to end the kernel, shut it down in the front end.`;
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'stdout "before\\n"', words, 'idle', 'execute_reply error ProcessExit']);
  expect(await valueOf(client, '[kept, ranOn, process.pid]')).toBe(`[ 1, 0, ${engine} ]`);
});

test('process.exit in work that was left running is shown under its cell, while another one runs', async () => {
  const { client } = shared;
  const owner = await client.execute('var ranOn = 0; setTimeout(() => { process.exit(8); ranOn++ }, 30); 0');
  const id = owner.reply.parent_header.msg_id;
  const other = await startCell(client, 'runs(); await new Promise((resolve) => setTimeout(resolve, 100)); ranOn');
  await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === id, 'the error');
  expect(ownedLines(client, owner)).toEqual([expect.stringMatching(/^error ProcessExit: process\.exit\(8\)/)]);
  expect(outputsOf(await client.exchange(other)).at(-1)).toBe('execute_result 0');
});

test('comms stay open when a cell calls process.exit', async () => {
  const { client } = shared;
  await prepare(client, 'import { comms } from "awaitbook"; const comm = comms.open("widget"); 0');
  expect(linesOf(await client.execute('process.exit(1)'))).not.toContain('comm_close {}');
  expect(Object.keys((await client.request('comm_info_request')).reply.content['comms'] as object)).toHaveLength(1);
  await prepare(client, 'comm.close()');
});

test.each([
  ['a function', 'const deep = () => deep() + 1;\ndeep();', 1],
  ['a function behind an await', 'await null; const deep = () => deep() + 1;\ndeep();', 1],
  ['a getter', 'const object = { get deep() { return this.deep; } };\nobject.deep;', 1],
  ['a proxy', 'const proxy = new Proxy({}, {});\nObject.setPrototypeOf(proxy, proxy);\nproxy.x;', 3],
  ['JSON', 'let nested: unknown = 1; for (let i = 0; i < 1e5; i++) nested = [nested];\nJSON.stringify(nested);', 2],
])('a stack overflow in %s is an error of the cell', async (_name, code, line) => {
  const { client } = shared;
  const exchange = await client.execute(code);
  expect(lineOf(exchange.reply)).toBe('execute_reply error RangeError');
  expect(lineOf(errorOf(exchange))).toBe('error RangeError: Maximum call stack size exceeded');
  expect(placeOf(errorOf(exchange))).toEqual({ cell: exchange.reply.content['execution_count'], line });
  expect(await valueOf(client, 'kept')).toBe('1');
});

test('a stack overflow in a timer is shown under its cell', async () => {
  const { client } = shared;
  const owner = await client.execute('setTimeout(() => { const deep = () => deep() + 1; deep() }, 10); 0');
  const id = owner.reply.parent_header.msg_id;
  await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === id, 'the error');
  expect(ownedLines(client, owner)).toEqual(['error RangeError: Maximum call stack size exceeded']);
});
