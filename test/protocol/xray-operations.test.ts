/** Every kind of operation, started for real against a server, a file, a child or a worker, on each Node alike. */
import { describe, expect, test } from '@jest/globals';
import { prepare, valueOf } from './support/cells';
import { fetchNode } from './support/node-versions';
import { sharedKernel } from './support/session';
import { operationsOf, xrayed } from './support/xray';

/** What the cells use; imported by an earlier cell, as notebooks do. */
const PREPARATION = [
  `import fs from 'node:fs'; import fsp, { readFile } from 'node:fs/promises'; import timers from 'node:timers/promises'; import { promisify } from 'node:util';
  import http from 'node:http'; import net from 'node:net'; import dns from 'node:dns'; import zlib from 'node:zlib'; import crypto from 'node:crypto';
  import childProcess from 'node:child_process'; import { Worker } from 'node:worker_threads'; import { once } from 'node:events'; import { pipeline } from 'node:stream/promises';`,
  `fs.writeFileSync('big.txt', 'x'.repeat(300_000));
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const server = http.createServer((request, response) => {
    if (request.url === '/elsewhere') { response.writeHead(302, { location: '/' }); response.end(); }
    else if (request.url === '/silent') return;
    else if (request.url === '/never') response.write('a');
    else if (request.url === '/missing') { response.statusCode = 404; response.end(); }
    else response.end('ok');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const port = server.address().port; const address = \`http://127.0.0.1:\${port}\`;
  const echo = \`const { parentPort } = require('node:worker_threads'); parentPort.on('message', (message) => typeof message === 'number' && parentPort.postMessage(message));\`;`,
  `import { Piscina } from 'piscina'; import { join } from 'node:path';
  const poolTask = join(process.cwd(), 'pool-task.cjs');
  fs.writeFileSync(poolTask, 'module.exports = async (n) => { if (n < 0) throw new RangeError(String(n)); return n; };');
  const pool = new Piscina({ filename: poolTask, maxThreads: 1 });
  await pool.run(0);`,
];

interface Case {
  readonly code: string;
  /** Kind, label and place of each, the outermost place first. */
  readonly operations: readonly string[];
  /** Fields of the operations, in their order. */
  readonly fields?: readonly object[];
}

