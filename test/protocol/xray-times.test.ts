/**
 * True times: what a report says against what the cell itself measured, with delays drawn at random. The bounds are those of two clocks
 * read one after the other, not of the machine: a loaded one is late in both.
 */
import { expect, test } from '@jest/globals';
import { XRAY_TURN_MS } from '../../kernel/limits';
import type { XrayReport } from '../../kernel/xray/report';
import { prepare, valueOf } from './support/cells';
import { sharedKernel } from './support/session';
import { reportOf, xrayed } from './support/xray';

const shared = sharedKernel();

const SEED = Number(process.env['AWAITBOOK_SEED'] ?? Date.now() % 100_000);

/** Numbers from `least` to `most`, the same for the same seed. */
function* drawn(least: number, most: number): Generator<number, never> {
  let state = SEED + 1;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield least + Math.floor((state / 2_147_483_647) * (most - least));
  }
}

/** Ms that two clocks which are read one after the other may differ by, with a promise in between. */
const CLOCKS_MS = 5;

/** Times of a report have two digits. */
const ROUNDING_MS = 0.01;

/** What the cells measured themselves. */
async function measured<T>(): Promise<T> {
  return JSON.parse((await valueOf(shared.client, 'JSON.stringify(measured)')).replace(/^'|'$/g, '')) as T;
}

const PREPARATION = `
  var measured: any = [];
  const sleep = async (ms: number) => { const start = performance.now(); await new Promise((resolve) => setTimeout(resolve, ms)); measured.push({ ms, start, end: performance.now() }); };
  function crunch(ms: number) {
    const start = performance.now(); while (performance.now() - start < ms);
    measured.push({ start, end: performance.now() });
  }`;

const waits = ({ timeline }: XrayReport) => timeline.filter(({ kind }) => kind === 'timer');

test(`waits one after the other and together, with random delays (seed ${SEED})`, async () => {
  const delays = drawn(20, 120);
  const next = (count: number) => Array.from({ length: count }, () => delays.next().value);
  await prepare(shared.client, PREPARATION);
  for (const [inTurn, together] of [[next(3), next(8)], [next(1), next(20)]] as const) {
    await prepare(shared.client, 'measured = [];');
    const exchange = await shared.client.execute(`%%xray\nconst from = performance.now();\nfor (const ms of ${JSON.stringify(inTurn)}) await sleep(ms);\nawait Promise.all(${JSON.stringify(together)}.map(sleep));\nmeasured = { from, to: performance.now(), waits: measured };`);
    const report = reportOf(exchange);
    const own = await measured<{ from: number; to: number; waits: { ms: number; start: number; end: number }[] }>();
    const told = waits(report).map(({ label, start, end }) => ({ label, start, end })).sort((one, other) => one.end - other.end);
    expect(told.map(({ label }) => label).sort()).toEqual(own.waits.map(({ ms }) => `setTimeout ${ms} ms`).sort());
    for (const { ms, start, end } of own.waits) {
      const near = told.find((one) => one.label === `setTimeout ${ms} ms` && Math.abs(one.start - told[0]!.start - (start - own.waits[0]!.start)) < CLOCKS_MS && Math.abs(one.end - one.start - (end - start)) < CLOCKS_MS);
      expect({ ms, start, end, near }).toEqual({ ms, start, end, near: expect.anything() });
    }
    // The report's wall lies between what the cell measured within and what the kernel measured around it: a loaded machine may hold the
    // thread up between the clocks.
    const { timing: { wallMs } } = exchange.reply.metadata['awaitbook'] as { timing: { wallMs: number } };
    const within = own.to - own.from;
    expect(report.wall).toBeGreaterThan(within - ROUNDING_MS);
    expect(report.wall).toBeLessThan(wallMs + ROUNDING_MS);
    const waited = own.waits.reduce((sum, { start, end }) => sum + end - start, 0);
    expect(report.speedup).toBeGreaterThan((waited / wallMs) * 0.98);
    expect(report.speedup).toBeLessThan((waited / within) * 1.02);
    expect(report.peak).toBe(together.length);
  }
});

test(`a block of a random length, on its line, and the timer that it made late (seed ${SEED})`, async () => {
  const lengths = drawn(150, 300);
  await prepare(shared.client, PREPARATION);
  for (let round = 0; round < 4; round++) {
    await prepare(shared.client, 'measured = [];');
    const report = await xrayed(shared.client, `const late = sleep(30);\nawait sleep(10);\ncrunch(${lengths.next().value});\nawait late;`);
    const all = await measured<{ ms?: number; start: number; end: number }[]>();
    const [own, before, behind] = [undefined, 10, 30].map((length) => all.find(({ ms }) => ms === length)!) as [typeof all[0], typeof all[0], typeof all[0]];
    const longest = report.blocks.toSorted((one, other) => other.end - other.start - (one.end - one.start))[0]!;
    expect(longest).toMatchObject({ fn: 'crunch', line: 5 });
    expect(longest.cell).not.toBe(report.cell);
    expect(longest.share).toBeGreaterThan(0.5);
    // It ends with the next turn. A loaded machine may hold the thread up between the two, or in front: the cell's own waits tell for how long.
    expect(longest.end - longest.start).toBeGreaterThan(own.end - own.start - 15);
    expect(longest.end - longest.start).toBeLessThan(behind.end - before.end + 15);
    const [late] = waits(report);
    expect(late!.late).toBeGreaterThan(own.end - own.start - 30);
    expect(report.late).toBeGreaterThanOrEqual(1);
  }
});

