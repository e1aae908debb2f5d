/** Whose line an operation is: through awaits, callbacks, emitters, streams, functions of other cells, local modules and packages. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { prepare } from './support/cells';
import { sharedKernel } from './support/session';
import { operationsOf, xrayed } from './support/xray';

const shared = sharedKernel({
  prepare: (folder) => {
    writeFileSync(path.join(folder, 'fetcher.ts'), [
      "import { setTimeout as wait } from 'node:timers/promises';",
      'export interface Slow { readonly ms: number }',
      'export async function slow({ ms }: Slow): Promise<number> {',
      '  await wait(ms);',
      '  return ms;',
      '}',
      'export const later = (ms: number, done: () => void) => setTimeout(() => {',
      '  setTimeout(done, ms);',
      '}, ms);',
    ].join('\n'));
    const inner = path.join(folder, 'node_modules', 'chained');
    mkdirSync(inner, { recursive: true });
    writeFileSync(path.join(inner, 'package.json'), '{"name":"chained","version":"1.0.0"}');
    // Promises chained by hand, which V8 does not follow.
    writeFileSync(path.join(inner, 'index.js'), 'exports.wait = (ms) => Promise.resolve().then(() => ms).then((ms) => new Promise((done) => setTimeout(done, ms)));');
    writeFileSync(path.join(folder, 'big.txt'), 'x'.repeat(200_000));
  },
});

const CASES: Record<string, readonly [code: string, operations: readonly string[]]> = {
  'awaits, one within the other': [
    'const inner = async () => {\n  await null;\n  await sleep(1);\n};\nconst outer = async () => { await inner(); };\nawait outer();',
    ['timer setTimeout 1 ms < 7 < outer 6 < inner 4 < sleep 1:4 < 1:4'],
  ],
  'a function without a name, whatever is unpacked behind it': [
    "await new Promise((done) => setTimeout(done, 3));\nconst { Worker } = require('node:worker_threads');",
    ['timer setTimeout 3 ms < 2 < 2'],
  ],
  'a function of a namespace, by its own name': [
    "import * as fetcher from './fetcher.ts';\nawait fetcher.slow({ ms: 3 });",
    ['timer setTimeout 3 ms < 3 < slow fetcher.ts:4'],
  ],
  'awaits in Promise.all': [
    'const one = async (ms) => {\n  await null;\n  await sleep(ms);\n};\nawait Promise.all([one(1), one(2)]);',
    ['timer setTimeout 1 ms < 6 < one 4 < sleep 1:4 < 1:4', 'timer setTimeout 2 ms < 6 < one 4 < sleep 1:4 < 1:4'],
  ],
  'a callback of a callback': [
    'await new Promise((done) => setTimeout(() => {\n  setTimeout(done, 2);\n}, 1));',
    ['timer setTimeout 1 ms < 2 < 2', 'timer setTimeout 2 ms < 3'],
  ],
  'a listener of an emitter': [
    "const emitter = new EventEmitter();\nemitter.on('go', () => {\n  setTimeout(() => emitter.emit('done'), 2);\n});\nsetTimeout(() => emitter.emit('go'), 1);\nawait once(emitter, 'done');",
    ['timer setTimeout 1 ms < 6', 'timer setTimeout 2 ms < 6 < 4'],
  ],
  'a stream and what its listener does': [
    "await new Promise((done) => fs.createReadStream('big.txt', { highWaterMark: 200_000 }).on('data', () => {\n  setTimeout(done, 1);\n}));",
    ['file createReadStream big.txt < 2 < 2', 'timer setTimeout 1 ms < 3'],
  ],
  'a function of an earlier cell': ['await earlier(1);', ['timer setTimeout 1 ms < 2 < earlier 2:2 < sleep 1:4 < 1:4']],
  'a method of a class': ['class Loader {\n  async load() {\n    await sleep(1);\n  }\n}\nawait new Loader().load();', ['timer setTimeout 1 ms < 7 < Loader.load 4 < sleep 1:4 < 1:4']],
  'a local module': ["await slow({ ms: 1 });", ['timer setTimeout 1 ms < 2 < slow fetcher.ts:4']],
  'a callback within a local module': ['await new Promise((done) => later(1, done));', ['timer setTimeout 1 ms < 2 < 2 < later fetcher.ts:7', 'timer setTimeout 1 ms < fetcher.ts:8']],
  'a package whose promises V8 does not follow: the await that the cell has come to': ["\nawait null;\nawait chained.wait(1);", ['timer setTimeout 1 ms < 4']],
  'a synchronous module': ["const { promise, resolve } = Promise.withResolvers();\nqueueMicrotask(() => {\n  process.nextTick(() => setTimeout(resolve, 1));\n});\nawait promise;", ['timer setTimeout 1 ms < 4']],
};

test.each(Object.entries(CASES))('%s', async (_name, [code, operations]) => {
  if (shared.client.seen.every(({ header }) => header.msg_type !== 'execute_reply')) {
    await prepare(
      shared.client,
      "import fs from 'node:fs'; import { EventEmitter, once } from 'node:events';\nimport chained from 'chained';\nimport { slow, later } from './fetcher.ts';\nconst sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));",
      '\nasync function earlier(ms) { await sleep(ms); }',
    );
  }
  expect(operationsOf(await xrayed(shared.client, code))).toEqual(operations);
});

test('work of another cell is told apart: pale, and in no figure', async () => {
  const { client } = shared;
  await prepare(client, "const ticking = setInterval(() => { fs.promises.stat('big.txt'); }, 3);");
  const report = await xrayed(client, 'await sleep(40);');
  await prepare(client, 'clearInterval(ticking)');
  const background = report.timeline.filter((operation) => operation.background === true);
  expect(background.length).toBeGreaterThan(0);
  expect(new Set(background.map(({ label }) => label))).toEqual(new Set(['stat big.txt']));
  expect(operationsOf(report)).toEqual(['timer setTimeout 40 ms < 2 < sleep 1:4 < 1:4']);
  expect(report).toMatchObject({ ops: 1, peak: 1 });
  expect(report.background).toBeGreaterThanOrEqual(background.length);
});
