import { expect, test } from '@jest/globals';
import { KernelClient } from './support/kernel-client';
import { lineOf, linesOf } from './support/lines';
import { closing, withKernel } from './support/session';

/** Sends a cell and waits until it says that it runs. */
async function startCell(client: KernelClient, code: string): Promise<string> {
  const id = client.sendCell(`console.log("runs"); ${code}`);
  await client.untilText(id, 'runs');
  return id;
}

/** What is published from here on, until the running cell is told busy again: `request:` or `cell:`, and the state. */
async function askWhileBusy(client: KernelClient, cell: string, type: string, content: object, channel: 'shell' | 'control'): Promise<string[]> {
  const before = client.seen.length;
  const { reply } = await client.request(type, content, { channel });
  const isBusyAgain = (message: (typeof client.seen)[number]) => message.parent_header.msg_id === cell && lineOf(message) === 'busy' && client.seen.indexOf(message) >= before;
  await client.until(isBusyAgain, 'busy of the cell');
  await client.checks.done();
  const published = client.seen.slice(before).filter((message) => message.channel === 'iopub');
  return [...published.map((message) => `${message.parent_header.msg_id === cell ? 'cell' : 'request'}: ${lineOf(message)}`), lineOf(reply)];
}

test.each([
  ['spins', 'while (true) {}'],
  ['blocks its thread', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ['awaits', 'await new Promise(() => {})'],
  ['spins in microtasks', 'for (;;) await null'],
])('while a cell %s, all other requests are answered, and the kernel still shows as busy', async (_name, code) => {
  await withKernel(async (client) => {
    await client.execute('const planets = {mars: 4, mercury: 1}; planets.mars');
    const cell = await startCell(client, code);
    for (const [type, content, channel, answer] of [
      ['kernel_info_request', {}, 'control', 'kernel_info_reply ok'],
      ['kernel_info_request', {}, 'shell', 'kernel_info_reply ok'],
      ['complete_request', { code: 'planets.m', cursor_pos: 9 }, 'shell', 'complete_reply ok'],
      ['inspect_request', { code: 'planets', cursor_pos: 7, detail_level: 0 }, 'shell', 'inspect_reply ok'],
      ['is_complete_request', { code: 'f(' }, 'shell', 'is_complete_reply incomplete'],
      ['history_request', { hist_access_type: 'tail', n: 1, output: false, raw: true }, 'shell', 'history_reply ok'],
      ['comm_info_request', {}, 'shell', 'comm_info_reply ok'],
      ['connect_request', {}, 'shell', 'connect_reply ok'],
    ] as const) {
      expect(await askWhileBusy(client, cell, type, content, channel)).toEqual(['request: busy', 'request: idle', 'cell: busy', answer]);
    }
    expect(await client.beat('beat')).toBe('beat');
    expect(client.published(cell).map(lineOf).filter((line) => line === 'idle')).toEqual([]);
  });
});

test('completion and inspection of live values come from within a spinning cell, also of what it has just made', async () => {
  await withKernel(async (client) => {
    await startCell(client, 'globalThis.fresh = {first: 1, second: 2}; while (true) {}');
    const { reply } = await client.request('complete_request', { code: 'fresh.s', cursor_pos: 7 });
    expect(reply.content['matches']).toEqual(['second']);
    const inspected = await client.request('inspect_request', { code: 'fresh', cursor_pos: 5, detail_level: 0 });
    expect(inspected.reply.content).toMatchObject({ found: true, data: { 'text/plain': expect.stringContaining('first') } });
  });
});

test('the heartbeat and kernel_info do not wait for user code: the fastest of 50 takes less than 5 ms', async () => {
  await withKernel(async (client) => {
    await startCell(client, 'while (true) {}');
    for (const ask of [() => client.request('kernel_info_request', {}, { channel: 'control' }), () => client.beat('x')]) {
      const times: number[] = [];
      for (let turn = 0; turn < 50; turn++) {
        const start = performance.now();
        await ask();
        times.push(performance.now() - start);
      }
      expect(Math.min(...times)).toBeLessThan(5);
    }
  });
});

test('a request that is answered between two cells leaves the kernel idle: no busy follows', async () => {
  await withKernel(async (client) => {
    await client.execute('1');
    const before = client.seen.length;
    await client.request('complete_request', { code: 'glob', cursor_pos: 4 });
    await client.execute('2');
    const published = client.seen.slice(before).filter(({ channel }) => channel === 'iopub');
    expect(published.map(lineOf)).toEqual(['busy', 'idle', 'busy', 'execute_input', 'execute_result 2', 'idle']);
  });
});

test('a cell that spins is ended by shutdown, which is answered at once', async () => {
  await withKernel(async (client, kernel) => {
    await startCell(client, 'while (true) {}');
    const { reply, iopub } = await client.request('shutdown_request', { restart: false }, { channel: 'control' });
    expect(reply.content).toEqual({ status: 'ok', restart: false });
    expect(iopub.map(lineOf)).toEqual(['busy', 'shutdown_reply ok', 'idle']);
    expect(await kernel.untilGone()).toEqual({ code: 0, signal: null });
  });
});

test('a second client is served while the cell of the first spins, and sees that the kernel is busy', async () => {
  await withKernel(async (one, kernel) => {
    await one.execute('const planets = {mars: 4}');
    const cell = await startCell(one, 'while (true) {}');
    const two = await KernelClient.connect(kernel.connection);
    await closing(two, async () => {
      expect(await askWhileBusy(two, cell, 'complete_request', { code: 'planets.m', cursor_pos: 9 }, 'shell')).toEqual(['request: busy', 'request: idle', 'cell: busy', 'complete_reply ok']);
      await two.request('interrupt_request', {}, { channel: 'control' });
      expect(linesOf(await one.exchange(cell)).slice(-2)).toEqual(['idle', 'execute_reply error KeyboardInterrupt']);
    });
  });
});
