import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { newConnection } from './support/connection';
import { KernelClient } from './support/kernel-client';
import { kernelCommand } from './support/kernel-folder';
import { KernelProcess } from './support/kernel-process';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { untilGone } from './support/processes';
import { closing, ending, withKernel } from './support/session';

const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-life-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Ms within which all must have ended once the parent is gone. */
const PARENT_GONE_LIMIT_MS = 3_000;

/** Runs a cell that starts a child process, and then more. The child is one of the kernel's processes. */
async function startChild(client: KernelClient, kernel: KernelProcess, more: string): Promise<void> {
  const cell = client.sendCell(`import { spawn } from "node:child_process"; console.log("child", String(spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]).pid)); ${more}`);
  await client.untilText(cell, '\n');
  expect(kernel.processes()).toContain(Number(/child (\d+)/.exec(client.text(cell))![1]));
}

/** @param file null: without any. */
function expectEnd(file: string | null, words: RegExp): void {
  const [program, ...args] = kernelCommand(file ?? '') as [string, ...string[]];
  const { status, stdout, stderr } = spawnSync(program, file === null ? args.slice(0, -1) : args, { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(/^awaitbook: [^\n]+\n$/) });
  expect(stderr).toMatch(words);
}

test('without a connection file: one line and exit code 1', () => expectEnd(null, /connection file is missing/));

test.each<[name: string, content: (good: object) => string | object | null, words: RegExp]>([
  ['that is not there', () => null, /there is no such file/],
  ['that is empty', () => '', /is not JSON/],
  ['that is not JSON', () => '{"ip": ', /is not JSON/],
  ['that is no object', () => '[1]', /must hold one JSON object/],
  ['without a port', (good) => ({ ...good, stdin_port: undefined }), /stdin_port must be a port number, it is missing/],
  ['with a port that is text', (good) => ({ ...good, shell_port: '5555' }), /shell_port must be a port number/],
  ['with a port that is none', (good) => ({ ...good, hb_port: 70_000 }), /hb_port must be a port number, not 70000/],
  ['with one port twice', (good) => ({ ...good, shell_port: 20_000, iopub_port: 20_000 }), /two of the five ports are the same/],
  ['without an address', (good) => ({ ...good, ip: undefined }), /ip must be an address/],
  ['with an address that is not this machine', (good) => ({ ...good, ip: '192.0.2.1' }), /this machine has no such address/],
  ['of an unknown transport', (good) => ({ ...good, transport: 'udp' }), /transport must be "tcp" or "ipc"/],
  ['of an unknown scheme', (good) => ({ ...good, signature_scheme: 'hmac-nothing' }), /signature_scheme "hmac-nothing" is not known/],
  ['with a key that is no text', (good) => ({ ...good, key: 7 }), /key must be a string/],
])('a connection file %s: one line that says so, and exit code 1', async (name, contentOf, words) => {
  const file = path.join(folder, `${name}.json`);
  const content = contentOf(await newConnection());
  if (content !== null) writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  expectEnd(file, words);
});

test('a connection file whose port is taken: one line that says which, and exit code 1', async () => {
  const server = createServer();
  const connection = await newConnection();
  await new Promise<void>((resolve) => server.listen(connection.control_port, connection.ip, resolve));
  const file = path.join(folder, 'taken.json');
  writeFileSync(file, JSON.stringify(connection));
  expectEnd(file, new RegExp(`The control channel can't listen on tcp://127.0.0.1:${connection.control_port}: another program does`));
  server.close();
});

test('a folder as connection file: one line and exit code 1', () => expectEnd(folder, /it is a folder/));

test('the log is quiet when all is well', async () => {
  await withKernel(async (client, kernel) => {
    await client.execute('console.log(1); console.error(2); throw new Error("of the cell")');
    await client.request('complete_request', { code: 'con', cursor_pos: 3 });
    await client.request('shutdown_request', { restart: false }, { channel: 'control' });
    await kernel.untilGone();
    expect([kernel.stdout, kernel.stderr]).toEqual(['', '']);
  });
});

