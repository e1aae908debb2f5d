/** Bounds (issue 5): heap, flags of Node, file descriptors, a full disk for temporary files, and clocks that a cell changes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepare, valueOf } from './support/cells';
import { KernelProcess } from './support/kernel-process';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { sharedKernel, withKernel } from './support/session';
import type { Fields } from './support/wire-format';

const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-bounds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('AWAITBOOK_NODE_OPTIONS', () => {
  test('sets the heap size', async () => {
    await withKernel(async (client) => {
      const limit = Number(await valueOf(client, 'require("node:v8").getHeapStatistics().heap_size_limit / 1024 / 1024'));
      // V8 counts its young generation in: three halves.
      expect(limit).toBeGreaterThanOrEqual(100);
      expect(limit).toBeLessThanOrEqual(104);
    }, { env: { AWAITBOOK_NODE_OPTIONS: '--max-old-space-size=100 --max-semi-space-size=1' } });
  });

  test('takes several flags, also beside NODE_OPTIONS', async () => {
    await withKernel(async (client) => {
      expect(await valueOf(client, '[typeof gc, typeof process.getBuiltinModule("node:vm").SourceTextModule, process.execArgv.includes("--no-deprecation"), process.traceDeprecation]')).toBe("[ 'function', 'function', true, true ]");
    }, { env: { AWAITBOOK_NODE_OPTIONS: ' --expose-gc  --experimental-vm-modules --no-deprecation ', NODE_OPTIONS: '--trace-deprecation' } });
  });

  test('with a flag that Node does not know ends the kernel in one line that says so', async () => {
    const kernel = await KernelProcess.start({ env: { AWAITBOOK_NODE_OPTIONS: '--no-such-flag' } });
    expect(await kernel.untilGone()).toEqual({ code: 1, signal: null });
    expect(kernel.stderr).toMatch(/^awaitbook: The engine can't start\. [^\n]*bad option: --no-such-flag[^\n]*\n$/);
    await kernel.end();
  });
});

describe('few file descriptors', () => {
  /** Node with a limit that the system holds it to: Node raises a soft one by itself. */
  const limited = path.join(folder, 'node');
  beforeAll(() => writeFileSync(limited, `#!/bin/sh\nulimit -n 120\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 }));

  test('a cell that opens too many gets an error; the kernel and all that exists go on, and all works once they are closed', async () => {
    await withKernel(
      async (client) => {
        await prepare(client, 'import fs from "node:fs"; import net from "node:net"; import childProcess from "node:child_process"; const kept = 1; const files: number[] = [];');
        await client.request('complete_request', { code: 'kept', cursor_pos: 4 }); // from here on the engine has all that it needs
        const exchange = await client.execute('for (;;) files.push(fs.openSync("/dev/null", "r"));');
        expect(outputsOf(exchange)).toEqual([expect.stringMatching(/^error Error: EMFILE: too many open files/), 'execute_reply error Error']);
        expect(outputsOf(await client.execute('console.log(kept); kept'))).toEqual(['stdout "1\\n"', 'execute_result 1']);
        expect(outputsOf(await client.execute('throw new TypeError("of the cell")'))).toEqual(['error TypeError: of the cell', 'execute_reply error TypeError']);
        expect((await client.request('complete_request', { code: 'kept.toF', cursor_pos: 8 })).reply.content['matches']).toEqual(['toFixed']);
        expect(outputsOf(await client.execute('await new Promise((resolve, reject) => childProcess.spawn("true").on("error", reject).on("exit", resolve))'))).toEqual([
          expect.stringMatching(/^error Error: spawn true E\w+|^error Error: spawn E\w+/),
          'execute_reply error Error',
        ]);
        expect(outputsOf(await client.execute('await fs.promises.readFile("/etc/hostname")'))).toEqual([expect.stringMatching(/^error Error: EMFILE/), 'execute_reply error Error']);
        // Node's own word where NODE_EXTRA_CA_CERTS names a file, which it reads at the first fetch.
        const fetched = outputsOf(await client.execute('await fetch("http://127.0.0.1:9")')).filter((line) => !line.includes('Ignoring extra certs'));
        expect(fetched).toEqual([expect.stringMatching(/^error TypeError: fetch failed/), 'execute_reply error TypeError']);
        // An interrupt needs none.
        const cell = client.sendCell('console.log("runs"); for (;;);');
        await client.untilText(cell, 'runs');
        await client.request('interrupt_request', {}, { channel: 'control' });
        expect(linesOf(await client.exchange(cell)).at(-1)).toBe('execute_reply error KeyboardInterrupt');
        await prepare(client, 'for (const file of files) fs.closeSync(file);');
        expect(await valueOf(client, 'String(childProcess.execSync("echo works")) + kept')).toBe("'works\\n1'");
      },
      { nodePath: limited },
    );
  });
});

/** Mounting takes root; in a namespace of its own the mount is gone with the test. */
const canMount = process.platform === 'linux' && spawnSync('unshare', ['--mount', 'true']).status === 0;

(canMount ? test : test.skip)(`a full disk for temporary files${canMount ? '' : ' (skipped: a small file system can be mounted by root on Linux only)'}`, async () => {
  const small = path.join(folder, 'small');
  const mounting = path.join(folder, 'mounting-node');
  writeFileSync(mounting, `#!/bin/sh\nmkdir -p "${small}"\nexec unshare --mount sh -c 'mount -t tmpfs -o size=64k awaitbook-test "${small}" && head -c 1000000 /dev/zero > "${small}/full" 2>/dev/null; exec "$@"' sh "${process.execPath}" "$@"\n`, { mode: 0o755 });
  await withKernel(
    async (client) => {
      await prepare(client, 'import fs from "node:fs"; import os from "node:os"; import path from "node:path"; const kept = 1;');
      expect(await valueOf(client, '[os.tmpdir(), fs.statfsSync(os.tmpdir()).bavail]')).toBe(`[ '${small}', 0 ]`);
      const code = 'fs.writeFileSync(path.join(os.tmpdir(), "more"), "x".repeat(100_000))';
      expect(outputsOf(await client.execute(code))).toEqual([expect.stringMatching(/^error Error: ENOSPC: no space left on device/), 'execute_reply error Error']);
      expect(outputsOf(await client.execute('enum Colour { Red } console.log(Colour.Red); kept'))).toEqual(['stdout "0\\n"', 'execute_result 1']);
      expect(lineOf((await client.execute('process.abort()')).reply)).toBe('execute_reply error EngineDied');
      expect(await valueOf(client, 'typeof kept')).toBe("'undefined'");
    },
    { nodePath: mounting, env: { TMPDIR: small } },
  );
  expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('awaitbook-test');
});

