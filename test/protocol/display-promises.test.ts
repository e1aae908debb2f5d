/** A promise as the last value of a cell. */
import { describe, expect, test } from '@jest/globals';
import { outputsOf, lineOf } from './support/lines';
import { enginePid } from './support/cells';
import { sharedKernel, withKernel } from './support/session';
import type { Fields, Message } from './support/wire-format';

const shared = sharedKernel();
const isUpdate = ({ header }: Message): boolean => header.msg_type === 'update_display_data';
const idOf = ({ content }: Message): unknown => (content['transient'] as Fields)['display_id'];

/** Runs a cell whose value is pending, then `settle`, and gives what stood there first and in the end. */
async function shownPending(cell: string, settle: string): Promise<{ first: Message; update: Message; parent: string }> {
  const { client } = shared;
  const id = client.sendCell(cell);
  const exchange = await client.exchange(id);
  expect(outputsOf(exchange)).toEqual(['display_data Promise { <pending> }']);
  await client.execute(settle);
  const update = await client.until((message) => isUpdate(message) && message.parent_header.msg_id === id, 'the update');
  return { first: exchange.iopub.find(({ header }) => header.msg_type === 'display_data')!, update, parent: id };
}

test('pending at once, and in its place the value, under the cell that it belongs to', async () => {
  const { first, update } = await shownPending('const { promise, resolve } = Promise.withResolvers(); promise', 'resolve({ done: true })');
  expect(lineOf(update)).toBe('update_display_data { done: true }');
  expect(idOf(update)).toBe(idOf(first));
  expect(idOf(first)).toEqual(expect.any(String));
});

test('a value of a rich kind is shown as such', async () => {
  const { update } = await shownPending('let resolve2 = (value: unknown) => {}; new Promise((done) => { resolve2 = done })', 'resolve2(html`<b>x</b>`)');
  expect(lineOf(update)).toBe('update_display_data text/html "<b>x</b>" | text/plain <b>x</b>');
});

test.each([
  ['undefined', 'undefined', 'undefined'],
  ['a value that shows nothing', 'display(1)', ''],
])('%s replaces the pending one too', async (_name, value, text) => {
  const { update } = await shownPending('let resolve3 = (value: unknown) => {}; new Promise((done) => { resolve3 = done })', `resolve3(${value})`);
  expect(lineOf(update)).toBe(`update_display_data ${text}`);
});

test('a rejection is shown in its place as an error of the cell, and nowhere else', async () => {
  const { client } = shared;
  const { update, parent } = await shownPending('let reject = (error: unknown) => {};\nasync function fails() {\n  await new Promise((_done, fail) => { reject = fail; });\n}\nfails()', 'reject(new TypeError("broken"))');
  expect(lineOf(update)).toMatch(/^update_display_data TypeError: broken\n/);
  await client.execute('await new Promise((done) => setTimeout(done, 20))');
  expect(client.seen.filter(({ header }) => header.msg_type === 'error' || header.msg_type === 'stream')).toEqual([]);
  expect(client.published(parent).filter(isUpdate)).toHaveLength(1);
});

test('the traceback of a rejection shows the author’s line', async () => {
  const { update } = await shownPending('async function later(): Promise<number> {\n  await new Promise((done) => { resolve4 = done });\n  throw new Error("in line 3");\n}\nvar resolve4 = (value?: unknown) => {};\nlater()', 'resolve4()');
  expect(lineOf(update)).toMatch(/3 \| {3}throw new Error\("in line 3"\);/);
});

test.each([
  ['a fulfilled promise', 'Promise.resolve(42)', ['execute_result 42']],
  ['an async function that awaited nothing', '(async () => "now")()', ["execute_result 'now'"]],
  ['one that some microtasks settle', 'Promise.all([Promise.resolve(1), (async () => { await null; return 2 })()])', ['execute_result [ 1, 2 ]']],
  ['a promise of nothing', 'Promise.resolve()', ['execute_result undefined']],
  ['a semicolon hides it', 'new Promise(() => {});', []],
  ['a promise in an object is a value', '({ p: Promise.resolve(1) })', ['execute_result { p: Promise { 1 } }']],
])('%s', async (_name, cell, lines) => {
  expect(outputsOf(await shared.client.execute(cell))).toEqual(lines);
});

