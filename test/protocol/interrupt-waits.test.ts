/**
 * Interrupts of cells that await (issue 5): what the cell started and still waits for ends, no line of it runs after its reply, not
 * even once what it waited for comes.
 */
import { beforeAll, expect, test } from '@jest/globals';
import { enginePid, errorOf, interrupt, lateLines, placesOf, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import { openFiles } from './support/leftovers';
import { lineOf, linesOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();

/** `silent` takes connections and says nothing until `silent.wake()`, which answers, then ends all of them. `turns()` gives all that could go on the time for it, `childrenGone()` gives children the time to end; `pending()` names what keeps the loop alive. */
const WORLD = [
  `import fs from 'node:fs'; import net from 'node:net'; import http from 'node:http'; import childProcess from 'node:child_process'; import { EventEmitter, once } from 'node:events';
  import timers from 'node:timers/promises'; import { promisify } from 'node:util'; import readline from 'node:readline'; import { pipeline } from 'node:stream/promises'; import { PassThrough } from 'node:stream';`,
  `${TELL_RUNS} const kept = { since: 'before' }; var ranOn = 0; var steps = 0; childProcess.execFileSync('mkfifo', ['fifo']); const emitter = new EventEmitter(); var release = () => {};
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const turns = async () => { for (let turn = 0; turn < 20; turn++) await timers.setImmediate(); await timers.setTimeout(30); };
  const childrenGone = async () => { await turns(); while (process.getActiveResourcesInfo().includes('ProcessWrap')) await timers.setImmediate(); };
  const pending = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'ProcessWrap');`,
  `const connections = new Set(); const silent = net.createServer((socket) => { connections.add(socket.resume()); socket.on('error', () => {}); });
  await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve)); const { port } = silent.address(); const url = 'http://127.0.0.1:' + port;
  const wake = async () => { for (const socket of connections) socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok'); connections.clear(); await turns(); };`,
  `const slow = http.createServer((request, response) => { response.write('first'); release = () => response.end('rest'); }); await new Promise((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const slowUrl = 'http://127.0.0.1:' + slow.address().port;`,
];
beforeAll(() => prepare(shared.client, ...WORLD));

/** `wait` is awaited; `wake` would let the cell go on. */
const WAITS: readonly [name: string, wait: string, wake: string][] = [
  ['a promise that never settles', 'await new Promise(() => {})', 'await turns()'],
  ['a promise that another cell settles', 'await new Promise((resolve) => (release = resolve))', 'release(); await turns()'],
  ['a promise that another cell rejects', 'await new Promise((_, reject) => (release = reject))', 'release(new Error("late")); await turns()'],
  ['a timer', 'await new Promise((resolve) => setTimeout(resolve, 1e6))', 'await turns()'],
  ['a timer in a function of another cell', 'await sleep(1e6)', 'await turns()'],
  ['setTimeout of timers/promises', 'await timers.setTimeout(1e6)', 'await turns()'],
  ['an imported setTimeout', 'import { setTimeout as snooze } from "node:timers/promises"; await snooze(1e6)', 'await turns()'],
  ['scheduler.wait', 'await timers.scheduler.wait(1e6)', 'await turns()'],
  ['promisify(setTimeout)', 'await promisify(setTimeout)(1e6)', 'await turns()'],
  ['setInterval of timers/promises', 'for await (const _ of timers.setInterval(5)) steps++', 'await turns()'],
  ["an unref'ed setInterval of timers/promises", 'for await (const _ of timers.setInterval(5, null, { ref: false })) steps++', 'await turns()'],
  ['a loop of timers', 'for (;;) { await sleep(5); steps++; }', 'await turns()'],
  ['a loop of immediates', 'for (;;) { await timers.setImmediate(); steps++; }', 'await turns()'],
  ['Promise.all', 'await Promise.all([sleep(1e6), timers.setTimeout(1e6), new Promise(() => {})])', 'await turns()'],
  ['Promise.race', 'await Promise.race([sleep(1e6), timers.setTimeout(1e6)])', 'await turns()'],
  ['a timer in try and finally', 'try { await sleep(1e6) } catch { ranOn++ } finally { ranOn++ }', 'await turns()'],
  ['await using', 'await using resource = { async [Symbol.asyncDispose]() { ranOn++ } }; await sleep(1e6)', 'await turns()'],
  ['functions in functions', 'const inner = async () => { await sleep(1e6); ranOn++ }; const outer = async () => { await inner(); ranOn++ }; await outer()', 'await turns()'],
  ['an event', 'await once(emitter, "late")', 'emitter.emit("late"); await turns()'],
  ['events', 'const { on } = require("node:events"); for await (const _ of on(emitter, "late")) ranOn++', 'emitter.emit("late"); await turns()'],
  ['a stream', 'const stream = new PassThrough(); release = (text) => stream.end(text); for await (const chunk of stream) ranOn++', 'release("late"); await turns()'],
  ['a pipeline', 'const pass = new PassThrough(); release = (text) => pass.end(text); await pipeline(pass, async function* (source) { for await (const chunk of source) ranOn++ })', 'release("late"); await turns()'],
  ['a file', 'fs.writeFileSync("read.txt", "x".repeat(100)); for (;;) { await fs.promises.readFile("read.txt"); steps++; }', 'await turns()'],
  ['a callback of fs that is on its way', 'fs.readFile("fifo", () => ranOn++); await new Promise(() => {})', 'fs.writeFileSync("fifo", "x"); await turns()'],
  ['a promise of fs that is on its way', 'await fs.promises.readFile("fifo")', 'fs.writeFileSync("fifo", "x"); await turns()'],
  ['a stream of a file without end', 'fs.createReadStream("/dev/zero").on("data", () => steps++); await new Promise(() => {})', 'await turns()'],
  ['a watcher of files', 'for await (const _ of fs.promises.watch(".")) ranOn++', 'fs.writeFileSync("watched.txt", "x"); await turns()'],
  ['fetch', 'await fetch(url)', 'await wake()'],
  ['fetch in try', 'try { await fetch(url) } catch { ranOn++ } finally { ranOn++ }', 'await wake()'],
  ['fetch with a signal of its own', 'await fetch(url, { signal: AbortSignal.timeout(1e6) })', 'await wake()'],
  ['the body of a fetch', 'const response = await fetch(slowUrl); await response.text()', 'release(); await turns()'],
  ['the stream of a fetch', 'for await (const chunk of (await fetch(slowUrl)).body) steps++', 'release(); await turns()'],
  ['a request of http', 'await new Promise((resolve, reject) => http.get(url, (response) => { ranOn++; resolve(response) }).on("error", (error) => { ranOn++; reject(error) }))', 'await wake()'],
  ['a response of http', 'const [response2] = await once(http.get(slowUrl), "response"); response2.on("close", () => ranOn++); for await (const chunk of response2) steps++', 'release(); await turns()'],
  ['a socket', 'const socket = net.connect(port, "127.0.0.1"); for (const event of ["close", "error", "end", "data"]) socket.on(event, () => ranOn++); await once(socket, "data")', 'await wake()'],
  ['a socket as a stream', 'for await (const chunk of net.connect(port, "127.0.0.1")) ranOn++', 'await wake()'],
  ['a WebSocket', 'const webSocket = new WebSocket("ws://127.0.0.1:" + port); webSocket.onerror = webSocket.onclose = () => ranOn++; await new Promise((resolve) => (webSocket.onopen = resolve))', 'await wake()'],
  ['a child', 'const child = childProcess.spawn("sleep", ["1000"]).on("exit", () => ranOn++).on("error", () => ranOn++); await once(child, "exit")', 'await childrenGone()'],
  ['exec', 'await promisify(childProcess.exec)("sleep 1000; true")', 'await childrenGone()'],
  ['the output of a child', 'for await (const chunk of childProcess.spawn("sh", ["-c", "echo x; sleep 1000"]).stdout) steps++', 'await childrenGone()'],
  ['lines of a child that does not stop', 'for await (const line of readline.createInterface({ input: childProcess.spawn("yes").stdout })) steps++', 'await childrenGone()'],
  ['a fork', 'fs.writeFileSync("fork.cjs", "setInterval(() => process.send(1), 20)"); for await (const _ of require("node:events").on(childProcess.fork("./fork.cjs"), "message")) steps++', 'await childrenGone()'],
];

test.each(WAITS)('%s', async (_name, wait, wake) => {
  const { client } = shared;
  await client.execute('ranOn = 0;');
  for (let turn = 0; turn < 2; turn++) {
    const cell = await startCell(client, `\n\nruns(); ${wait}; ranOn++; console.log("ran on");`);
    const queued = client.sendCell('ranOn++;');
    await interrupt(client);
    const exchange = await client.exchange(cell);
    const count = String(exchange.reply.content['execution_count']);
    expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'stdout "runs\\n"', 'busy', `error KeyboardInterrupt: Cell ${count} was interrupted.`, 'idle', 'execute_reply error KeyboardInterrupt']);
    // The last frame: a function of another cell may just be at work, called from there.
    expect(placesOf(errorOf(exchange)).at(-1)).toEqual({ cell: Number(count), line: 3 });
    expect(linesOf(await client.exchange(queued))).toEqual(['busy', 'idle', 'execute_reply aborted']);
    const before = await valueOf(client, 'steps');
    await prepare(client, wake);
    expect(await valueOf(client, '[kept.since, ranOn, ...pending()]')).toBe("[ 'before', 0 ]");
    expect(await valueOf(client, 'steps')).toBe(before);
    expect(lateLines(client, exchange)).toEqual([]);
  }
});

