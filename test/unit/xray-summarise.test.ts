/** The report that is made of raw operations: figures against a model of its own, joined parts, bounds. */
import { expect, test } from '@jest/globals';
import type { CollectedOperation } from '../../kernel/xray/collected';
import { rowsOf } from '../../kernel/xray/rows';
import { summarise } from '../../kernel/xray/summarise';
import { Random } from './support/random';
import { at, calls, collected, LESSON, reportOf, timer, TROUBLED } from './support/xray-samples';

const read = (start: number, end: number, line = 5, more: Partial<CollectedOperation> = {}): CollectedOperation => ({
  kind: 'file',
  type: 'FSREQPROMISE',
  label: 'readFile data.csv',
  start,
  end,
  stack: [at(line)],
  ...more,
});

/** Counts by looking at every moment between two events: slow, and made another way than the report's. */
function peakOf(operations: readonly CollectedOperation[], wall: number): number {
  const times = [...new Set(operations.flatMap(({ start, end }) => [start, end ?? wall]))].sort((a, b) => a - b);
  const moments = times.slice(1).map((time, index) => (time + times[index]!) / 2);
  return Math.max(0, ...moments.map((moment) => operations.filter(({ start, end }) => start < moment && moment < (end ?? wall)).length));
}

test('figures of random schedules are those of a model', () => {
  const random = new Random(8);
  for (let round = 0; round < 300; round += 1) {
    const wall = 50 + random.below(5_000);
    const operations = Array.from({ length: 1 + random.below(40) }, (): CollectedOperation => {
      const start = random.below(wall);
      const end = random.below(8) === 0 ? null : start + 1 + random.below(wall - start);
      return timer(start, end, [at(1 + random.below(9))]);
    });
    const report = reportOf(operations, { wall });
    const waiting = operations.reduce((sum, { start, end }) => sum + (end ?? wall) - start, 0);
    expect(report.waiting).toBeCloseTo(waiting, 2);
    expect(report.speedup).toBeCloseTo(waiting / wall, 2);
    expect(report.peak).toBe(peakOf(operations, wall));
    expect(Math.max(...report.inFlight.map(([, count]) => count))).toBe(report.peak);
    expect(report.ops).toBe(operations.length);
    expect(report.open).toBe(operations.filter(({ end }) => end === null).length);
    expect(report.timeline.map(({ start }) => start)).toEqual(operations.map(({ start }) => start).sort((a, b) => a - b));
  }
});

test('one wait after the other never counts as two at once', () => {
  expect(reportOf([timer(0, 100.004, [at(1)]), timer(100.004, 200, [at(2)])]).peak).toBe(1);
});

test('an operation without length is in flight for a moment', () => {
  expect(reportOf([timer(0, 10, [at(1)]), timer(5, 5, [at(2)])]).peak).toBe(2);
});

test('what was taken back, and what other cells left running, is in the timeline and not in the figures', () => {
  const report = summarise(TROUBLED);
  expect(report).toMatchObject({ ops: 7, cleared: 2, errors: 2, open: 1, late: 0, background: 2, ended: 'error', error: 'Error: python3 ended with exit code 1' });
  // 86 of the failed request, 290 of the process, 270 of the worker until the end, 80 and 40.
  expect(report.waiting).toBe(766);
  expect(report.timeline).toHaveLength(9);
  expect(report.timeline.filter(({ background }) => background)).toMatchObject([{ start: -40 }, { start: 60, late: 100 }]);
});

test.each<[why: string, parts: CollectedOperation[], joined: [start: number, end: number, parts?: number][]]>([
  ['the calls of one readFile', [read(0, 1), read(1, 2), read(2, 30), read(30, 31)], [[0, 31, 4]]],
  ['a gap under 40 ms', [read(0, 1), read(40.9, 50)], [[0, 50, 2]]],
  ['a longer gap', [read(0, 1), read(41.1, 50)], [[0, 1], [41.1, 50]]],
  ['another line', [read(0, 1, 5), read(1, 2, 6)], [[0, 1], [1, 2]]],
  ['two at once, in turns', [read(0, 1), read(0, 1.2), read(1, 9), read(1.2, 9.2)], [[0, 9, 2], [0, 9.2, 2]]],
  ['calls with numbers, whatever their times', [read(0, 1, 5, { call: 1 }), read(1, 2, 5, { call: 2 }), read(90, 95, 5, { call: 1 })], [[0, 95, 2], [1, 2]]],
  ['work of another cell', [read(0, 1), read(1, 2, 5, { background: true })], [[0, 1], [1, 2]]],
  ['timers are never joined', [timer(0, 1, [at(5)]), timer(1, 2, [at(5)])], [[0, 1], [1, 2]]],
])('parts of an operation: %s', (_why, parts, joined) => {
  expect(reportOf(parts).timeline.map(({ start, end, parts: count }) => (count === undefined ? [start, end] : [start, end, count]))).toEqual(joined);
});