test('AWAITBOOK_LOG=debug shows the type, id and time of each message', async () => {
  await withKernel(async (client, kernel) => {
    const { reply, iopub } = await client.execute('1');
    const line = (way: string, type: string, id: string) => expect.stringMatching(new RegExp(`^awaitbook: \\d{4}-\\d\\d-\\d\\dT\\S+Z ${way} ${type} ${id}$`));
    const shown = [
      line('shell <-', 'execute_request', reply.parent_header.msg_id!),
      ...iopub.slice(0, -1).map(({ header }) => line('iopub ->', header.msg_type, header.msg_id)),
      line('shell ->', 'execute_reply', reply.header.msg_id),
      line('iopub ->', 'status', iopub.at(-1)!.header.msg_id),
    ];
    await client.request('shutdown_request', { restart: false }, { channel: 'control' });
    await kernel.untilGone();
    const lines = kernel.stderr.split('\n');
    const start = lines.findIndex((one) => one.includes('<- execute_request'));
    expect(lines.slice(start, start + shown.length)).toEqual(shown);
  }, { env: { AWAITBOOK_LOG: 'debug' } });
});

test.each([
  ['control', false],
  ['control', true],
  ['shell', false],
] as const)('shutdown on %s, restart %s: the reply to the client, told to all on iopub, then the end', async (channel, restart) => {
  await withKernel(async (client, kernel) => {
    await startChild(client, kernel, '');
    const other = await KernelClient.connect(kernel.connection);
    await closing(other, async () => {
      const { reply, iopub } = await client.request('shutdown_request', { restart }, { channel });
      expect(reply).toMatchObject({ channel, header: { msg_type: 'shutdown_reply' }, content: { status: 'ok', restart } });
      expect(iopub.map(lineOf)).toEqual(['busy', 'shutdown_reply ok', 'idle']);
      await other.until(({ header }) => header.msg_type === 'shutdown_reply', 'shutdown_reply on iopub');
    });
    expect(await kernel.untilGone()).toEqual({ code: 0, signal: null });
  });
});

test.each([
  ['SIGTERM', 'nothing', ''],
  ['SIGTERM', 'a loop', 'while (true) {}'],
  ['SIGTERM', 'an await', 'await new Promise(() => {})'],
  ['SIGHUP', 'a loop', 'while (true) {}'],
] as const)('%s while %s runs: the kernel and the children of its cells end, code 0', async (signal, _name, code) => {
  await withKernel(async (client, kernel) => {
    await startChild(client, kernel, code);
    kernel.kill(signal);
    expect(await kernel.untilGone()).toEqual({ code: 0, signal: null });
  });
});

test('a kernel that is killed takes its engine and the children of its cells along', async () => {
  await withKernel(async (client, kernel) => {
    await startChild(client, kernel, 'while (true) {}');
    kernel.kill('SIGKILL');
    await kernel.exited;
    await untilGone(kernel.mark, PARENT_GONE_LIMIT_MS);
  });
});

test.each([
  ['JPY_PARENT_PID', 'nothing', ''],
  ['JPY_PARENT_PID', 'a loop', 'while (true) {}'],
  ['pipe on stdin', 'nothing', ''],
  ['pipe on stdin', 'a loop', 'while (true) {}'],
] as const)('the parent, known by %s, dies while %s runs: all ends within 3 s', async (parent, _name, code) => {
  await withKernel(async (client, kernel) => {
    // A pipe that closes within the first second means nothing.
    await client.execute('await new Promise((resolve) => setTimeout(resolve, 1_100))');
    await startChild(client, kernel, code);
    kernel.kill('SIGKILL');
    await untilGone(kernel.mark, PARENT_GONE_LIMIT_MS);
    expect(kernel.leftovers()).toEqual([]);
  }, { parent });
});