const CASES: Record<string, Case> = {
  setTimeout: { code: 'await sleep(5);', operations: ['timer setTimeout 5 ms < 2 < sleep 2:2 < 2:2'] },
  'setTimeout of timers/promises': { code: 'await timers.setTimeout(5);', operations: ['timer setTimeout 5 ms < 2'] },
  'setInterval, period by period': {
    code: 'let left = 2; await new Promise((resolve) => { const interval = setInterval(() => { if (--left === 0) { clearInterval(interval); resolve(0); } }, 5); });',
    operations: ['timer setInterval 5 ms < 2 < 2', 'timer setInterval 5 ms < 2 < 2', 'timer setInterval 5 ms < 2 < 2'],
    fields: [{}, {}, { cleared: true }],
  },
  'setInterval of timers/promises': { code: 'for await (const _ of timers.setInterval(5)) break;', operations: ['timer setInterval 5 ms < 2'] },
  'a timer that is cleared': { code: 'clearTimeout(setTimeout(() => {}, 1000));', operations: ['timer setTimeout 1000 ms < 2'], fields: [{ cleared: true }] },
  'a timer that is open at the end': { code: 'setTimeout(() => {}, 5000);', operations: ['timer setTimeout 5000 ms < 2'], fields: [{ open: true }] },
  "an unref'ed timer waits for nobody": { code: 'setTimeout(() => {}, 5000).unref(); void 0;', operations: [] },
  'an aborted wait': {
    code: "await timers.setTimeout(5000, null, { signal: AbortSignal.timeout(5) }).catch(() => {});",
    operations: ['timer setTimeout 5000 ms < 2'],
    fields: [{ cleared: true }],
  },
  'fetch, to the end of its body': {
    code: "await (await fetch(address + '/page?secret=1')).text();",
    operations: ['http GET /page < 2'],
    fields: [{ status: 200, sent: expect.any(Number), headers: expect.any(Number) }],
  },
  'fetch that is redirected': { code: "await (await fetch(address + '/elsewhere')).text();", operations: ['http GET /elsewhere < 2'], fields: [{ status: 200 }] },
  'fetch whose answer is an error of HTTP': { code: "await fetch(address + '/missing', { method: 'POST' });", operations: ['http POST /missing < 2'], fields: [{ status: 404 }] },
  'fetch of nobody': { code: "await fetch('http://127.0.0.1:9').catch(() => {});", operations: ['http GET / < 2'], fields: [{ error: expect.stringMatching(/bad port|ECONNREFUSED/) }] },
  'fetch that is aborted': {
    code: "const ended = new AbortController(); const answer = await fetch(address + '/never', { signal: ended.signal }); setTimeout(() => ended.abort(), 20); await answer.text().catch(() => {});",
    operations: ['http GET /never < 2', 'timer setTimeout 20 ms < 2'],
    fields: [{ cleared: true, headers: expect.any(Number) }, {}],
  },
  'fetch of data': { code: "await (await fetch('data:,a')).text();", operations: ['http GET data: < 2'] },
  'http.get': {
    code: "await new Promise((resolve) => http.get(address + '/page', (response) => response.resume().on('end', resolve)));",
    operations: ['http GET /page < 2 < 2'],
    fields: [{ status: 200, sent: expect.any(Number), headers: expect.any(Number) }],
  },
  'http.get of nobody': {
    code: "await new Promise((resolve) => http.get('http://127.0.0.1:1').on('error', resolve));",
    operations: ['http GET / < 2 < 2'],
    fields: [{ error: expect.stringContaining('ECONNREFUSED') }],
  },
  'a connection': { code: "const socket = net.connect(port, '127.0.0.1'); await once(socket, 'connect'); socket.destroy();", operations: [expect.stringMatching(/^socket connect 127\.0\.0\.1:\d+ < 2$/) as never] },
  'a connection to nobody': {
    code: "await once(net.connect(1, '127.0.0.1'), 'connect').catch(() => {});",
    operations: ['socket connect 127.0.0.1:1 < 2'],
    fields: [{ error: expect.stringContaining('ECONNREFUSED') }],
  },
  'files with promises': { code: "await readFile('big.txt');\nawait fsp.stat('none').catch(() => {});", operations: ['file readFile big.txt < 2', 'file stat none < 3'], fields: [{}, { error: expect.stringContaining('ENOENT') }] },
  'files with callbacks': { code: "await new Promise((resolve) => fs.readFile('big.txt', resolve));\nawait new Promise((resolve) => fs.writeFile('out.txt', 'x', resolve));", operations: ['file readFile big.txt < 2 < 2', 'file writeFile out.txt < 3 < 3'] },
  'a file handle': { code: "const handle = await fsp.open('big.txt'); await handle.read(Buffer.alloc(9)); await handle.close();", operations: ['file open big.txt < 2', 'file read < 2'] },
  'streams, whose steps are parts': {
    code: "await pipeline(fs.createReadStream('big.txt'), zlib.createGzip(), fs.createWriteStream('big.gz'));",
    operations: ['file createReadStream big.txt < 2', 'file createWriteStream big.gz < 2', 'zlib createGzip < 2'],
    fields: [{ parts: expect.any(Number) }, { parts: expect.any(Number) }, { parts: expect.any(Number) }],
  },
  dns: { code: "await dns.promises.lookup('localhost');\nawait promisify(dns.lookup)('localhost');", operations: ['dns lookup localhost < 2', 'dns lookup localhost < 3'] },
  zlib: { code: 'await promisify(zlib.gzip)(Buffer.alloc(1000));', operations: ['zlib gzip < 2'] },
  'crypto in the pool': { code: "await promisify(crypto.pbkdf2)('a', 'b', 10, 32, 'sha256');\nawait promisify(crypto.randomBytes)(9);", operations: ['crypto pbkdf2 < 2', 'crypto randomBytes < 3'] },
  'Web Crypto': { code: "await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(9));", operations: ['crypto digest < 2'] },
  'what blocks is no wait': { code: "crypto.pbkdf2Sync('a', 'b', 10, 32, 'sha256'); crypto.randomBytes(9); fs.readFileSync('big.txt'); zlib.gzipSync('a'); void 0;", operations: [] },
  'a child': { code: "await promisify(childProcess.execFile)('true');", operations: ['process true < 2'], fields: [{ status: 0 }] },
  'a shell, named by its command': { code: "await promisify(childProcess.exec)('exit 3').catch(() => {});", operations: ['process exit < 2'], fields: [{ status: 3, error: 'exit code 3' }] },
  'a child that can not be started': { code: "await promisify(childProcess.execFile)('no-such-program').catch(() => {});", operations: ['process no-such-program < 2'], fields: [{ error: 'it could not be started' }] },
  '%sh': { code: '%sh true', operations: ['process true < 2'] },
  'a worker, to its end': { code: "await once(new Worker('0', { eval: true }), 'exit');", operations: ['worker Worker < 2'] },
  'tasks of a pool that is there already, and of a new one': {
    code: "const tasks = await Promise.allSettled([1, 2].map((n) => pool.run(n)));\nconst newer = new Piscina({ filename: poolTask, maxThreads: 1 });\nawait newer.run(3);\nawait newer.run(-1).catch(() => {});",
    operations: ['worker task of a pool < 2 < 2', 'worker task of a pool < 2 < 2', 'worker Worker < 3', 'worker task of a pool < 4', 'worker task of a pool < 5'],
  },
  'tasks of a worker': {
    code: "const worker = new Worker(echo, { eval: true });\nworker.postMessage(1); await once(worker, 'message');\nworker.postMessage(2); await once(worker, 'message');\nworker.postMessage('this is not answered'); await worker.terminate();",
    operations: ['worker Worker < 2', 'worker task of a worker < 3', 'worker task of a worker < 4'],
  },
  'waits for several': { code: 'await Promise.all([sleep(5), sleep(6)]);', operations: ['timer setTimeout 5 ms < 2 < sleep 2:2 < 2:2', 'timer setTimeout 6 ms < 2 < sleep 2:2 < 2:2'] },
};

