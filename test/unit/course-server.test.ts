/** The slow server's log and its addresses, without a server. */
import { expect, test } from '@jest/globals';
import { answerTo } from '../../kernel/library/course/server-endpoints';
import { createServerLog } from '../../kernel/library/course/server-log';

function logWithClock() {
  let ms = 0;
  let idle = 0;
  const log = createServerLog(() => ms, () => (idle += 1));
  return { log, at: (time: number) => (ms = time), idleTimes: () => idle };
}

test('requests from arrival to answer, with those in flight and the most of them', () => {
  const { log, at, idleTimes } = logWithClock();
  const first = log.arrive('GET', '/a', false);
  at(10);
  const second = log.arrive('GET', '/b', false);
  at(20);
  first.answered(200);
  at(30);
  second.answered(500);
  expect(log.snapshot()).toEqual({
    requests: [
      { number: 1, method: 'GET', path: '/a', arrived: 0, answered: 20, aborted: null, status: 200, inFlight: 1 },
      { number: 2, method: 'GET', path: '/b', arrived: 10, answered: 30, aborted: null, status: 500, inFlight: 2 },
    ],
    counts: { arrived: 2, answered: 2, aborted: 0, turnedAway: 0 },
    inFlight: 0,
    mostInFlight: 2,
  });
  expect(idleTimes()).toBe(1);
});

test('of an answer and an abort the first counts', () => {
  const { log } = logWithClock();
  const [answered, aborted] = [log.arrive('GET', '/a', false), log.arrive('GET', '/b', false)];
  answered.answered(200);
  answered.aborted();
  aborted.aborted();
  aborted.answered(200);
  const { requests, counts } = log.snapshot();
  expect(counts).toMatchObject({ answered: 1, aborted: 1 });
  expect(requests.map(({ status, aborted: ms }) => [status, ms])).toEqual([[200, null], [null, 0]]);
});

test('one that is turned away is never in flight', () => {
  const { log } = logWithClock();
  log.arrive('GET', '/a', false);
  log.arrive('GET', '/b', true).answered(503);
  expect(log.snapshot()).toMatchObject({ inFlight: 1, mostInFlight: 1, counts: { arrived: 2, answered: 1, turnedAway: 1 } });
});

test('a cleared log begins anew; what was in flight ends without being counted twice', () => {
  const { log } = logWithClock();
  const open = log.arrive('GET', '/a', false);
  log.arrive('GET', '/b', false).answered(200);
  log.clear();
  expect(log.snapshot()).toEqual({ requests: [], counts: { arrived: 0, answered: 0, aborted: 0, turnedAway: 0 }, inFlight: 1, mostInFlight: 1 });
  open.answered(200);
  expect(log.snapshot()).toMatchObject({ counts: { answered: 0 }, inFlight: 0 });
  log.arrive('GET', '/c', false);
  expect(log.snapshot().requests.map(({ number }) => number)).toEqual([1]);
});

test.each([
  ['/item/7', { status: 200, lines: [{ id: 7, name: 'stew' }], isStream: false, delay: null, isPlain: false }],
  ['/item/7?delay=50&status=404', { status: 404, lines: [{ id: 7, name: 'stew' }], delay: 50 }],
  ['/item/7?delay=soon&status=7&delay=-1', { status: 200, delay: null }],
  ['/stream/2', { status: 200, isStream: true, lines: [{ id: 1, name: 'rice' }, { id: 2, name: 'bread' }] }],
  ['/stream/0', { status: 404 }],
  ['/stream/1000000', { status: 404 }],
  ['/echo?x=1', { lines: [{ method: 'PUT', path: '/echo?x=1', headers: { a: 'b' } }] }],
  ['/', { status: 200, isPlain: true }],
  ['/items', { status: 404, isPlain: true }],
  ['//', { status: 404, isPlain: true }],
])('%s', (address, answer) => {
  expect(answerTo('PUT', address, { a: 'b' })).toMatchObject(answer);
});
