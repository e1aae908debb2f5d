/** What an interrupt leaves alone, and what it ends although it is not the running cell's (issue 5). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { errorOf, interrupt, lateLines, placeOf, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import type { KernelClient } from './support/kernel-client';
import { lineOf, linesOf } from './support/lines';
import { isAlive } from './support/processes';
import { sharedKernel, withKernel } from './support/session';

const IMPORTS = `import net from 'node:net'; import http from 'node:http'; import childProcess from 'node:child_process'; import { once } from 'node:events'; ${TELL_RUNS}
  const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));`;
/** The cell that is interrupted starts all of this, then awaits. */
const LEFT_RUNNING = `
  const web = http.createServer(async (request, response) => { await new Promise((resolve) => setTimeout(resolve, 10)); response.end('answer ' + request.url); }); const webPort = await listen(web);
  const echo = net.createServer((socket) => socket.on('error', () => {}).pipe(socket)); const echoPort = await listen(echo);
  var ticks = 0; const ticking = setInterval(() => ticks++, 5);
  const quietTimer = setTimeout(() => console.log('unref’ed timer'), 300); quietTimer.unref();
  const detached = childProcess.spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }); detached.unref();
  const unrefed = childProcess.spawn('sleep', ['1000'], { stdio: 'ignore' }); unrefed.unref();
  const attached = childProcess.spawn('sh', ['-c', 'sleep 1000 & wait']); `;

describe('after the interrupt of the cell that started them', () => {
  const shared = sharedKernel();
  let cell = '';

  beforeAll(async () => {
    const { client } = shared;
    // A connection that an earlier cell has to a server of an earlier cell.
    await prepare(client, IMPORTS, 'const old = net.createServer((socket) => socket.pipe(socket)); const oldPort = await listen(old); const oldSocket = net.connect(oldPort, "127.0.0.1"); await once(oldSocket, "connect");');
    cell = await startCell(client, `${LEFT_RUNNING} runs(); await new Promise(() => {});`);
    await interrupt(client);
    expect(lineOf((await client.exchange(cell)).reply)).toBe('execute_reply error KeyboardInterrupt');
  });

  test('its servers answer, with what they await', async () => {
    expect(await valueOf(shared.client, 'await (await fetch(`http://127.0.0.1:${webPort}/x`)).text()')).toBe("'answer /x'");
  });

  test('a connection between them and a later cell outlives the interrupt of another one', async () => {
    const { client } = shared;
    await prepare(client, 'const line = net.connect(echoPort, "127.0.0.1"); await once(line, "connect");');
    const other = await startCell(client, 'runs(); await new Promise(() => {});');
    await interrupt(client);
    await client.exchange(other);
    expect(await valueOf(client, 'line.write("still here"); String((await once(line, "data"))[0])')).toBe("'still here'");
  });

  test('a connection that an earlier cell made stays', async () => {
    expect(await valueOf(shared.client, 'oldSocket.write("old"); String((await once(oldSocket, "data"))[0])')).toBe("'old'");
  });

  test('its interval ticks on', async () => {
    const { client } = shared;
    await prepare(client, 'var ticksThen = ticks; await new Promise((resolve) => setTimeout(resolve, 100));');
    expect(await valueOf(client, 'ticks > ticksThen')).toBe('true');
  });

  test("an unref'ed timer fires, and its output is the cell's", async () => {
    await shared.client.untilText(cell, 'unref’ed timer');
  });

  test("detached and unref'ed children live, others are ended with their own children", async () => {
    const { client, kernel } = shared;
    expect(await valueOf(client, 'await new Promise((resolve) => setTimeout(resolve, 100)); [detached, unrefed].map((child) => child.exitCode ?? child.signalCode)')).toBe('[ null, null ]');
    const [attached, detached, unrefed] = JSON.parse(await valueOf(client, '[attached.pid, detached.pid, unrefed.pid]')) as [number, number, number];
    expect([detached, unrefed].map(isAlive)).toEqual([true, true]);
    expect(await valueOf(client, 'attached.signalCode')).toBe("'SIGTERM'");
    expect(isAlive(attached)).toBe(false);
    await kernel.untilProcesses(4); // front, engine and both: also the `sleep` of `sh` is gone
    process.kill(detached, 'SIGKILL');
  });
});

test('a child that ignores SIGTERM is ended too', async () => {
  await withKernel(async (client, kernel) => {
    await prepare(client, IMPORTS);
    const cell = await startCell(client, `const child = childProcess.spawn('sh', ['-c', 'trap "" TERM; exec 2>/dev/null; echo ready; while :; do sleep 1000; done']); await once(child.stdout, 'data'); runs(); await once(child, 'exit');`);
    await interrupt(client);
    await client.exchange(cell);
    await prepare(client, 'if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => setInterval(() => child.signalCode !== null && resolve(), 10));');
    expect(await valueOf(client, 'child.signalCode')).toBe("'SIGKILL'");
    await kernel.untilProcesses(2); // front and engine
  });
});

/** A worker thread that has a child and lets the main thread out of a call into the system three times a second. */
const WITH_CHILD = `childProcess.execFileSync('mkfifo', ['door']); import { Worker } from 'node:worker_threads'; import fs from 'node:fs';
  const worker = new Worker(\`const fs = require('node:fs'); setInterval(() => fs.closeSync(fs.openSync('door', 'w')), 300);
    require('node:worker_threads').parentPort.postMessage(require('node:child_process').spawn('sleep', ['1000']).pid)\`, { eval: true }); worker.unref(); const [childOfWorker] = await once(worker, 'message');`;