const NODES: readonly (readonly [name: string, nodePath: string | null])[] = [
  [`Node ${process.versions.node}`, process.execPath],
  ...[22, 26].map((major) => {
    const found = process.env['AWAITBOOK_SOAK'] === 'full' ? fetchNode(major) : { missing: '' };
    return [`Node ${major}`, 'missing' in found ? null : found.nodePath] as const;
  }),
];

for (const [name, nodePath] of NODES) {
  if (nodePath === null) {
    test.skip(`${name} (skipped: only with AWAITBOOK_SOAK=full)`, () => undefined);
    continue;
  }
  describe(name, () => {
    const shared = sharedKernel({ nodePath });

    test.each(Object.entries(CASES))('%s', async (_name, { code, operations, fields }) => {
      if (shared.client.seen.every(({ header }) => header.msg_type !== 'execute_reply')) await prepare(shared.client, ...PREPARATION);
      const report = await xrayed(shared.client, code);
      expect(operationsOf(report)).toEqual(operations);
      if (fields !== undefined) expect(report.timeline).toMatchObject(fields);
    });

    test('the pool is as it was', async () => {
      if (shared.client.seen.every(({ header }) => header.msg_type !== 'execute_reply')) await prepare(shared.client, ...PREPARATION);
      await prepare(shared.client, 'const ownRun = Piscina.prototype.run;');
      await xrayed(shared.client, 'if (Piscina.prototype.run === ownRun) throw new Error("not looked at");\nawait pool.run(1);');
      expect(await valueOf(shared.client, 'Piscina.prototype.run === ownRun')).toBe('true');
    });

    test("what Node's own code waits for when a fetch is aborted is no wait of the cell", async () => {
      if (shared.client.seen.every(({ header }) => header.msg_type !== 'execute_reply')) await prepare(shared.client, ...PREPARATION);
      const report = await xrayed(shared.client, "const gone = new AbortController(); setTimeout(() => gone.abort(), 20);\nawait fetch(address + '/silent', { signal: gone.signal }).catch(() => {});\nawait sleep(50);");
      expect(report.groups).toEqual([]);
      expect(report).toMatchObject({ cleared: 1 });
    });

    test.each([
      ['all', 'Promise.all([sleep(5), 1, sleep(10)])', 3],
      ['allSettled', 'Promise.allSettled([sleep(5), Promise.reject(1)])', 2],
      ['race', 'Promise.race([sleep(5), sleep(50)])', 2],
      ['any', 'Promise.any([Promise.reject(1), sleep(5)])', 2],
      ['all of a Set', 'Promise.all(new Set([sleep(5)]))', 1],
    ])('a wait by Promise.%s, which is no other than V8 makes', async (kind, expression, n) => {
      const report = await xrayed(shared.client, `\nconst own = Promise.${kind.split(' ')[0]};\nawait ${expression};\nif (own === undefined) throw 0;`);
      expect(report.groups).toMatchObject([{ label: `Promise.${kind.split(' ')[0]}`, n, line: 4, cell: report.cell }]);
      const ends = report.timeline.filter(({ open }) => open !== true).map(({ end }) => end);
      expect(report.groups[0]!.end).toBeGreaterThanOrEqual(Math.max(...ends) - 1);
    });
  });
}