test.each([
  ['waits for a program', "import { execSync } from 'node:child_process';\nconst text = String(execSync('sleep 0.3'));\nawait null;"],
  ['computes in native code', "import { pbkdf2Sync } from 'node:crypto';\nconst key = pbkdf2Sync('word', 'salt', 500_000, 64, 'sha512');"],
])('the top level blocks when it %s', async (_what, code) => {
  const report = await xrayed(shared.client, code);
  expect(report.blocks).toMatchObject([{ fn: '', cell: report.cell }]);
  expect(report.blockedMs).toBeGreaterThan(50);
  expect(report.blocks[0]!.share).toBeGreaterThan(0.5);
});

/** Each block is on the line of its call, whatever else ran in the same function; none is on another. */
test.each([
  ['native functions', 'const text = JSON.stringify(Array.from({ length: 1_500_000 }, (_, i) => ({ i })));\nawait sleep(15);\nJSON.parse(text);\nawait sleep(15);\nArray.from({ length: 1_200_000 }, Math.random).sort((a, b) => a - b);\nawait sleep(15);', [2, 4, 6]],
  ["Node's functions", "const { pbkdf2Sync } = require('node:crypto'); const { execSync } = require('node:child_process');\nawait sleep(15);\npbkdf2Sync('word', 'salt', 400_000, 64, 'sha512');\nawait sleep(15);\nexecSync('sleep 0.2');\nawait sleep(15);\n{ const buffer = require('node:zlib').gzipSync(Buffer.alloc(3e7, 'abcdefgh')); }", [4, 6, 8]],
])('%s block on the line that calls them', async (_what, code, lines) => {
  await prepare(shared.client, PREPARATION);
  const { blocks, cell } = await xrayed(shared.client, code);
  const long = blocks.filter(({ start, end }) => end - start > 40);
  // Where the line is not known for certain, none is told.
  for (const block of long) expect(block).toMatchObject({ cell, fn: '' });
  const told = long.map(({ line }) => line).filter((line) => line !== 0);
  expect(lines).toEqual(expect.arrayContaining(told));
  expect(told.length).toBeGreaterThanOrEqual(2);
});

// A loaded machine holds the thread itself up: the cell measures for how long, and no block is told that is longer.
test('many short callbacks are no block: the event loop turns between them', async () => {
  await prepare(shared.client, PREPARATION, 'var longest = 0;');
  const turn = 'let last = performance.now();\nfor (const end = last + 300; last < end;) {\n  await new Promise((resolve) => setImmediate(resolve));\n  longest = Math.max(longest, performance.now() - last);\n  last = performance.now();\n}';
  const report = await xrayed(shared.client, `${turn}\ncrunch(400);`);
  const longest = Number(await valueOf(shared.client, 'longest'));
  const [block, ...others] = report.blocks.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  expect(block).toMatchObject({ fn: 'crunch' });
  // What a cell begins with, before its first turn, is held up as well.
  for (const { start, end } of others) expect(end - start).toBeLessThan(start === 0 ? 250 : longest + XRAY_TURN_MS + CLOCKS_MS);
});

test("fifty requests of 100 ms at once: their phases, and the server's own log", async () => {
  await prepare(shared.client, "import { slowServer } from 'awaitbook/course';\nconst server = await slowServer({ delay: 100 });\nawait (await fetch(`${server.url}/item/0`)).text();\nserver.clearLog();");
  const report = await xrayed(shared.client, 'await Promise.all(Array.from({ length: 50 }, async (_, i) => (await fetch(`${server.url}/item/${i}`)).text()));');
  const log = JSON.parse((await valueOf(shared.client, 'JSON.stringify({ most: server.mostInFlight, paths: server.log.map(({ path }) => path), ms: server.log.map(({ arrived, answered }) => answered - arrived) })')).replace(/^'|'$/g, '')) as { most: number; paths: string[]; ms: number[] };
  // A loaded machine may take 100 ms to send them all.
  expect(log.most).toBeGreaterThan(40);
  expect(report).toMatchObject({ peak: 50, ops: 50, errors: 0, groups: [{ label: 'Promise.all', n: 50 }] });
  const sentInTurn = report.timeline.toSorted((one, other) => one.sent! - other.sent!);
  expect(sentInTurn.map(({ label }) => label)).toEqual(log.paths.map((path) => `GET ${path}`));
  for (const [at, { start, sent, headers, end, status }] of sentInTurn.entries()) {
    expect(status).toBe(200);
    expect([start, sent, headers, end]).toEqual([start, sent!, headers!, end].toSorted((one, other) => one - other));
    expect(headers! - sent!).toBeGreaterThanOrEqual(log.ms[at]! - 5);
  }
});

test('a hundred thousand operations: counted, bounded, and told what is left out', async () => {
  const report = await xrayed(shared.client, 'await new Promise((done) => { let left = 1e5; for (let i = 0; i < 1e5; i++) setTimeout(() => { if (--left === 0) done(0); }, 1); });');
  expect(report.ops).toBe(100_000);
  expect(report.leftOut.unplaced).toBeGreaterThan(98_000);
  // All of them are set before the first fires.
  expect(report.peak).toBe(100_000);
  expect(report.speedup).toBeGreaterThan(10_000);
  expect(JSON.stringify(report).length).toBeLessThan(100_000);
});