test('nothing of them is left: no child, no connection, no file', async () => {
  const { client, kernel } = shared;
  await prepare(client, 'await turns(); await new Promise((resolve) => silent.getConnections((_, count) => { release = count; resolve() }))');
  expect(await valueOf(client, 'release')).toBe('0');
  await kernel.untilProcesses(2); // front and engine
  expect(Object.keys(openFiles(await enginePid(client)))).not.toContain('/dev/zero');
});

test('a counter stands still: for (;;) await sleep(10)', async () => {
  const { client } = shared;
  await prepare(client, 'var counter = 0');
  const cell = await startCell(client, 'runs(); for (;;) { await sleep(10); counter++; }');
  while (Number(await liveCounter()) < 3);
  await interrupt(client);
  expect(lineOf(errorOf(await client.exchange(cell)))).toMatch(/^error KeyboardInterrupt/);
  const stood = await valueOf(client, 'counter');
  await prepare(client, 'await turns()');
  expect(await valueOf(client, 'counter')).toBe(stood);

  async function liveCounter(): Promise<string> {
    const { reply } = await client.request('inspect_request', { code: 'counter', cursor_pos: 3, detail_level: 0 });
    return /\d+/.exec(String((reply.content['data'] as { 'text/plain'?: string })['text/plain']).replace(/\u001b\[[\d;]*m/g, ''))?.[0] ?? '0';
  }
});

test('input() is interruptible', async () => {
  const { client } = shared;
  const cell = await startCell(client, 'runs(); await input("Name? "); ranOn++;', { content: { allow_stdin: true } });
  const question = await client.until(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === cell, 'input_request');
  await interrupt(client);
  expect(linesOf(await client.exchange(cell)).slice(-3)).toEqual([expect.stringMatching(/^error KeyboardInterrupt/), 'idle', 'execute_reply error KeyboardInterrupt']);
  client.send('input_reply', { value: 'late' }, { channel: 'stdin', parent: question.header });
  await prepare(client, 'await turns()');
  expect(await valueOf(client, 'ranOn')).toBe('0');
});

test('interrupts when nothing runs change nothing, ten in a row; the next cell waits as long as it wants', async () => {
  const { client } = shared;
  for (let turn = 0; turn < 10; turn++) await interrupt(client);
  expect(linesOf(await client.execute('await sleep(60); kept.since'))).toEqual(['busy', 'execute_input', "execute_result 'before'", 'idle', 'execute_reply ok']);
});
