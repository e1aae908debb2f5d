/** When the worker has the main thread look at where it stands, with a clock, a port and an inspector of the test's own. */
import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { ToWatch } from '../../kernel/engine-process/blocked-notice';
import { createBlockedWatch } from '../../kernel/engine-process/blocked-watch';
import { BLOCKED, TURN_COUNT } from '../../kernel/engine-process/held-up';
import type { MainThreadInspector } from '../../kernel/engine-process/main-thread-inspector';
import { NOTICE_LATE_MS, NOTICE_LOOK_MS, XRAY_LOOK_MS } from '../../kernel/limits';

class Port extends EventEmitter {
  readonly asked: unknown[] = [];

  postMessage(message: unknown): void {
    this.asked.push(message);
  }

  unref(): void {}
}

interface Bench {
  readonly port: Port;
  readonly word: Int32Array;
  readonly watch: ReturnType<typeof createBlockedWatch>;
  looks: number;
  /** Settles the look that is under way. */
  answer(): Promise<void>;
  tell(message: ToWatch): void;
}

function bench(): Bench {
  const port = new Port();
  const memory = new SharedArrayBuffer(8);
  let settle = (): void => undefined;
  const evaluate = (): Promise<null> => {
    made.looks += 1;
    return new Promise((resolve) => {
      settle = () => resolve(null);
    });
  };
  const made: Bench = {
    port,
    word: new Int32Array(memory),
    watch: createBlockedWatch(port as unknown as MessagePort, memory, { evaluate } as unknown as MainThreadInspector),
    looks: 0,
    answer: async () => {
      settle();
      await Promise.resolve();
    },
    tell: (message) => void port.emit('message', message),
  };
  return made;
}

/** Node's timers count whole ms: they may fire up to one early by the clock. */
const EARLY_MS = 0.7;

let now = 0;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance', 'queueMicrotask', 'nextTick'] });
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** The next look. */
function pass(ms: number): void {
  now += ms - EARLY_MS;
  jest.advanceTimersByTime(ms);
}

test('under the X-ray it looks each time when the loop did not turn since the last time', async () => {
  const made = bench();
  made.tell({ isClose: true });
  for (let round = 1; round <= 5; round += 1) {
    pass(XRAY_LOOK_MS);
    await made.answer();
    expect(made.looks).toBe(round);
  }
  made.word[TURN_COUNT]! += 1;
  pass(XRAY_LOOK_MS);
  expect(made.looks).toBe(5);
  // As long as a native call goes on, none is answered, and no second one is asked for.
  for (let round = 0; round < 3; round += 1) pass(XRAY_LOOK_MS);
  expect(made.looks).toBe(6);
  expect(made.port.asked).toEqual([]);
  made.tell({ isClose: false });
  expect(jest.getTimerCount()).toBe(0);
});

test('without it, each time when a question has no answer by then; the block is told once, with how long it was', async () => {
  const made = bench();
  made.watch.begin(0);
  expect(made.port.asked).toEqual([{ blockedMs: null }]);
  for (let round = 1; round <= 5; round += 1) {
    pass(NOTICE_LOOK_MS);
    await made.answer();
    expect(made.looks).toBe(round);
  }
  expect(made.word[0]).toBe(BLOCKED);
  expect(made.port.asked).toHaveLength(1);
  made.tell(null);
  expect(made.port.asked.slice(1)).toEqual([{ blockedMs: now }]);
  expect(now).toBeGreaterThan(NOTICE_LATE_MS);
  pass(NOTICE_LOOK_MS);
  made.tell(null);
  expect(made.port.asked.slice(2)).toEqual([{ blockedMs: null }]);
  expect(made.looks).toBe(5);
  made.watch.end();
  expect(jest.getTimerCount()).toBe(0);
});
