/** Much output (issue 5): no line is lost, all are in order, memory stays flat, a producer that is too fast is slowed down. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { enginePid, interrupt, prepare, startCell, TELL_RUNS, valueOf } from './support/cells';
import { linesOf } from './support/lines';
import { residentBytes } from './support/memory';
import { sharedKernel } from './support/session';

const MIB = 1024 * 1024;
/** Bytes that front and engine may grow by, whatever was printed: the bound for 100,000 lines. */
const GROWTH = 50 * MIB;
const LINES = 100_000;

const shared = sharedKernel();
let engine = 0;
beforeAll(async () => {
  await prepare(shared.client, `import fs from 'node:fs'; import childProcess from 'node:child_process'; import { once } from 'node:events'; ${TELL_RUNS} const kept = 1;`, `const collect = () => { require('node:v8').setFlagsFromString('--expose-gc'); require('node:vm').runInNewContext('gc')(); };`);
  engine = await enginePid(shared.client);
});

/** Bytes of front and engine, after what is garbage is gone as far as that can be asked for. */
async function memory(): Promise<[front: number, engine: number]> {
  await prepare(shared.client, 'collect()');
  return [residentBytes(shared.kernel.pid), residentBytes(engine)];
}

async function expectFlat(before: [number, number]): Promise<void> {
  const after = await memory();
  expect(after[0] - before[0]).toBeLessThan(GROWTH);
  expect(after[1] - before[1]).toBeLessThan(GROWTH);
}

/** Whether a text is the numbers from 0, a line each; tells the first fault in place of a text of megabytes. */
function faultInLines(text: string, count: number): string | null {
  const lines = stripVTControlCharacters(text).split('\n');
  const at = lines.findIndex((line, i) => line !== (i < count ? String(i) : ''));
  if (at >= 0) return `line ${at} is ${JSON.stringify(lines[at]!.slice(0, 100))}`;
  return lines.length === count + 1 ? null : `${lines.length - 1} lines`;
}

test.each([
  ['console.log', `for (let i = 0; i < ${LINES}; i++) console.log(i);`],
  ['console.error', `for (let i = 0; i < ${LINES}; i++) console.error(i);`],
  ['process.stdout.write', `for (let i = 0; i < ${LINES}; i++) process.stdout.write(i + "\\n");`],
  ['console.log with awaits in between', `for (let i = 0; i < ${LINES}; i++) { console.log(i); if (i % 100 === 0) await null; }`],
  ['timers', `await new Promise((resolve) => { let i = 0; const some = () => { for (let n = 0; n < 1000; n++) console.log(i++); if (i < ${LINES}) setTimeout(some); else resolve(); }; some(); });`],
  ['writes past Node', `for (let i = 0; i < ${LINES}; i++) fs.writeSync(1, i + "\\n");`],
  ['a child with inherited streams', `await once(childProcess.spawn("seq", ["0", "${LINES - 1}"], { stdio: "inherit" }), "close");`],
  ['a synchronous child with inherited streams', `childProcess.spawnSync("seq", ["0", "${LINES - 1}"], { stdio: "inherit" });`],
])('100,000 lines by %s', async (_name, code) => {
  const { client } = shared;
  const before = await memory();
  const cell = client.sendCell(code);
  const exchange = await client.exchange(cell);
  expect(faultInLines(client.text(cell), LINES)).toBeNull();
  expect(linesOf(exchange).slice(-2)).toEqual(['idle', 'execute_reply ok']);
  // Joined into few messages: a front end is slow with many.
  expect(exchange.iopub.length).toBeLessThan(LINES / 20);
  await expectFlat(before);
});

test('100 MB in one text: all of it, and the memory is given back', async () => {
  const { client } = shared;
  const code = 'process.stdout.write("0123456789".repeat(1e7)); console.log("end");';
  // The first one makes V8's young generation as large as it gets.
  await client.execute(code);
  const before = await memory();
  const cell = client.sendCell(code);
  await client.exchange(cell);
  const text = client.text(cell);
  expect(text.length).toBe(100_000_004);
  expect(text === `${'0123456789'.repeat(1e7)}end\n`).toBe(true);
  await expectFlat(before);
});

test('100 MB of a child', async () => {
  const { client } = shared;
  const before = await memory();
  const cell = client.sendCell('await once(childProcess.spawn("sh", ["-c", "yes 123456789 | head -c 100000000"], { stdio: "inherit" }), "close");');
  const { iopub } = await client.exchange(cell);
  const texts = iopub.filter(({ header }) => header.msg_type === 'stream').map(({ content }) => String(content['text']));
  expect(texts.reduce((sum, text) => sum + text.length, 0)).toBe(100_000_000);
  await expectFlat(before);
});

test.each([
  ['console.log', 'console.log("x".repeat(1000))'],
  ['writes past Node', 'fs.writeSync(1, "x".repeat(1000) + "\\n")'],
  ['display', 'display("x".repeat(1000))'],
])('a front that does not read slows %s down: nothing piles up, nothing is lost', async (_name, print) => {
  const { client, kernel } = shared;
  const before = await memory();
  const progress = path.join(kernel.folder, 'progress');
  const cell = await startCell(client, `var printed = 0; runs(); for (const file = fs.openSync("progress", "w"); ; printed++) { ${print}; if (printed % 50 === 0) fs.writeSync(file, printed + "\\n", 0); }`);
  kernel.kill('SIGSTOP');
  try {
    // Nothing tells that a process waits: it does when a second passes without progress.
    let last = '';
    for (let now = readFileSync(progress, 'utf8'); now !== last; now = readFileSync(progress, 'utf8')) {
      last = now;
      await wait(1_000);
    }
    expect(residentBytes(engine) - before[1]).toBeLessThan(GROWTH);
  } finally {
    kernel.kill('SIGCONT');
  }
  await interrupt(client);
  await client.exchange(cell);
  const printed = Number(await valueOf(client, 'printed'));
  const whole = client.published(cell).filter(({ header }) => header.msg_type === 'stream' || header.msg_type === 'display_data').map(({ content }) => (content['text'] as string | undefined) ?? `${JSON.stringify(content['data'])}\n`).join('').split('\n').filter((line) => line.includes('x'.repeat(1000))).length;
  // The line that the interrupt came upon may be out or not.
  expect(whole - printed).toBeGreaterThanOrEqual(0);
  expect(whole - printed).toBeLessThanOrEqual(1);
  expect(await valueOf(client, 'kept')).toBe('1');
  await expectFlat(before);
});
