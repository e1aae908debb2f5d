import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Exchange } from './support/kernel-client';
import { lineOf, linesOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';
import type { Fields, Message } from './support/wire-format';

const shared = sharedKernel();

function only({ iopub }: Exchange, type: string): Message {
  const found = iopub.filter(({ header }) => header.msg_type === type);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** The count that a kernel is at. */
async function currentCount(): Promise<number> {
  const { reply } = await shared.client.execute('');
  return reply.content['execution_count'] as number;
}

test('a cell: busy, its input, its output, its result, idle, and the reply', async () => {
  const exchange = await shared.client.execute('console.log("hello"); 6 * 7');
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'stdout "hello\\n"', 'execute_result 42', 'idle', 'execute_reply ok']);
  const { content } = only(exchange, 'execute_input');
  const count = content['execution_count'];
  expect(content).toEqual({ code: 'console.log("hello"); 6 * 7', execution_count: count });
  expect(only(exchange, 'execute_result').content['execution_count']).toBe(count);
  expect(exchange.reply).toMatchObject({ channel: 'shell', content: { status: 'ok', execution_count: count, user_expressions: {}, payload: [] } });
});

test('counts go up by one, from 1', async () => {
  await withKernel(async (client) => {
    for (const count of [1, 2, 3]) expect((await client.execute('1')).reply.content['execution_count']).toBe(count);
  });
});

test('a cell of many megabytes', async () => {
  const exchange = await shared.client.execute(`const large = "${'x'.repeat(8_000_000)}"; large.length`);
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'execute_result 8000000', 'idle', 'execute_reply ok']);
});

test('the reply carries when the cell started and what it cost', async () => {
  const before = Date.now();
  const { reply } = await shared.client.execute('await new Promise((resolve) => setTimeout(resolve, 400)); for (let at = performance.now(); performance.now() < at + 100;);');
  const { started, awaitbook } = reply.metadata as { started: string; awaitbook: { timing: { startedAt: string; wallMs: number; cpuMs: number; idleMs: number } } };
  const { startedAt, wallMs, cpuMs, idleMs } = awaitbook.timing;
  expect(started).toBe(startedAt);
  expect(Date.parse(started)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(started)).toBeLessThanOrEqual(Date.now());
  // A timer of 400 ms may fire 1 ms early; upper bounds only where they hold on any machine.
  expect(wallMs).toBeGreaterThanOrEqual(498);
  expect(idleMs).toBeGreaterThanOrEqual(150);
  expect(cpuMs).toBeGreaterThan(0);
  expect(idleMs).toBeLessThanOrEqual(wallMs - 99);
});

test('a failing cell: the same three fields in the error message and in the reply', async () => {
  const exchange = await shared.client.execute('console.log("before"); null.x; console.log("never")');
  expect(linesOf(exchange)).toEqual([
    'busy',
    'execute_input',
    'stdout "before\\n"',
    "error TypeError: Cannot read properties of null (reading 'x')",
    'idle',
    'execute_reply error TypeError',
  ]);
  const { ename, evalue, traceback, ...rest } = exchange.reply.content;
  expect({ ename, evalue, traceback }).toEqual(only(exchange, 'error').content);
  expect(rest).toEqual({ status: 'error', execution_count: expect.any(Number), user_expressions: {}, payload: [] });
});

test('a text that does not parse is an error of the cell, and nothing of it runs', async () => {
  const exchange = await shared.client.execute('console.log("never");\nlet = = 1');
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', expect.stringMatching(/^error SyntaxError: /), 'idle', 'execute_reply error SyntaxError']);
});

test.each([
  ['empty', ''],
  ['blank', ' \n\t '],
])('%s code: ok, and not counted', async (_name, code) => {
  const count = await currentCount();
  const exchange = await shared.client.execute(code);
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'idle', 'execute_reply ok']);
  expect(exchange.reply.content['execution_count']).toBe(count);
});

test('code of comments only: ok, no result, counted as any other cell', async () => {
  const count = await currentCount();
  const exchange = await shared.client.execute('// nothing\n/* here */');
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'idle', 'execute_reply ok']);
  expect(exchange.reply.content['execution_count']).toBe(count + 1);
});

test('silent: nothing is published but busy and idle, nothing is counted, and no history is kept', async () => {
  const count = await currentCount();
  const exchange = await shared.client.execute('globalThis.wasRun = "silently"; console.log("unheard"); "unseen"', { content: { silent: true } });
  expect(linesOf(exchange)).toEqual(['busy', 'idle', 'execute_reply ok']);
  expect(exchange.reply.content['execution_count']).toBe(count);
  const { reply } = await shared.client.request('history_request', { hist_access_type: 'search', pattern: '*unheard*', output: false, raw: true });
  expect(reply.content['history']).toEqual([]);
  expect(linesOf(await shared.client.execute('wasRun'))).toContain("execute_result 'silently'");
  expect(await currentCount()).toBe(count + 1);
});

