/** One line on stderr, without X-ray, when the event loop was blocked and a timer or a callback came late. */
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KernelClient } from './support/kernel-client';
import { prepare } from './support/cells';
import { sharedKernel, withKernel } from './support/session';
import type { Message } from './support/wire-format';

const PREPARATION = [
  "import { setTimeout as wait } from 'node:timers/promises'; import fs from 'node:fs';\nconst sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));",
  '\nfunction crunch(ms) {\n  for (const end = performance.now() + ms; performance.now() < end;) ;\n}',
];

const shared = sharedKernel({
  prepare: (folder) => writeFileSync(path.join(folder, 'slow.ts'), 'for (const end = performance.now() + 500; performance.now() < end;) ;\nexport const loaded: boolean = true;'),
});

async function prepared(client: KernelClient): Promise<KernelClient> {
  if (client.seen.every(({ header }) => header.msg_type !== 'execute_reply')) await prepare(client, ...PREPARATION);
  return client;
}

/** What stands on stderr of a cell, that of its late work too: a further cell turns the event loop. @param isGiven whether a notice is waited for. */
async function noticeOf(client: KernelClient, code: string, isGiven: boolean): Promise<string> {
  const id = client.sendCell(code);
  await client.exchange(id);
  const isNotice = ({ header, parent_header, content }: Message) => header.msg_type === 'stream' && content['name'] === 'stderr' && parent_header.msg_id === id;
  if (isGiven) await client.until(isNotice, 'the notice');
  await client.execute('await sleep(150)');
  const lines = client.published(id).filter(isNotice);
  return stripVTControlCharacters(lines.map(({ content }) => content['text']).join(''));
}

/** Ms of a block and of a delay in a notice. */
const msIn = (notice: string): number[] => [...notice.matchAll(/(\d+) ms/g)].map(([, ms]) => Number(ms));

test('tells the function, both lines and both times', async () => {
  const client = await prepared(shared.client);
  const notice = await noticeOf(client, 'setTimeout(() => {}, 100);\nawait sleep(60);\ncrunch(700);\nawait sleep(1);', true);
  expect(notice).toMatch(/^the event loop was blocked for \d+ ms in crunch\(\), Cell 2, line 3; a timer of line 1 came \d+ ms late\.\n$/);
  const [blocked, late] = msIn(notice) as [number, number];
  expect(blocked).toBeGreaterThan(640);
  expect(late).toBeGreaterThan(500);
  expect(late).toBeLessThan(blocked + 100);
});

test.each([
  ['a block that the cell begins with, and a timer that comes after its end', 'setTimeout(() => {}, 50);\nconst own = (ms) => { for (const end = performance.now() + ms; performance.now() < end;) ; };\nown(500);', /in own\(\), line 2; a timer of line 1 came \d+ ms late/],
  ['a timer of timers/promises', 'const late = wait(10);\ncrunch(500);\nawait late;', /in crunch\(\), Cell 2, line 3; a timer of line 1 came/],
  // One step of the thread pool, done within the block. `readFile` takes four: when its last one was ready, nobody can tell.
  ['a callback of a file', "fs.stat('slow.ts', () => {});\ncrunch(500);", /in crunch\(\), Cell 2, line 3; what came meanwhile \(stat\) had to wait for up to \d+ ms/],
  // From another thread, in the midst of the block.
  ['data of a socket', "const { slowServer } = await import('awaitbook/course');\nconst server = await slowServer({ delay: 200 });\nconst client = require('node:net').connect(new URL(server.url).port, '127.0.0.1');\nawait new Promise((done) => client.once('connect', done));\nconst came = new Promise((done) => client.once('data', done));\nclient.write('GET /item/1 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');\nawait sleep(20);\ncrunch(700);\nawait came; client.destroy();", /in crunch\(\), Cell 2, line 3; what came meanwhile \(data of a socket\) had to wait for up to \d+ ms/],
  ['the end of a child process', "const child = require('node:child_process').spawn('sleep', ['0.2']);\nconst ended = new Promise((done) => child.once('exit', done));\nawait sleep(20);\ncrunch(700);\nawait ended;", /in crunch\(\), Cell 2, line 3; what came meanwhile \(exit of a child process\) had to wait/],
  ["a server's request", "const { createServer } = require('node:http');\nconst asked = createServer((request, response) => response.end('x')).listen(0, '127.0.0.1');\nawait new Promise((done) => asked.once('listening', done));\nconst curl = require('node:child_process').spawn(process.execPath, ['-e', `setTimeout(() => require('node:http').get('http://127.0.0.1:${asked.address().port}').on('response', () => process.exit()), 100)`], { stdio: 'ignore' });\nawait sleep(100);\ncrunch(1500);\nawait new Promise((done) => curl.once('exit', done)); asked.close(); asked.closeAllConnections();", /in crunch\(\), Cell 2, line 3; what came meanwhile \((?:request|connection) of a server\) had to wait/],
  ['at the top level', 'const late = sleep(10);\nawait null;\nfor (const end = performance.now() + 500; performance.now() < end;) ;\nawait late;', /blocked for \d+ ms at line 3; a timer of line 1 came/],
])('of %s', async (_what, code, words) => {
  expect(await noticeOf(await prepared(shared.client), code, true)).toMatch(words);
});

test.each([
  ['nothing is late', 'crunch(500);'],
  ['it is short', 'const late = sleep(10); crunch(100); await late;'],
  ['modules are loaded', "const late = sleep(10);\nawait import('./slow.ts');\nawait late;"],
  ['the cell is X-rayed, and shows it', '%%xray\nconst late = sleep(10); crunch(500); await late;'],
  // Reading the stacks of as many is part of the block still.
  ['the cell is X-rayed, and ends slowly', '%%xray\nfor (let i = 0; i < 5_000; i++) setTimeout(() => {}, 20);\nconst late = sleep(10); crunch(500); await late;'],
])('none when %s', async (_why, code) => {
  expect(await noticeOf(await prepared(shared.client), code, false)).toBe('');
});

test('once a cell', async () => {
  const notice = await noticeOf(await prepared(shared.client), 'for (let i = 0; i < 3; i++) {\n  const late = sleep(10);\n  await sleep(1);\n  crunch(400);\n  await late;\n}', true);
  expect(notice.match(/blocked/g)).toHaveLength(1);
});

test('can be switched off, by a magic and by AWAITBOOK_NOTICE=off', async () => {
  const code = 'const late = sleep(10);\ncrunch(400);\nawait late;';
  const client = await prepared(shared.client);
  await prepare(client, '%xray notice off');
  expect(await noticeOf(client, code, false)).toBe('');
  await prepare(client, '%xray notice on');
  expect(await noticeOf(client, code, true)).toMatch(/blocked/);
  await withKernel(async (quiet) => expect(await noticeOf(await prepared(quiet), code, false)).toBe(''), { env: { AWAITBOOK_NOTICE: 'off' } });
});
