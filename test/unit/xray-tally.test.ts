/** What the X-ray counts of operations without an entry. */
import { expect, test } from '@jest/globals';
import { XRAY_ALIKE_RESERVE, XRAY_ALIKE_SPENT, XRAY_COLD_STACK, XRAY_FLIGHT_STEPS, XRAY_TIMER_STACKS } from '../../kernel/limits';
import { CapturedStacks } from '../../kernel/xray/collect/captured-stack';
import { Tally } from '../../kernel/xray/collect/tally';

test('sums of all, and the most at once, those with an entry too', () => {
  const tally = new Tally(1_000, 1);
  tally.begins(1_000, false);
  tally.begins(1_002, false);
  tally.begins(1_002.5, true);
  tally.ends(1_000, 1_010, null, 'done', false);
  tally.ends(1_002, 1_050, 1_012, 'done', false);
  tally.begins(1_060, false);
  tally.ends(1_060, 1_070, null, 'cleared', false);
  tally.begins(1_080, false);
  tally.ends(1_080, 1_085, null, 'failed', false);
  tally.begins(1_090, false);
  tally.begins(1_095, false);
  tally.drops(1_095, false);
  expect(tally.until(1_100, 900)).toMatchObject({ count: 5, waiting: 10 + 48 + 5 + 10, cleared: 1, errors: 1, late: 1, open: 1, fromMs: 100, peak: 4 });
});

test('its curve has the most within each step, however long it takes', () => {
  const tally = new Tally(0, 0);
  for (let at = 0; at < 10_000; at += 10) {
    tally.begins(at, false);
    tally.ends(at, at + 5, null, 'done', false);
  }
  tally.begins(20_000, false);
  tally.begins(20_000, false);
  const { inFlight, peak } = tally.until(100_000, 0);
  expect(peak).toBe(2);
  expect(inFlight.length).toBeLessThanOrEqual(XRAY_FLIGHT_STEPS + 1);
  const countAt = (ms: number): number => inFlight.findLast(([from]) => from <= ms)![1];
  expect([5_000, 15_000, 50_000, 100_000].map(countAt)).toEqual([1, 0, 2, 0]);
});

test('a loop of timers has its stacks at once, a flood that goes on only now and then', () => {
  const inLoop = new CapturedStacks();
  expect(Array.from({ length: 5_000 }, (_, at) => inLoop.mayCaptureTimer(at / 1_000, 1)).filter(Boolean).length).toBeLessThan(XRAY_TIMER_STACKS + 10);
  expect(inLoop.mayCaptureTimer(1_000, 1)).toBe(true);
  const spaced = new CapturedStacks();
  const got = Array.from({ length: 10_000 }, (_, at) => spaced.mayCaptureTimer(at, 1));
  expect(got.slice(0, 200)).not.toContain(false);
  expect(got.filter(Boolean).length).toBeLessThan(1_000);
  expect(got.slice(-100)).toContain(true);
});

test('a stack of a loop is cheap only right behind another one: a few timers that fire together again and again cost as much as lone ones', () => {
  const together = new CapturedStacks();
  const got = Array.from({ length: 10_000 }, (_, at) => together.mayCaptureTimer(Math.floor(at / 4) + (at % 4) * 0.05, 1)).filter(Boolean).length;
  const alone = new CapturedStacks();
  const ofLone = Array.from({ length: 2_500 }, (_, at) => alone.mayCaptureTimer(at, 1)).filter(Boolean).length;
  expect(Math.abs(got - ofLone)).toBeLessThan(5);
  expect(got).toBeGreaterThan(XRAY_TIMER_STACKS / XRAY_COLD_STACK);
});

test.each<[of: string, timers: number, gapMs: number, atLeast: number]>([
  ['a loop', 10_000, 0.001, XRAY_ALIKE_SPENT],
  ['lone ones', 1_000, 1, XRAY_ALIKE_SPENT / XRAY_COLD_STACK],
])('a row of timers that are alike, %s, leaves room for one that is not', (_of, timers, gapMs, atLeast) => {
  const stacks = new CapturedStacks();
  let now = 0;
  const takes = (delayMs: number): boolean => {
    now += gapMs;
    const may = stacks.mayCaptureTimer(now, delayMs);
    if (may) stacks.captureTimer(null, delayMs);
    return may;
  };
  const row = Array.from({ length: timers }, () => takes(1));
  expect(row.indexOf(false)).toBeGreaterThanOrEqual(atLeast);
  expect(row.filter(Boolean).length).toBeLessThan(1.5 * atLeast);
  expect(Array.from({ length: XRAY_ALIKE_RESERVE / XRAY_COLD_STACK }, (_, at) => takes(100 + at))).not.toContain(false);
});

test('stacks that are alike are kept once', () => {
  const stacks = new CapturedStacks();
  const place = (): unknown => stacks.capture(null);
  const [one, two] = Array.from({ length: 2 }, () => place());
  expect(one).toBe(two);
  expect(stacks.capture(null)).not.toBe(one);
});
