import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KernelClient } from './support/kernel-client';
import { lineOf, linesOf, outputsOf, tracebackOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';

const shared = sharedKernel();

/** A server that takes connections and says nothing. */
const silent = createServer();
let silentPort = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silentPort = (silent.address() as AddressInfo).port;
});
afterAll(() => {
  silent.close();
});

async function interrupt(client: KernelClient): Promise<void> {
  const exchange = await client.request('interrupt_request', {}, { channel: 'control' });
  expect(linesOf(exchange)).toEqual(['busy', 'idle', 'interrupt_reply ok']);
  expect(exchange.reply).toMatchObject({ channel: 'control', content: { status: 'ok' } });
}

const CELLS: readonly [name: string, code: string][] = [
  ['a loop', 'while (true) {}'],
  ['a loop in a function', 'function spin() { for (;;) { spinCount++; } } spin()'],
  ['a loop after an await', 'await null; while (true) {}'],
  ['a loop in try / catch / finally', 'try { while (true) {} } catch { console.log("caught") } finally { console.log("finally") }'],
  ['a loop in a timer that is awaited', 'await new Promise(() => setTimeout(() => { while (true) {} }, 1))'],
  ['a loop in a microtask', 'await Promise.resolve().then(() => { while (true) {} })'],
  ['a loop of awaits', 'for (;;) await null'],
  ['a loop of timers', 'for (;;) await new Promise((resolve) => setTimeout(resolve, 1))'],
  ['for await over an endless generator', 'async function* numbers() { for (let i = 0; ; i++) yield i; } for await (const n of numbers()) spinCount = n'],
  ['an await that never settles', 'await new Promise(() => {})'],
  ['a long timer', 'await new Promise((resolve) => setTimeout(resolve, 1_000_000))'],
  ['a timer of node:timers/promises', 'import { setTimeout as sleep } from "node:timers/promises"; await sleep(1_000_000)'],
  ['Promise.all of waits', 'await Promise.all([1, 2].map(() => new Promise((resolve) => setTimeout(resolve, 1_000_000))))'],
  ['a fetch that gets no answer', 'await fetch("http://127.0.0.1:PORT/")'],
  ['a blocked thread', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ['a regular expression that backtracks for ever', '/(a+)+$/.test("a".repeat(60) + "!")'],
  ['a child process that is awaited', 'import { once } from "node:events"; import { spawn } from "node:child_process"; await once(spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]), "exit")'],
];

test.each(CELLS)('%s: interrupted, variables kept, nothing of it runs on', async (_name, code) => {
  const { client } = shared;
  await client.execute('var kept = {since: "before"}; var spinCount = 0;');
  const cell = client.sendCell(`console.log("runs"); ${code.replace('PORT', String(silentPort))}; console.log("never")`);
  const queued = [client.sendCell('console.log("never queued")'), client.sendCell('"never either"')];
  await client.untilText(cell, 'runs');
  const before = client.seen.length;
  await interrupt(client);
  const exchange = await client.exchange(cell);
  // `busy` again: the answered interrupt ended in an idle of its own.
  expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'stdout "runs\\n"', 'busy', expect.stringMatching(/^error KeyboardInterrupt: Cell \d+ was interrupted/), 'idle', 'execute_reply error KeyboardInterrupt']);
  for (const id of queued) expect(linesOf(await client.exchange(id))).toEqual(['busy', 'idle', 'execute_reply aborted']);
  // The interrupt is answered first, then the cell ends, then the queue.
  const order = client.seen.slice(before).filter(({ channel }) => channel === 'iopub').map(lineOf);
  expect(order).toEqual(['busy', 'idle', 'busy', expect.stringMatching(/^error/), 'idle', 'busy', 'idle', 'busy', 'idle']);
  expect(outputsOf(await client.execute('kept'))).toEqual(["execute_result { since: 'before' }"]);
  expect(client.text(cell)).toBe('runs\n');
});

test('the error tells the line where the cell stood', async () => {
  const { client } = shared;
  const cell = client.sendCell('console.log("runs")\nlet steps = 0\nwhile (true) {\n  steps++\n}');
  await client.untilText(cell, 'runs');
  await interrupt(client);
  const { iopub } = await client.exchange(cell);
  expect(tracebackOf(iopub.find(({ header }) => header.msg_type === 'error')!).join('\n')).toMatch(/at Cell \d+, line [34], column \d+/);
});

test('values that a cell made before it was interrupted are there', async () => {
  const { client } = shared;
  const cell = client.sendCell('const made = [1]; console.log("runs"); for (;;) { made.push(2); await null; if (made.length > 1000) made.length = 1; }');
  await client.untilText(cell, 'runs');
  await interrupt(client);
  await client.exchange(cell);
  expect(outputsOf(await client.execute('made[0]'))).toEqual(['execute_result 1']);
});

test('an interrupt when nothing runs: the reply and nothing else, and the next cell runs', async () => {
  const { client } = shared;
  for (let turn = 0; turn < 3; turn++) await interrupt(client);
  expect(outputsOf(await client.execute('await new Promise((resolve) => setTimeout(resolve, 50)); "not interrupted"'))).toEqual(["execute_result 'not interrupted'"]);
});

test('an interrupt ends the running cell only: a cell that is sent after it runs', async () => {
  const { client } = shared;
  const cell = client.sendCell('console.log("runs"); while (true) {}');
  await client.untilText(cell, 'runs');
  await interrupt(client);
  const next = client.sendCell('"sent after the interrupt"');
  await client.exchange(cell);
  expect(outputsOf(await client.exchange(next))).toEqual(["execute_result 'sent after the interrupt'"]);
});

test('timers that an earlier cell left running go on', async () => {
  const { client } = shared;
  const owner = client.sendCell('let ticks = 0; const ticking = setInterval(() => console.log("tick", ++ticks), 20); 0');
  await client.exchange(owner);
  const cell = client.sendCell('console.log("runs"); await new Promise(() => {})');
  await client.untilText(cell, 'runs');
  await interrupt(client);
  await client.exchange(cell);
  const ticks = Number(outputsOf(await client.execute('ticks')).at(-1)?.replace('execute_result ', ''));
  const nextTick = `tick ${ticks + 1}\n`;
  await client.until(() => stripVTControlCharacters(client.text(owner)).includes(nextTick), 'the tick after the interrupt');
  expect(outputsOf(await client.execute('clearInterval(ticking)')).filter((line) => line.startsWith('error'))).toEqual([]);
});

test('SIGINT interrupts too, as in a terminal', async () => {
  await withKernel(async (client, kernel) => {
    const cell = client.sendCell('console.log("runs"); while (true) {}');
    const queued = client.sendCell('"never"');
    await client.untilText(cell, 'runs');
    kernel.kill('SIGINT');
    expect(linesOf(await client.exchange(cell)).slice(2)).toEqual(['stdout "runs\\n"', expect.stringMatching(/^error KeyboardInterrupt: /), 'idle', 'execute_reply error KeyboardInterrupt']);
    expect(lineOf((await client.exchange(queued)).reply)).toBe('execute_reply aborted');
    kernel.kill('SIGINT');
    // A signal and a message have no order: by the time that this is answered, the kernel has had the signal.
    await client.request('kernel_info_request', {}, { channel: 'control' });
    expect(outputsOf(await client.execute('"alive"'))).toEqual(["execute_result 'alive'"]);
  });
});