test('a joined operation keeps what its parts had to tell', () => {
  const { timeline } = reportOf([read(0, 1, 5, { run: 1 }), read(1, 2, 5, { run: 2, error: 'EIO: i/o error, read' }), read(2, 3)]);
  expect(timeline).toMatchObject([{ run: 3, error: 'EIO: i/o error, read', parts: 3 }]);
});

test.each<[due: number | undefined, end: number | null, more: Partial<CollectedOperation>, late: number | undefined]>([
  [100, 115, {}, undefined],
  [100, 115.5, {}, 15.5],
  [100, null, {}, undefined],
  [100, 300, { cleared: true }, undefined],
  [undefined, 300, {}, undefined],
])('a timer due at %p that fires at %p, %j, is late by %p', (due, end, more, late) => {
  const { timeline } = reportOf([timer(0, end, [at(1)], { ...more, ...(due === undefined ? {} : { due }) })], { wall: 400 });
  expect(timeline[0]!.late).toBe(late);
});

test('operations without an entry are in the figures', () => {
  const counted = { count: 90, waiting: 900, cleared: 5, errors: 2, late: 3, open: 1, fromMs: 50, peak: 7, inFlight: [[50, 2], [60, 7], [100, 0]] as const };
  const report = reportOf([timer(0, 40, [at(1)]), timer(10, 20, [at(1)]), timer(45, 100, [at(1)])], { counted });
  expect(report).toMatchObject({ ops: 93, waiting: 1_005, peak: 7, cleared: 5, errors: 2, late: 3, open: 1, leftOut: { unplaced: 90 } });
  expect(report.inFlight).toEqual([[0, 1], [10, 2], [20, 1], [40, 0], [45, 1], [50, 2], [60, 7], [100, 0]]);
  expect(report.timeline).toHaveLength(3);
});

test('100,000 operations are counted, bundled and told in little', () => {
  const operations = Array.from({ length: 100_000 }, (_, index): CollectedOperation => timer(index / 100, index / 100 + 5, calls(3, ['tick', 1]), index % 1000 === 0 ? { error: 'no' } : {}));
  const report = reportOf(operations);
  expect(report).toMatchObject({ ops: 100_000, peak: 500, errors: 100, leftOut: { unplaced: 0, bundled: 100_000, operations: 0 } });
  expect(report.waiting).toBeCloseTo(500_000, 0);
  expect(report.timeline).toMatchObject([{ start: 0, bundle: { count: 100_000, shortest: 5, longest: 5, errors: 100 } }]);
  expect(JSON.stringify(report).length).toBeLessThan(20_000);
});

test('many rows: those that took the most time stay, the rest is counted', () => {
  const operations = Array.from({ length: 30_000 }, (_, index) => timer(0, 1 + (index % 300), [at(1 + (index % 300))]));
  const report = reportOf(operations);
  expect(rowsOf(report.timeline).map(({ frame }) => frame.line).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => 101 + index));
  expect(report.ops).toBe(30_000);
  expect(report.leftOut.operations).toBe(10_000);
  expect(report.leftOut.bundled + report.timeline.filter(({ bundle }) => bundle === undefined).length).toBe(20_000);
  expect(report.timeline.length).toBeLessThanOrEqual(1_000);
});