test('JPY_PARENT_PID may name a process that is not the direct parent', async () => {
  const grandparent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await once(grandparent, 'spawn');
  await withKernel(async (client, kernel) => {
    expect(outputsOf(await client.execute('1'))).toEqual(['execute_result 1']);
    grandparent.kill('SIGKILL');
    await once(grandparent, 'exit');
    expect(await kernel.untilGone()).toEqual({ code: 0, signal: null });
  }, { env: { JPY_PARENT_PID: String(grandparent.pid) } });
});

test('stdin that is closed right after the start means nothing: Jupyter does that', async () => {
  const kernel = await KernelProcess.start({ parent: 'pipe on stdin, closed at once' });
  await ending(kernel, async () => {
    const client = await KernelClient.connect(kernel.connection);
    await closing(client, async () => {
      expect(outputsOf(await client.execute('await new Promise((resolve) => setTimeout(resolve, 2_500)); "alive"'))).toEqual(["execute_result 'alive'"]);
      await client.request('shutdown_request', { restart: false });
    });
  });
});

test.each([
  ['process.exit(3)', 'process.exit(3)'],
  ['process.exit() after an await', 'await null; process.exit()'],
])('%s ends the cell as an error that says so; kernel and variables live on', async (_name, code) => {
  await withKernel(async (client) => {
    await client.execute('var kept = 1');
    const exchange = await client.execute(`console.log("last words"); ${code}; console.log("never")`);
    expect(outputsOf(exchange)).toEqual(['stdout "last words\\n"', expect.stringMatching(/^error \w+: process\.exit\(/), expect.stringMatching(/^execute_reply error/)]);
    expect(outputsOf(await client.execute('kept'))).toEqual(['execute_result 1']);
  });
});

test('an engine that is killed while a cell runs: the cell ends with the cause in words, the next one runs', async () => {
  await withKernel(async (client) => {
    const engine = Number(outputsOf(await client.execute('process.pid'))[0]!.split(' ')[1]);
    const cell = client.sendCell('console.log("runs"); while (true) {}');
    await client.untilText(cell, 'runs');
    process.kill(engine, 'SIGKILL');
    const exchange = await client.exchange(cell);
    expect(linesOf(exchange)).toEqual(['busy', 'execute_input', 'stdout "runs\\n"', expect.stringMatching(/^error EngineDied: The engine was killed \(SIGKILL\)/), 'idle', 'execute_reply error EngineDied']);
    expect(exchange.reply.content['evalue']).toContain('Variables, imports and comms of this notebook are gone');
    expect(outputsOf(await client.execute('"alive"'))).toEqual(["execute_result 'alive'"]);
  });
});

test('an engine that is killed while nothing runs: told under the last cell, its comms closed, and the next cell runs', async () => {
  await withKernel(async (client) => {
    const first = await client.execute('import { comms } from "awaitbook"; comms.open("widget"); process.pid');
    const [opened, pid] = outputsOf(first);
    expect(opened).toBe('comm_open widget {}');
    process.kill(Number(pid!.split(' ')[1]), 'SIGKILL');
    await client.until(({ header }) => header.msg_type === 'comm_close', 'comm_close');
    const late = client.published(first.reply.parent_header.msg_id!).slice(first.iopub.length).map(lineOf);
    expect(late).toEqual([expect.stringMatching(/^stderr "The engine was killed \(SIGKILL\).*a new engine is ready\.\\n"$/), 'comm_close {}']);
    expect((await client.request('comm_info_request', {})).reply.content['comms']).toEqual({});
    expect(outputsOf(await client.execute('"alive"'))).toEqual(["execute_result 'alive'"]);
  });
});

test('a cell that uses all memory ends with the cause in words, and the kernel lives', async () => {
  await withKernel(async (client) => {
    const exchange = await client.execute('const hoard: unknown[] = []; for (;;) hoard.push(new Array(100_000).fill(0).map((_, i) => ({i})))');
    expect(lineOf(exchange.reply)).toBe('execute_reply error EngineDied');
    expect(exchange.reply.content['evalue']).toContain('ran out of memory');
    expect(outputsOf(await client.execute('"alive"'))).toEqual(["execute_result 'alive'"]);
  }, { env: { NODE_OPTIONS: '--max-old-space-size=64' } });
});