test('a silent cell that fails: the error is in the reply only', async () => {
  const exchange = await shared.client.execute('throw new RangeError("quiet")', { content: { silent: true } });
  expect(linesOf(exchange)).toEqual(['busy', 'idle', 'execute_reply error RangeError']);
  expect(exchange.reply.content).toMatchObject({ ename: 'RangeError', evalue: 'quiet' });
});

test('store_history false: shown as any cell, but neither counted nor kept', async () => {
  const count = await currentCount();
  const exchange = await shared.client.execute('"not to be kept"', { content: { store_history: false } });
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', "execute_result 'not to be kept'", 'idle', 'execute_reply ok']);
  expect(exchange.reply.content['execution_count']).toBe(count);
  const { reply } = await shared.client.request('history_request', { hist_access_type: 'search', pattern: '*not to be kept*', output: false, raw: true });
  expect(reply.content['history']).toEqual([]);
});

test('stop_on_error: the execute requests behind a failing cell are aborted, other requests are answered', async () => {
  const { client } = shared;
  const gate = client.sendCell('await input(); throw new Error("stop")', { content: { allow_stdin: true } });
  const first = client.sendCell('console.log("never 1")');
  const info = client.send('kernel_info_request');
  const second = client.sendCell('console.log("never 2")');
  const last = client.send('kernel_info_request');
  // What was sent before it on the same channel is there as well.
  expect(linesOf(await client.exchange(last))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
  const question = await client.until(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === gate, 'input_request');
  client.send('input_reply', { value: '' }, { channel: 'stdin', parent: question.header });
  const failed = await client.exchange(gate);
  // The later `busy`s: each answered kernel_info has ended in an idle of its own.
  expect(linesOf(failed)).toEqual(['busy', 'execute_input', 'busy', 'busy', 'error Error: stop', 'idle', 'execute_reply error Error']);
  const count = failed.reply.content['execution_count'];
  for (const id of [first, second]) {
    const aborted = await client.exchange(id);
    expect(linesOf(aborted)).toEqual(['busy', 'idle', 'execute_reply aborted']);
    expect(aborted.reply.content).toEqual({ status: 'aborted', execution_count: count });
  }
  expect(linesOf(await client.exchange(info))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
  expect(linesOf(await client.execute('"runs again"'))).toContain("execute_result 'runs again'");
});

test('stop_on_error: "Run All" stops at a cell that fails at once', async () => {
  const { client, kernel } = shared;
  // Otherwise the kernel could be through with the first before the others have left a machine that is busy.
  kernel.kill('SIGSTOP');
  const ids = ['does not parse', 'console.log("never 3")', 'console.log("never 4")'].map((code) => client.sendCell(code));
  await wait(100); // libzmq does not tell when a message has left
  kernel.kill('SIGCONT');
  const replies = [];
  for (const id of ids) replies.push(lineOf((await client.exchange(id)).reply));
  expect(replies).toEqual(['execute_reply error SyntaxError', 'execute_reply aborted', 'execute_reply aborted']);
});

test('stop_on_error false: what is queued behind a failing cell runs', async () => {
  const { client } = shared;
  const ids = ['throw new Error("go on")', '"still runs"'].map((code) => client.sendCell(code, { content: { stop_on_error: false } }));
  const [failed, next] = [await client.exchange(ids[0]!), await client.exchange(ids[1]!)];
  expect(lineOf(failed.reply)).toBe('execute_reply error Error');
  expect(linesOf(next)).toEqual(['busy', 'execute_input', "execute_result 'still runs'", 'idle', 'execute_reply ok']);
});

test('one cell at a time, awaits included: a queued cell is busy only when the one before it is idle', async () => {
  const { client } = shared;
  const ids = ['await new Promise((resolve) => setTimeout(resolve, 100)); "slow"', '"quick"', 'await 0; "last"'].map((code) => client.sendCell(code));
  for (const id of ids) await client.exchange(id);
  const order = client.seen.filter(({ channel, parent_header }) => channel === 'iopub' && ids.includes(parent_header.msg_id!));
  expect(order.map((message) => `${ids.indexOf(message.parent_header.msg_id!) + 1}: ${lineOf(message)}`)).toEqual([
    ...['1: busy', '1: execute_input', "1: execute_result 'slow'", '1: idle'],
    ...['2: busy', '2: execute_input', "2: execute_result 'quick'", '2: idle'],
    ...['3: busy', '3: execute_input', "3: execute_result 'last'", '3: idle'],
  ]);
});

test('user_expressions: a bundle or an error for each, after the cell', async () => {
  const expressions = { sum: 'half + 21', html: 'shown', bad: 'nowhere.x', broken: '1 +', waits: 'await Promise.resolve("late")', nothing: 'undefined' };
  const code = 'const half = 21; const shown = {[Symbol.for("Jupyter.display")]: () => ({"text/html": "<i>i</i>"})};';
  const exchange = await shared.client.execute(code, { content: { user_expressions: expressions } });
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'idle', 'execute_reply ok']);
  const values = exchange.reply.content['user_expressions'] as Record<string, Fields>;
  const text = (value: string) => ({ status: 'ok', data: { 'text/plain': expect.stringContaining(value) }, metadata: {} });
  const error = (ename: string) => ({ status: 'error', ename, evalue: expect.any(String), traceback: expect.any(Array) });
  expect(values).toEqual({
    sum: text('42'),
    html: { status: 'ok', data: { 'text/html': '<i>i</i>', 'text/plain': expect.any(String) }, metadata: {} },
    bad: error('ReferenceError'),
    broken: error('SyntaxError'),
    waits: text('late'),
    nothing: text('undefined'),
  });
});