test('waits for several promises and blocked intervals are bounded, and their figures are not', () => {
  const blocks = Array.from({ length: 500 }, (_, index) => ({ start: index * 10, end: index * 10 + 5, frame: at(1, 'crunch'), share: 1 }));
  const groups = blocks.map(({ start, end }) => ({ label: 'Promise.all', n: 2, start, end, stack: [at(2)] }));
  const report = reportOf([timer(0, 5_000, [at(1)])], { blocks, groups, untimedGroups: 7 });
  expect(report.blocks).toHaveLength(200);
  expect(report.groups).toHaveLength(200);
  expect(report.leftOut).toMatchObject({ groups: 307, blocks: 300 });
  expect(report.blockedMs).toBe(2_500);
});

test('long texts and stacks are cut, and line breaks are spaces', () => {
  const stack = Array.from({ length: 60 }, (_, depth) => at(depth + 1, `f${depth}`));
  const [operation] = reportOf([timer(0, 1, stack, { label: `GET\n${'x'.repeat(1_000)}` })]).timeline;
  expect(operation!.label).toHaveLength(200);
  expect(operation!.label).toMatch(/^GET x+…$/);
  expect(operation!.stack).toHaveLength(12);
  expect(operation!.stack.at(-1)).toMatchObject({ line: 60 });
});

test('a cell that waited for nothing, and one without time', () => {
  expect(reportOf([], { wall: 3 })).toMatchObject({ wall: 3, waiting: 0, speedup: 0, peak: 0, ops: 0, timeline: [], inFlight: [] });
  expect(reportOf([], { wall: 0 })).toMatchObject({ speedup: 0 });
});

const named = (operations: readonly CollectedOperation[]): string[] => rowsOf(reportOf(operations).timeline).map(({ frame, kind, name, count }) => `L${frame.line} ${kind} ${name} ×${count}`);

test('rows: one for each line, kind and called function', () => {
  expect(rowsOf(summarise(LESSON).timeline).map(({ frame, name, count }) => `L${frame.line} ${name} ×${count}`)).toEqual([
    'L6 loadA() ×1',
    'L7 loadB() ×1',
    'L8 loadC() ×1',
    'L9 loadA() ×1',
    'L9 loadB() ×1',
    'L9 loadC() ×1',
    'L12 getPage() ×50',
    'L13 readFile data.csv ×1',
    'L14 lookup localhost ×1',
    'L17 setTimeout 60 ms ×1',
    'L18 setTimeout 80 ms ×1',
    'L19 sleep() ×1',
    'L20 sleep() ×1',
  ]);
});

test('rows: a cell that is `await main()` has the lines of main', () => {
  const inMain = (line: number, start: number): CollectedOperation => timer(start, start + 10, [at(1, 'sleep'), at(line, 'main'), at(30)]);
  expect(named([inMain(11, 0), inMain(12, 10), inMain(13, 20)])).toEqual(['L11 timer sleep() ×1', 'L12 timer sleep() ×1', 'L13 timer sleep() ×1']);
});

test('rows: a function called many times at once stays with the line that calls it', () => {
  const pages = Array.from({ length: 20 }, (_, index) => [timer(index, index + 30, calls(9, ['page', 2])), timer(index + 30, index + 60, calls(9, ['page', 3]))]);
  expect(named(pages.flat())).toEqual(['L9 timer page() ×40']);
});

test('rows: many texts of one line are one row, few are rows of their own', () => {
  const gets = (count: number): CollectedOperation[] =>
    Array.from({ length: count }, (_, index) => ({ kind: 'http', type: 'fetch', label: `GET /page/${index + 10}`, start: index, end: index + 9, stack: [at(4)] }));
  expect(named(gets(4))).toEqual(['L4 http GET /page/10 ×1', 'L4 http GET /page/11 ×1', 'L4 http GET /page/12 ×1', 'L4 http GET /page/13 ×1']);
  expect(named(gets(60))).toEqual(['L4 http GET /page/… ×60']);
});

test('rows are the same before and after bundling', () => {
  const pages = Array.from({ length: 150 }, (_, index) => [timer(index, index + 30, calls(9, ['page', 2])), { ...timer(index + 30, index + 60, calls(9, ['page', 3])), kind: 'dns' as const }]);
  expect(named(pages.flat())).toEqual(['L9 timer page() ×150', 'L9 dns page() ×150']);
});

test('the report is plain data', () => {
  for (const sample of [LESSON, TROUBLED, collected([])]) expect(JSON.parse(JSON.stringify(summarise(sample)))).toEqual(summarise(sample));
});
