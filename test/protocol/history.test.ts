import { beforeAll, expect, test } from '@jest/globals';
import { linesOf } from './support/lines';
import { sharedKernel } from './support/session';

const shared = sharedKernel();

/** What was run, the first with count 1. */
const CELLS = ['1 + 1', 'const a = "x"', '1 + 1', 'console.log("no result")', '({b: 2})'];

beforeAll(async () => {
  for (const cell of CELLS) await shared.client.execute(cell);
});

async function history(content: object): Promise<unknown> {
  const exchange = await shared.client.request('history_request', { output: false, raw: true, ...content });
  expect(linesOf(exchange)).toEqual(['busy', 'idle', 'history_reply ok']);
  return exchange.reply.content['history'];
}

const all = CELLS.map((cell, index) => [1, index + 1, cell]);

test('tail: the last n; all without n', async () => {
  expect(await history({ hist_access_type: 'tail', n: 2 })).toEqual(all.slice(-2));
  expect(await history({ hist_access_type: 'tail', n: 100 })).toEqual(all);
  expect(await history({ hist_access_type: 'tail' })).toEqual(all);
});

test('tail with output: the result as plain text, null without one', async () => {
  const outputs = ['2', null, '2', null, '{ b: 2 }'];
  expect(await history({ hist_access_type: 'tail', n: 5, output: true })).toEqual(CELLS.map((cell, index) => [1, index + 1, [cell, outputs[index]]]));
});

test('range: from start to before stop, of this session by 0 or by its number', async () => {
  for (const session of [0, 1]) expect(await history({ hist_access_type: 'range', session, start: 2, stop: 4 })).toEqual(all.slice(1, 3));
  expect(await history({ hist_access_type: 'range', session: 0, start: 4 })).toEqual(all.slice(3));
});

test('range: a session back from now, of which there is none as long as the history lives in memory', async () => {
  for (const session of [-1, 2]) expect(await history({ hist_access_type: 'range', session, start: 1, stop: 5 })).toEqual([]);
});

test('search: * and ? match the whole input, the last n, each input once when unique', async () => {
  expect(await history({ hist_access_type: 'search', pattern: '1*' })).toEqual([all[0], all[2]]);
  expect(await history({ hist_access_type: 'search', pattern: '? + ?' })).toEqual([all[0], all[2]]);
  expect(await history({ hist_access_type: 'search', pattern: '+' })).toEqual([]);
  expect(await history({ hist_access_type: 'search', pattern: '*', n: 1 })).toEqual([all[4]]);
  expect(await history({ hist_access_type: 'search', pattern: '1*', unique: true })).toEqual([all[2]]);
  expect(await history({ hist_access_type: 'search', pattern: '({*})' })).toEqual([all[4]]);
});

test('raw makes no difference: input is kept as it was written', async () => {
  expect(await history({ hist_access_type: 'tail', n: 1, raw: false })).toEqual(all.slice(-1));
});