test('user_expressions of a failing cell are not run', async () => {
  const { reply } = await shared.client.execute('throw new Error("first")', { content: { user_expressions: { a: 'globalThis.wasEvaluated = true' } } });
  expect(reply.content['user_expressions']).toEqual({});
  expect(linesOf(await shared.client.execute('typeof wasEvaluated'))).toContain("execute_result 'undefined'");
});

test('late output keeps the parent of its cell and needs no busy', async () => {
  const { client } = shared;
  const id = client.sendCell('const later = setInterval(() => { if (!globalThis.go) return; clearInterval(later); console.log("late"); display("later"); }, 5); "done"');
  const exchange = await client.exchange(id);
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', "execute_result 'done'", 'idle', 'execute_reply ok']);
  // Another cell comes and goes meanwhile: it must not become the owner.
  const other = await client.execute('globalThis.go = true; await new Promise((resolve) => setTimeout(resolve, 50))');
  expect(linesOf(other)).toEqual(['busy', 'execute_input', 'idle', 'execute_reply ok']);
  expect(client.published(id).slice(exchange.iopub.length).map(lineOf)).toEqual(['stdout "late\\n"', "display_data 'later'"]);
});

test('an uncaught exception and an unhandled rejection of work left running are shown under their cell, and the kernel lives', async () => {
  const { client } = shared;
  const id = client.sendCell('var kept = "kept"; setTimeout(() => { throw new TypeError("from a timer"); }, 20); void Promise.reject(new RangeError("nobody caught me")); ');
  const exchange = await client.exchange(id);
  await client.until(({ parent_header, content }) => parent_header.msg_id === id && content['ename'] === 'TypeError', 'the error of the timer');
  await client.checks.done();
  const errors = client.published(id).map(lineOf).filter((line) => line.startsWith('error'));
  expect(errors).toEqual(['error RangeError: nobody caught me', 'error TypeError: from a timer']);
  expect(lineOf(exchange.reply)).toBe('execute_reply ok');
  expect(linesOf(await client.execute('kept'))).toEqual(['busy', 'execute_input', "execute_result 'kept'", 'idle', 'execute_reply ok']);
});

test('streams: in order, joined into few messages, all of it before idle', async () => {
  const exchange = await shared.client.execute('for (let i = 0; i < 20_000; i++) console.log(i); console.error("e"); console.log("o");');
  const streams = exchange.iopub.filter(({ header }) => header.msg_type === 'stream');
  const stdout = streams.slice(0, -2).map(({ content }) => content['text']).join('');
  expect(stripVTControlCharacters(stdout) === Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join('')).toBe(true);
  expect(streams.length).toBeLessThan(2_000);
  expect(streams.slice(-2).map(lineOf)).toEqual(['stderr "e\\n"', 'stdout "o\\n"']);
  expect(linesOf(exchange).slice(-2)).toEqual(['idle', 'execute_reply ok']);
});

test('output is live: it comes while the cell computes', async () => {
  const { client } = shared;
  const id = client.sendCell('console.log("spinning"); globalThis.go = false; while (!go) { if (performance.now() > 1e12) break; }', { content: { stop_on_error: false } });
  await client.untilText(id, 'spinning');
  expect(client.published(id).map(lineOf)).toEqual(['busy', 'execute_input', 'stdout "spinning\\n"']);
  await client.request('interrupt_request', {}, { channel: 'control' });
  expect(linesOf(await client.exchange(id)).slice(2)).toEqual([
    'stdout "spinning\\n"',
    'busy',
    expect.stringMatching(/^error KeyboardInterrupt: /),
    'idle',
    'execute_reply error KeyboardInterrupt',
  ]);
});
