/**
 * The worker's half of the notice that the event loop was blocked. While a cell runs for longer than a moment, it asks the main thread for a
 * turn, some 20 times a second; where none comes until the next question, it has it look at where it stands. While a cell is X-rayed it looks
 * more often, and reads whether the loop turns from a count that the X-ray keeps: a question and its answer would take 0.1 ms of both threads.
 */
import type { MessagePort } from 'node:worker_threads';
import { NOTICE_LATE_MS, NOTICE_LOOK_MS, XRAY_LOOK_MS } from '../limits';
import { hrtimeMs } from '../xray/collect/process-clock';
import { BLOCKED_KEY, type ToWatch, type TurnQuestion } from './blocked-notice';
import { BLOCKED, TURN_COUNT } from './held-up';
import type { MainThreadInspector } from './main-thread-inspector';

/** Watches while it is told to. */
export interface BlockedWatch {
  /** `sinceMs`: how long the cell has run already. */
  begin(sinceMs: number): void;
  end(): void;
}

const lookNow = (): string => `globalThis[Symbol.for(${JSON.stringify(BLOCKED_KEY)})](${hrtimeMs()})`;

/** Makes the watch; `heldUp` is the memory of `held-up.ts`. */
export function createBlockedWatch(port: MessagePort, heldUp: SharedArrayBuffer, inspector: MainThreadInspector): BlockedWatch {
  const word = new Int32Array(heldUp);
  let timer: NodeJS.Timeout | null = null;
  let isClose = false;
  let isWanted = false;
  let lastTurnMs = 0;
  let turnCount = -1;
  let askedMs: number | null = null;
  let isSampling = false;
  /** The block that goes on was seen. */
  let isSeen = false;

  function sample(): void {
    if (isSampling) return;
    isSampling = true;
    void inspector.evaluate(lookNow(), { mayChange: true, byValue: true }).then(() => {
      isSampling = false;
    });
  }

  function lookClosely(): void {
    const count = Atomics.load(word, TURN_COUNT);
    if (count === turnCount) sample();
    turnCount = count;
  }

  function look(): void {
    if (isClose) return lookClosely();
    if (askedMs === null) {
      askedMs = performance.now();
      port.postMessage({ blockedMs: null } satisfies TurnQuestion);
      return;
    }
    isSeen = true;
    Atomics.store(word, 0, BLOCKED);
    sample();
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  function start(): void {
    stop();
    timer = setInterval(look, isClose ? XRAY_LOOK_MS : NOTICE_LOOK_MS);
    look();
  }

  port.on('message', (message: ToWatch) => {
    if (message !== null) {
      ({ isClose } = message);
      askedMs = null;
      if (isSeen) port.postMessage({ blockedMs: 0 } satisfies TurnQuestion);
      isSeen = false;
      lastTurnMs = performance.now();
      if (isClose || isWanted) return start();
      return stop();
    }
    if (askedMs === null) return;
    const now = performance.now();
    // It stopped turning at some moment between the last turn and the question.
    const blockedMs = now - (lastTurnMs + askedMs) / 2;
    lastTurnMs = now;
    askedMs = null;
    // Once a block; the main thread takes the word back itself, when what came meanwhile has been called.
    if (isSeen) port.postMessage({ blockedMs: blockedMs >= NOTICE_LATE_MS ? blockedMs : 0 } satisfies TurnQuestion);
    isSeen = false;
    if (!isWanted && !isClose) stop();
  });
  port.unref();

  return {
    begin(sinceMs) {
      isWanted = true;
      lastTurnMs = performance.now() - sinceMs;
      if (timer === null) start();
    },
    end() {
      isWanted = false;
      // A block that goes on is watched to its end: what is late comes behind it.
      if (askedMs === null && !isClose) stop();
    },
  };
}