test('a rejected promise is shown as its error, and the cell has not failed', async () => {
  const exchange = await shared.client.execute('Promise.reject(new RangeError("at once"))');
  expect(outputsOf(exchange)).toEqual([expect.stringMatching(/^display_data RangeError: at once\n/)]);
  expect(exchange.reply.content['status']).toBe('ok');
});

test('in user expressions a promise is a value', async () => {
  const { reply, iopub } = await shared.client.execute('1', { content: { user_expressions: { p: 'new Promise(() => {})' } } });
  expect((reply.content['user_expressions'] as Fields)['p']).toMatchObject({ status: 'ok', data: { 'text/plain': expect.stringContaining('<pending>') } });
  expect(iopub.some(({ header }) => header.msg_type === 'display_data')).toBe(false);
});

test('display of a promise is updated in place too', async () => {
  const { client } = shared;
  const id = client.sendCell('const shown = display(new Promise((done) => setTimeout(done, 30, "settled"))); shown.id');
  const { iopub } = await client.exchange(id);
  const update = await client.until((message) => isUpdate(message) && message.parent_header.msg_id === id, 'the update');
  expect(lineOf(update)).toBe("update_display_data 'settled'");
  expect(idOf(update)).toBe(idOf(iopub.find(({ header }) => header.msg_type === 'display_data')!));
});

test('what is shown in its place before it settles stays', async () => {
  const { client } = shared;
  const first = await client.execute('let settleFirst = (value: unknown) => {}; const place = display(new Promise((done) => { settleFirst = done }));');
  const second = await client.execute('await place.update("newer"); settleFirst("older"); await new Promise((done) => setTimeout(done, 20))');
  expect(outputsOf(second)).toEqual(["update_display_data 'newer'"]);
  const third = await client.execute('const quick = new Promise((done) => setTimeout(done, 10, "second promise")); await place.update(quick); await quick; await new Promise((done) => setTimeout(done, 20))');
  expect(outputsOf(third)).toEqual(['update_display_data Promise { <pending> }', "update_display_data 'second promise'"]);
  expect(client.published(first.reply.parent_header.msg_id!).filter(isUpdate)).toEqual([]);
});

describe('the engine’s end is told in the place of what was pending, and of nothing else', () => {
  const LAST_FORM = 'update_display_data Promise { <pending> }\n[it never settled: the engine that it ran in has ended]';

  test.each([
    ['between cells', '1'],
    ['during a cell', 'await new Promise(() => {})'],
  ])('%s', async (_name, lastCell) => {
    await withKernel(async (client) => {
      const pid = await enginePid(client);
      const settles = await client.execute('new Promise((done) => setTimeout(done, 20, "settled"))');
      await client.until((message) => isUpdate(message), 'the update of the one that settles');
      const waits = await client.execute('new Promise(() => {})');
      const [shown] = waits.iopub.filter(({ header }) => header.msg_type === 'display_data');
      expect(shown!.content['metadata']).toEqual({ awaitbook: { pending: true } });
      const last = client.sendCell(`console.log("runs"); ${lastCell}`);
      if (lastCell === '1') await client.exchange(last);
      else await client.untilText(last, 'runs');
      process.kill(pid, 'SIGKILL');
      const isOf = (exchange: typeof waits) => (message: Message) => isUpdate(message) && message.parent_header.msg_id === exchange.reply.parent_header.msg_id;
      const update = await client.until(isOf(waits), 'the update of the one that waits');
      await client.exchange(last);
      expect([lineOf(update), idOf(update), update.content['metadata']]).toEqual([LAST_FORM, idOf(shown!), {}]);
      expect(outputsOf(await client.execute('"new engine"'))).toEqual(["execute_result 'new engine'"]);
      expect(client.seen.filter(isOf(waits))).toHaveLength(1);
      expect(client.seen.filter(isOf(settles)).map(lineOf)).toEqual(["update_display_data 'settled'"]);
    });
  });
});