describe('durations come from the monotonic clock, and from before a cell could change it', () => {
  const shared = sharedKernel();

  test.each([
    ['Date.now', 'Date.now = () => 0;'],
    ['Date', 'globalThis.Date = class extends Date { constructor() { super(0); } };'],
    ['performance.now', 'performance.now = () => 5;'],
    ['process.hrtime', 'process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });'],
    ['process.cpuUsage', 'process.cpuUsage = () => ({ user: 0, system: 0 });'],
    ['performance', 'globalThis.performance = { now: () => NaN };'],
  ])('a fake %s', async (_name, code) => {
    const start = Date.now();
    const { reply } = await shared.client.execute(`${code} await new Promise((resolve) => setTimeout(resolve, 50)); for (let i = 0; i < 1e7; i++);`);
    expect(lineOf(reply)).toBe('execute_reply ok');
    const { startedAt, wallMs, cpuMs, idleMs } = (reply.metadata['awaitbook'] as { timing: Fields }).timing as { startedAt: string; wallMs: number; cpuMs: number; idleMs: number };
    const passed = Date.now() - start;
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(start - 1);
    expect(wallMs).toBeGreaterThanOrEqual(49); // a timer of Node may fire up to 1 ms early
    expect(wallMs).toBeLessThanOrEqual(passed + 1);
    expect(cpuMs).toBeGreaterThan(0);
    expect(idleMs).toBeGreaterThan(0);
    expect(idleMs).toBeLessThanOrEqual(wallMs);
  });
});
