/**
 * Stacks of operations, each kept once: a loop makes thousands that are alike, and what each holds (some 2 KB) costs more to collect than
 * to capture. They are read at once for that (2 µs); what their places mean is asked at the end.
 */
import { XRAY_CAPTURED_FRAMES, XRAY_COLD_STACK, XRAY_HOT_MS, XRAY_TIMER_STACKS, XRAY_TIMER_STACKS_A_SECOND } from '../../limits';
import { callSitesOf, captureStack } from './stack-holder';

/** A stack, the innermost call first. */
export interface CapturedStack {
  readonly sites: readonly NodeJS.CallSite[];
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
  readonly #known = new Map<string, CapturedStack>();
  #timersLeft = XRAY_TIMER_STACKS;
  #lastTimerMs = -Infinity;
  #lastStackMs = -Infinity;

  /** Captures where the caller of `calledAs` stands; without it, where this is called. */
  capture(calledAs: ((...args: never[]) => unknown) | null): CapturedStack {
    const sites = callSitesOf(captureStack(XRAY_CAPTURED_FRAMES, calledAs));
    const key = keyOf(sites);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const stack: CapturedStack = { sites };
    this.#known.set(key, stack);
    return stack;
  }

  /** Whether there is time for the stack of one more timer, which costs more than the timer: a flood of them is counted without. */
  mayCaptureTimer(nowMs: number): boolean {
    const sinceMs = nowMs - this.#lastTimerMs;
    this.#lastTimerMs = nowMs;
    this.#timersLeft = Math.min(XRAY_TIMER_STACKS, this.#timersLeft + (sinceMs / 1_000) * XRAY_TIMER_STACKS_A_SECOND);
    const price = nowMs - this.#lastStackMs < XRAY_HOT_MS ? 1 : XRAY_COLD_STACK;
    if (this.#timersLeft < price) return false;
    this.#timersLeft -= price;
    this.#lastStackMs = nowMs;
    return true;
  }

  /** Nobody looks any more. */
  forget(): void {
    this.#known.clear();
    this.#timersLeft = XRAY_TIMER_STACKS;
  }
}
