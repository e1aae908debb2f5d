/** The front itself fails or is killed (issue 5): one line on stderr where it can still speak, and no orphan. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { enginePid, prepare, startCell, TELL_RUNS } from './support/cells';
import { KernelClient } from './support/kernel-client';
import { KernelProcess } from './support/kernel-process';
import { untilGone } from './support/processes';

/** Ms within which all must be gone once the front is (issue 5). */
const GONE_LIMIT_MS = 3_000;

const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-front-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A module that is loaded into the front in front of the kernel, and there only: at a signal it fails as a mistake of the kernel's would. */
function faultyModule(fault: string): NodeJS.ProcessEnv {
  const file = path.join(folder, `${Math.random()}.cjs`);
  writeFileSync(file, `if (/kernel-process(?:\\.js)?$/.test(process.argv[1])) process.on('SIGUSR2', () => { ${fault} });`);
  return { NODE_OPTIONS: `--require=${file}` };
}

/** A kernel with an engine that does `code`; nothing of it may be left at the end. */
async function withRunningKernel(code: string, env: NodeJS.ProcessEnv, use: (kernel: KernelProcess, engine: number) => Promise<void>): Promise<void> {
  const kernel = await KernelProcess.start({ env });
  try {
    const client = await KernelClient.connect(kernel.connection);
    await prepare(client, TELL_RUNS);
    const engine = await enginePid(client);
    await startCell(client, code);
    await use(kernel, engine);
    await client.close();
  } finally {
    await kernel.end();
  }
}

const ENGINES: readonly [name: string, code: string][] = [
  ['idle', 'runs();'],
  ['awaits', 'runs(); await new Promise(() => {})'],
  ['computes', 'runs(); for (;;);'],
  ['holds up its thread', 'runs(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ['waits for a child', 'runs(); require("node:child_process").spawnSync("sleep", ["1000"])'],
  ['is in a long native call', 'runs(); require("node:crypto").pbkdf2Sync("a", "b", 2 ** 31 - 1, 64, "sha512")'],
  ['prints without end', 'for (;;) runs();'],
  ['has children', 'const childProcess = require("node:child_process"); childProcess.spawn("sh", ["-c", "sleep 1000 & wait"], { stdio: "inherit" }); childProcess.spawn("sleep", ["1000"]).unref(); runs();'],
  ['has a worker', 'new (require("node:worker_threads").Worker)("for (;;);", { eval: true }); runs();'],
  ['ignores signals', 'for (const name of ["SIGTERM", "SIGHUP", "SIGINT", "SIGPIPE"]) process.on(name, () => {}); runs();'],
];

test.each(ENGINES)('an exception in the front while the engine %s: one line, exit code 1, no orphan', async (_name, code) => {
  await withRunningKernel(code, faultyModule("setImmediate(() => { throw new Error('made by the test\\nwith more lines'); })"), async (kernel) => {
    process.kill(kernel.pid, 'SIGUSR2');
    expect(await kernel.exited).toEqual({ code: 1, signal: null });
    await untilGone(kernel.mark, GONE_LIMIT_MS);
    expect(kernel.takeLog()).toBe('awaitbook: the kernel failed and ends: made by the test\n');
  });
});

test.each([
  ['an unhandled rejection', "void Promise.reject(new Error('made by the test'));"],
  ['a thrown text', "throw 'made by the test';"],
])('%s in the front: one line, exit code 1, no orphan', async (_name, fault) => {
  await withRunningKernel('runs(); for (;;);', faultyModule(fault), async (kernel) => {
    process.kill(kernel.pid, 'SIGUSR2');
    expect(await kernel.exited).toEqual({ code: 1, signal: null });
    await untilGone(kernel.mark, GONE_LIMIT_MS);
    expect(kernel.takeLog()).toBe('awaitbook: the kernel failed and ends: made by the test\n');
  });
});

test('an exception in the front while the engine is halted (SIGSTOP): no orphan either', async () => {
  await withRunningKernel('runs(); for (;;);', faultyModule("throw new Error('made by the test');"), async (kernel, engine) => {
    process.kill(engine, 'SIGSTOP');
    process.kill(kernel.pid, 'SIGUSR2');
    expect(await kernel.exited).toEqual({ code: 1, signal: null });
    await untilGone(kernel.mark, GONE_LIMIT_MS);
    expect(kernel.takeLog()).toBe('awaitbook: the kernel failed and ends: made by the test\n');
  });
});

test.each(ENGINES)('the front is killed while the engine %s: nothing is left within 3 s', async (_name, code) => {
  await withRunningKernel(code, {}, async (kernel) => {
    kernel.kill('SIGKILL');
    await kernel.exited;
    await untilGone(kernel.mark, GONE_LIMIT_MS);
    expect(kernel.processes()).toEqual([]);
  });
});

test.each(['SIGSEGV', 'SIGABRT'] as const)('the front crashes (%s): nothing is left within 3 s', async (signal) => {
  await withRunningKernel('runs(); for (;;);', {}, async (kernel) => {
    kernel.kill(signal);
    await kernel.exited;
    await untilGone(kernel.mark, GONE_LIMIT_MS);
  });
});
