/** What the X-ray notes of operations as they begin and end, with a clock and cells of the test's own. */
import { beforeEach, expect, test } from '@jest/globals';
import { XRAY_ALIKE_RESERVE, XRAY_BACKGROUND_OPERATIONS, XRAY_COLD_STACK, XRAY_OPERATIONS, XRAY_SLICE_OPERATIONS, XRAY_TIMER_STACKS } from '../../kernel/limits';
import { Attribution, type Places } from '../../kernel/xray/attribute/attribute';
import { Changes } from '../../kernel/xray/attribute/changes';
import type { OperationStart, TimerOperation } from '../../kernel/xray/collect/operation';
import { Recorder } from '../../kernel/xray/collect/recorder';
import { SliceJoiner, type XraySlice } from '../../kernel/xray/slices';

const [CELL, OTHER] = [1, 2];

let now = 0;
let cell = CELL;
let recorder = new Recorder({ now: () => now, cell: () => cell, awaiting: () => 0 });

beforeEach(() => {
  [now, cell] = [1_000, CELL];
  recorder = new Recorder({ now: () => now, cell: () => cell, awaiting: () => 0 });
});

const READ: OperationStart = { kind: 'file', type: 'readFile', label: 'readFile', calledAs: null };
const TIMER: OperationStart = { kind: 'timer', type: 'setTimeout', label: 'setTimeout', calledAs: null };

const read = () => recorder.begin(READ)!;
const timer = (ms = 10): TimerOperation => recorder.beginTimer(TIMER, ms)!;
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** Nothing is the person's but the tests' own file. */
const PLACES: Places = {
  frame: (url, line) => (url.startsWith('node:') ? null : { cell: CELL, line, fn: '' }),
  topLevel: () => null,
  line: (_url, line) => line,
  ownName: (name) => name,
  isPartCall: () => false,
  functionName: () => '',
  awaited: () => null,
};

test("a flood of another cell's timers leaves room for its other operations and for the cell's own", () => {
  const recording = recorder.open(CELL);
  cell = OTHER;
  times(XRAY_TIMER_STACKS * 3, () => recorder.beginTimer(TIMER, 10));
  const ofFlood = recording.operations.length;
  expect(ofFlood).toBeLessThanOrEqual(XRAY_BACKGROUND_OPERATIONS);
  cell = CELL;
  times(XRAY_ALIKE_RESERVE - XRAY_COLD_STACK, () => timer(20));
  expect(recording.tally).toBeNull();
  times(XRAY_OPERATIONS, read);
  expect(recording.operations.length - ofFlood).toBe(XRAY_OPERATIONS);
});

test("timers of another cell that have no entry take no entry from that cell's other operations", () => {
  const recording = recorder.open(CELL);
  times(XRAY_TIMER_STACKS * 2, () => timer());
  const own = recording.operations.length;
  cell = OTHER;
  times(XRAY_BACKGROUND_OPERATIONS, () => recorder.beginTimer(TIMER, 10));
  expect(recording.operations).toHaveLength(own);
  times(XRAY_BACKGROUND_OPERATIONS + 5, () => recorder.begin(READ));
  expect(recording.operations).toHaveLength(own + XRAY_BACKGROUND_OPERATIONS);
});

test("a flood counts the timers that were set before it, also unref'ed ones", () => {
  const recording = recorder.open(CELL);
  const early = times(2, () => timer());
  for (const one of early) one.is({ hasRef: () => false });
  const late = times(XRAY_TIMER_STACKS + 10, () => timer());
  for (const one of [...early, ...late]) one.done();
  timer();
  // All were open at once; and behind them one is.
  const { peak, inFlight } = recording.tally!.until(now + 10, now);
  expect(peak).toBe(early.length + late.length);
  expect(inFlight).toEqual([[0, early.length + late.length], [1, 1], [10, 0]]);
});

test.each([['with an entry', 0], ['that is only counted', XRAY_TIMER_STACKS]])('a timer %s that is set anew twice is late from the second time on', (_which, before) => {
  const recording = recorder.open(CELL);
  for (let ms = 1_000; ms < 1_000 + before; ms++) timer(ms);
  const refreshed = timer(100);
  for (const ms of [60, 60]) {
    now += ms;
    refreshed.beginsAnew();
  }
  now += 150;
  refreshed.done();
  const [operation] = recording.operations.slice(before);
  if (operation !== undefined) expect(operation.due).toBe(1_220);
  else expect(recording.tally!.until(now, 0).late).toBe(1);
});

test('slices count each operation once, however far behind they are', () => {
  const recording = recorder.open(CELL);
  const attribution = new Attribution(PLACES);
  const changes = new Changes(recording, attribution);
  const joiner = new SliceJoiner();
  const hand = (): number => {
    const rest: Omit<XraySlice, 'operations' | 'behind'> = { label: 'cell [1]', cell: CELL, node: '24.21.0', unseen: [], groups: [], counted: null, untimedGroups: 0 };
    joiner.add({ ...rest, ...changes.take() });
    const { operations, counted } = joiner.soFar(1_000, 'it died')!;
    return operations.filter(({ background }) => background !== true).length + (counted?.count ?? 0);
  };
  const own = times(XRAY_SLICE_OPERATIONS * 3, read);
  cell = OTHER;
  times(5, () => recorder.begin(READ));
  cell = CELL;
  read().isDropped = true;
  expect(hand()).toBe(own.length);
  for (const one of own) one.done();
  expect([hand(), hand(), hand(), hand(), hand()]).toEqual(Array.from({ length: 5 }, () => own.length));
});
