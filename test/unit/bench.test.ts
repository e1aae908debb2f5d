import { createHmac } from 'node:crypto';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { firstCellLines, firstCode } from '../../scripts/bench/first-cells';
import { answersTo } from '../../scripts/bench/floor-messages';
import { LineCounter } from '../../scripts/bench/line-counter';
import { readOptions } from '../../scripts/bench/options';
import { Samples } from '../../scripts/bench/samples';
import { quantile, summarise } from '../../scripts/bench/statistics';
import { shortNumber, tableLines } from '../../scripts/bench/table';
import { verdicts } from '../../scripts/bench/targets';
import { notebookNames, notebooksFolder } from '../notebooks/notebook-file';

test('median and percentiles lie between samples in proportion, whatever their order', () => {
  expect(summarise([4, 1, 3, 2])).toEqual({ median: 2.5, p95: expect.closeTo(3.85), count: 4 });
  expect(summarise([7])).toEqual({ median: 7, p95: 7, count: 1 });
  expect(summarise([])).toBeNull();
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('a table has its first column to the left and numbers to the right', () => {
  expect(tableLines({ head: ['what', 'ms'], rows: [['a', '1'], ['longer', '1,000']] })).toEqual([
    'what       ms',
    '------  -----',
    'a           1',
    'longer  1,000',
  ]);
  expect([0.037, 4.126, 41.26, 412.6, 41260].map(shortNumber)).toEqual(['0.04', '4.13', '41.3', '413', '41,260']);
});

test('lines are counted however they are cut, and a gap or a wrong order is noticed', () => {
  const take = (...texts: string[]): LineCounter => {
    const counter = new LineCounter();
    for (const text of texts) counter.take(text);
    return counter;
  };
  expect(take('li', 'ne 0\nline 1', '\nline 2\n')).toMatchObject({ received: 3, isInOrder: true });
  expect(take('line 0\r\nline 1\n')).toMatchObject({ received: 2, isInOrder: true });
  expect(take('line 0\nline 2\n')).toMatchObject({ received: 2, isInOrder: false });
  expect(take('line 1\nline 0\n')).toMatchObject({ received: 2, isInOrder: false });
  expect(take('line 0\nline 1')).toMatchObject({ received: 1, isInOrder: true });
});

test('each notebook of the course has a first cell to be measured, and a late one is told', () => {
  for (const name of notebookNames) expect(firstCode(path.join(notebooksFolder, name))).not.toBe('');
  const cell = { notebook: 'a.ipynb', fromStart: 2_345, ofCell: 12, isMet: false };
  expect(firstCellLines([cell]).at(-1)).toMatch(/^a\.ipynb +2,345 ms +2,000 ms +NO +12\.0 ms$/);
});

test('a target is met, missed or not measured', () => {
  const samples = new Samples();
  for (const [kernel, ms] of [['unchecked', 64], ['floor', 30], ['deno', 100]] as const) samples.add(kernel, 'startToInfo', ms);
  samples.add('unchecked', 'together', 407);
  samples.add('awaitbook', 'oneAtTen', 2);
  samples.add('awaitbook', 'oneAtThousand', 2.8);
  samples.addCells({ answered: 3, checked: 2 });
  samples.addCells({ answered: 1_000, checked: 1_000 });
  samples.add('unchecked', 'linesReceived', 99_999);
  samples.add('unchecked', 'linesReceived', 100_000);
  const found = new Map(verdicts(samples, 100_000).map((verdict) => [verdict.title, verdict]));
  expect(found.get('unchecked: start to kernel_info_reply / deno')).toMatchObject({ value: 0.64, floor: 0.3, isMet: true });
  expect(found.get('unchecked: 300/200/400 ms together')).toMatchObject({ value: 407, isMet: false });
  expect(found.get('unchecked: lines received in order')).toMatchObject({ value: 99_999, isMet: false });
  expect(found.get('unchecked: memory growth by the lines')).toMatchObject({ value: null, isMet: null });
  expect(found.get('awaitbook: 1+1 after 1,000 cells / awaitbook, 1+1 after 10 cells')).toMatchObject({ value: 1.4, isMet: true });
  expect(found.get('awaitbook: cells whose types were checked')).toMatchObject({ value: 1_002, wanted: 'all 1,003', isMet: false });
});

test('the floor answers as the protocol asks, and only what is signed', () => {
  const key = 'secret';
  const header = { msg_id: 'a', session: 's', username: 'u', date: '2026-01-01T00:00:00.000Z', msg_type: 'execute_request', version: '5.3' };
  const parts = [header, {}, {}, { code: '1+1' }].map((part) => Buffer.from(JSON.stringify(part)));
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  const request = [Buffer.from('id'), Buffer.from('<IDS|MSG>'), Buffer.from(hmac.digest('hex')), ...parts];
  const types = (frames: Buffer[]) => answersTo(frames, key).map(({ frames: answer }) => (JSON.parse(String(answer.at(-4))) as { msg_type: string }).msg_type);
  expect(types(request)).toEqual(['status', 'execute_input', 'execute_result', 'execute_reply', 'status']);
  expect(types(request.with(2, Buffer.from('0'.repeat(64))))).toEqual([]);
});

test('options that the bench does not know are told in words', () => {
  expect(readOptions(['--quick', '--only', 'awaitbook,deno', '--rounds', '1'])).toMatchObject({ only: ['awaitbook', 'deno'], plan: { rounds: 1, lines: 100_000 } });
  expect([readOptions([]), readOptions(['--quick']), readOptions(['--notebooks'])].map(({ firstCells }) => firstCells)).toEqual([true, false, 'alone']);
  expect(() => readOptions(['--only', 'julia'])).toThrow('there is no kernel julia');
  expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds');
  expect(() => readOptions(['--fast'])).toThrow('--fast');
});