test('long calls into the system, one after the other: a child of a worker thread is not taken for one that the cell waits for; it lives, and the engine is kept', async () => {
  await withKernel(async (client) => {
    await prepare(client, IMPORTS, WITH_CHILD, 'const kept = 1;');
    const child = Number(await valueOf(client, 'childOfWorker'));
    const cell = await startCell(client, "for (let i = 0; ; i++) { fs.closeSync(fs.openSync('door', 'r')); if (i === 2) runs(); }");
    // By now the kernel looks where it stands, too: no look may come in the way of the interrupt.
    await interrupt(client);
    expect(lineOf(errorOf(await client.exchange(cell)))).toMatch(/^error KeyboardInterrupt: Cell \d+ was interrupted\.$/);
    expect(await valueOf(client, 'kept')).toBe('1');
    // Only Linux tells which thread has started a child.
    if (process.platform === 'linux') expect(isAlive(child)).toBe(true);
  });
});

/** Work of an earlier cell that tells that it spins, and does, once it is set off. */
const SPINNING: readonly [name: string, code: string, setOff: string, line: number][] = [
  ['an interval', 'const spinner = setInterval(() => {\n  if (go) {\n    console.log("spins"); for (;;) {}\n  }\n}, 5); var go = false;', 'go = true', 3],
  ['an interval with a function of another cell', 'var go = false; const spinner = setInterval(spin, 5);', 'go = true', 1],
  ['a handler of a server', 'const web = http.createServer(() => {\n  console.log("spins"); for (;;) {}\n}); const webPort = await listen(web);', 'http.get({ host: "127.0.0.1", port: webPort }).on("error", () => {})', 2],
  ['a handler of a server, after an await', 'const web = http.createServer(async () => {\n  await null;\n  console.log("spins"); for (;;) {}\n}); const webPort = await listen(web);', 'http.get({ host: "127.0.0.1", port: webPort }).on("error", () => {})', 3],
  ['a listener on a socket', 'const tcp = net.createServer((socket) => {\n  socket.on("data", () => {\n    console.log("spins"); for (;;) {}\n  });\n}); const tcpPort = await listen(tcp); const socket = net.connect(tcpPort, "127.0.0.1"); await once(socket, "connect");', 'socket.write("x")', 3],
];

/** From out of the running cell, once it is awaited. */
function later(code: string): string {
  return `setTimeout(() => { ${code} }, 20).unref()`;
}

async function expectNamed(client: KernelClient, owner: string, line: number): Promise<void> {
  const error = await client.until(({ header, parent_header }) => header.msg_type === 'error' && parent_header.msg_id === owner, 'the error of the earlier cell');
  expect(lineOf(error)).toBe('error KeyboardInterrupt: Work that this cell had left running held up the event loop and was interrupted.');
  expect(placeOf(error)!.line).toBe(line);
}

test.each(SPINNING)('%s of an earlier cell that spins is interrupted with the running cell, and named in both', async (_name, code, setOff, line) => {
  await withKernel(async (client) => {
    await prepare(client, IMPORTS, 'const spin = () => { if (go) { console.log("spins"); for (;;) {} } }; const kept = 1;');
    const owner = await client.execute(code);
    const count = String(owner.reply.content['execution_count']);
    const cell = await startCell(client, `${later(setOff)}; runs(); await new Promise(() => {});`);
    await client.untilText(owner.reply.parent_header.msg_id!, 'spins');
    await interrupt(client);
    const exchange = await client.exchange(cell);
    expect(lineOf(errorOf(exchange))).toMatch(new RegExp(`^error KeyboardInterrupt: Cell \\d+ was interrupted: work that Cell ${count} had left running held up the event loop, and was interrupted too\\.$`));
    await expectNamed(client, owner.reply.parent_header.msg_id!, line);
    await prepare(client, 'globalThis.go = false; if (typeof spinner !== "undefined") clearInterval(spinner);');
    expect(await valueOf(client, 'kept')).toBe('1');
    expect(lateLines(client, exchange)).toEqual([]);
  });
});

test('a cell that waits behind such work is interrupted before it starts, and is told why', async () => {
  await withKernel(async (client) => {
    const owner = await client.execute('console.log("first");\nsetTimeout(() => {\n  console.log("spins"); for (;;) {}\n}, 20); const kept = 1;');
    await client.untilText(owner.reply.parent_header.msg_id!, 'spins');
    const cell = client.sendCell('globalThis.started = true;');
    await client.until(({ header, parent_header }) => header.msg_type === 'execute_input' && parent_header.msg_id === cell, 'execute_input');
    await interrupt(client);
    expect(linesOf(await client.exchange(cell)).slice(-3)).toEqual([
      'error KeyboardInterrupt: The cell was interrupted before it started: work that Cell 1 had left running held up the event loop, and was interrupted too.',
      'idle',
      'execute_reply error KeyboardInterrupt',
    ]);
    await expectNamed(client, owner.reply.parent_header.msg_id!, 3);
    expect(await valueOf(client, '[kept, typeof started]')).toBe("[ 1, 'undefined' ]");
  });
});

test('spinning work is interrupted when no cell runs, and named', async () => {
  await withKernel(async (client) => {
    const owner = await client.execute('setTimeout(() => {\n  console.log("spins"); for (;;) {}\n}, 20); const kept = 1;');
    await client.untilText(owner.reply.parent_header.msg_id!, 'spins');
    await interrupt(client);
    await expectNamed(client, owner.reply.parent_header.msg_id!, 2);
    expect(await valueOf(client, 'kept')).toBe('1');
  });
});
