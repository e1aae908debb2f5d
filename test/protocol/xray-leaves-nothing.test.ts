/** After an X-ray nothing of it is left: no replacement, no listener, no timer, no memory; interrupted ones are no different. */
import { expect, test } from '@jest/globals';
import { interrupt, prepare, startCell, valueOf } from './support/cells';
import { withKernel } from './support/session';
import { reportOf } from './support/xray';

const CELLS = 200;
const EVERY_INTERRUPTED = 20;

/** MB that the heap may differ by: what the cells themselves leave, and what V8 has compiled. */
const HEAP_MB = 8;

const PREPARATION = [
  `import fs from 'node:fs'; import http from 'node:http'; import v8 from 'node:v8'; import vm from 'node:vm'; import { Worker } from 'node:worker_threads'; import { once } from 'node:events';
  import channels from 'node:diagnostics_channel'; import zlib from 'node:zlib'; import { promisify } from 'node:util';
  v8.setFlagsFromString('--expose-gc'); const collect = vm.runInNewContext('gc');
  fs.writeFileSync('read.txt', 'x');
  const server = http.createServer((request, response) => response.end('ok')); await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = \`http://127.0.0.1:\${server.address().port}\`;
  const worker = new Worker("const { parentPort } = require('node:worker_threads'); parentPort.on('message', (message) => parentPort.postMessage(message));", { eval: true });
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`,
  `const held = {
    'Promise.all': () => Promise.all, 'Promise.race': () => Promise.race, 'Promise.any': () => Promise.any, 'Promise.allSettled': () => Promise.allSettled,
    setTimeout: () => setTimeout, setInterval: () => setInterval, clearTimeout: () => clearTimeout, fetch: () => fetch, readFile: () => fs.readFile, 'promises.readFile': () => fs.promises.readFile,
    gzip: () => zlib.gzip, postMessage: () => Worker.prototype.postMessage, prepareStackTrace: () => Error.prepareStackTrace, stackTraceLimit: () => Error.stackTraceLimit, digest: () => crypto.subtle.digest,
  };
  const CHANNELS = ['undici:request:create', 'undici:client:sendHeaders', 'undici:request:headers', 'undici:request:trailers', 'undici:request:error', 'http.client.response.finish', 'http.client.request.error', 'worker_threads'];
  let before = null;
  const look = () => ({ values: Object.fromEntries(Object.entries(held).map(([name, read]) => [name, read()])), listeners: worker.eventNames().map((name) => [String(name), worker.listenerCount(name)]) });
  function changes() {
    const now = look();
    return [
      ...Object.keys(held).filter((name) => now.values[name] !== before.values[name]),
      ...CHANNELS.filter((name) => channels.hasSubscribers(name)),
      ...(JSON.stringify(now.listeners) === JSON.stringify(before.listeners) ? [] : ['listeners of the worker']),
    ];
  }
  const heap = () => { collect(); collect(); return Math.round(process.memoryUsage().heapUsed / 1e5) / 10; };`,
  // What is watched from the first X-ray on is in place.
  '%%xray\nawait crypto.subtle.digest("SHA-256", new Uint8Array(1)); await (await fetch(address)).text();',
  'before = look();',
];

const CELL = `%%xray
await Promise.all([sleep(1), fs.promises.readFile('read.txt'), promisify(zlib.gzip)('a'), fetch(address).then((response) => response.text())]);
worker.postMessage(1); await once(worker, 'message');
setTimeout(() => {}, 5);`;

const ENDLESS = "%%xray\nconst all = Promise.all([sleep(1e8), sleep(1e8)]);\nconst open = http.get(address);\nconsole.log('runs');\nawait all;";

test(`${CELLS} X-rayed cells, one in ${EVERY_INTERRUPTED} of them interrupted`, async () => {
  await withKernel(async (client) => {
    await prepare(client, ...PREPARATION);
    const heaps: number[] = [];
    for (let at = 1; at <= CELLS; at++) {
      const isInterrupted = at % EVERY_INTERRUPTED === 0;
      const id = isInterrupted ? await startCell(client, ENDLESS) : client.sendCell(CELL);
      if (isInterrupted) await interrupt(client);
      expect(reportOf(await client.exchange(id)).ended).toBe(isInterrupted ? 'interrupted' : 'ok');
      if (at === CELLS / 2 || at === CELLS) heaps.push(Number(await valueOf(client, 'heap()')));
    }
    expect(await valueOf(client, 'changes().join()')).toBe("''");
    await client.execute('await sleep(50)');
    expect(await valueOf(client, "process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length")).toBe('0');
    expect(Math.abs(heaps[1]! - heaps[0]!)).toBeLessThan(HEAP_MB);
    await prepare(client, 'await worker.terminate(); server.closeAllConnections(); void server.close();');
  });
});
