/**
 * Stacks of operations, each kept once: a loop makes thousands that are alike, and what each holds (some 2 KB) costs more to collect than
 * to capture. They are read at once for that (2 µs); what their places mean is asked at the end.
 */
import { XRAY_ALIKE_RESERVE, XRAY_ALIKE_SPENT, XRAY_ALIKE_STACK, XRAY_CAPTURED_FRAMES, XRAY_COLD_STACK, XRAY_HOT_MS, XRAY_TIMER_STACKS, XRAY_TIMER_STACKS_A_SECOND } from '../../limits';
import { callSitesOf, captureStack } from './stack-holder';

/** A stack, the innermost call first. */
export interface CapturedStack {
  readonly sites: readonly NodeJS.CallSite[];
}

interface KnownStack extends CapturedStack {
  /** What it took for timers, in stacks of a loop. */
  spent: number;
}

/** Where each call stands; Node's own without a text of theirs, as `Promise.all`, say nothing. */
function keyOf(sites: readonly NodeJS.CallSite[]): string {
  let key = '';
  for (const site of sites) {
    const url = site.getScriptNameOrSourceURL();
    if (typeof url === 'string' && url !== '') key += `${url}@${site.getPosition()}|`;
  }
  return key;
}

/** The stacks of what is looked at. */
export class CapturedStacks {
  readonly #known = new Map<string, KnownStack>();
  /** Of the timer that was captured last, with its delay in ms. */
  #lastTimer: { stack: KnownStack | null; delayMs: number } = { stack: null, delayMs: 0 };
  #timersLeft = XRAY_TIMER_STACKS;
  #lastTimerMs = -Infinity;
  #lastStackMs = -Infinity;
  #lastPrice = 0;

  /** Captures where the caller of `calledAs` stands; without it, where this is called. */
  capture(calledAs: ((...args: never[]) => unknown) | null): KnownStack {
    const sites = callSitesOf(captureStack(XRAY_CAPTURED_FRAMES, calledAs));
    const key = keyOf(sites);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const stack: KnownStack = { sites, spent: 0 };
    this.#known.set(key, stack);
    return stack;
  }

  /** The same of a timer, for which there is time. @param delayMs its delay */
  captureTimer(calledAs: ((...args: never[]) => unknown) | null, delayMs: number): CapturedStack {
    const stack = this.capture(calledAs);
    stack.spent += this.#lastPrice;
    this.#lastTimer = { stack, delayMs };
    return stack;
  }

  /**
   * Whether there is time for the stack of one more timer, which costs more than the timer: a flood of them is counted without. One that
   * looks like the next of a row that a picture shows already has to leave room for others.
   *
   * @param delayMs the timer's delay
   */
  mayCaptureTimer(nowMs: number, delayMs: number): boolean {
    const sinceMs = nowMs - this.#lastTimerMs;
    this.#lastTimerMs = nowMs;
    this.#timersLeft = Math.min(XRAY_TIMER_STACKS, this.#timersLeft + (sinceMs / 1_000) * XRAY_TIMER_STACKS_A_SECOND);
    const { stack, delayMs: lastDelayMs } = this.#lastTimer;
    const isAlike = delayMs === lastDelayMs && stack !== null && stack.spent >= XRAY_ALIKE_SPENT;
    const price = (nowMs - this.#lastStackMs < XRAY_HOT_MS ? 1 : XRAY_COLD_STACK) * (isAlike ? XRAY_ALIKE_STACK : 1);
    if (this.#timersLeft < price + (isAlike ? XRAY_ALIKE_RESERVE : 0)) return false;
    this.#timersLeft -= price;
    this.#lastStackMs = nowMs;
    this.#lastPrice = price;
    return true;
  }

  /** Nobody looks any more. */
  forget(): void {
    this.#known.clear();
    this.#lastTimer = { stack: null, delayMs: 0 };
    this.#timersLeft = XRAY_TIMER_STACKS;
  }
}
