/** What is known of operations that are only counted: beyond a bound none has an entry and a stack of its own, but all are in the figures. */
import { XRAY_FLIGHT_STEPS, XRAY_LATE_MS } from '../../limits';
import type { CollectedCounts } from '../collected';
import type { FlightStep } from '../report';

/** Ms of a step at the beginning. */
const FINEST_MS = 1;

/** How an operation ended. */
export type TalliedEnd = 'done' | 'cleared' | 'failed';

/** Counts from the first operation on that has no entry; of the others it counts how many are in flight. */
export class Tally {
  readonly #startMs: number;
  #inFlight: number;
  #peak: number;
  /** The most that were in flight within each step. */
  readonly #most = new Float64Array(XRAY_FLIGHT_STEPS);
  #stepMs = FINEST_MS;
  #step = 0;
  #count = 0;
  #open = 0;
  /** Of operations without an entry: the ends of those that are done, less the starts of all that are not cleared. */
  #waitingMs = 0;
  #cleared = 0;
  #errors = 0;
  #late = 0;

  /** @param inFlight how many with an entry are */
  constructor(startMs: number, inFlight: number) {
    this.#startMs = startMs;
    this.#inFlight = inFlight;
    this.#peak = inFlight;
    this.#most[0] = inFlight;
  }

  /** How many have no entry. */
  get count(): number {
    return this.#count;
  }

  begins(startMs: number, hasEntry: boolean): void {
    this.#moveTo(startMs);
    this.#inFlight += 1;
    if (this.#inFlight > this.#peak) this.#peak = this.#inFlight;
    if (this.#inFlight > this.#most[this.#step]!) this.#most[this.#step] = this.#inFlight;
    if (hasEntry) return;
    this.#count += 1;
    this.#open += 1;
    this.#waitingMs -= startMs;
  }

  /** @param dueMs of a timer */
  ends(startMs: number, endMs: number, dueMs: number | null, how: TalliedEnd, hasEntry: boolean): void {
    this.#moveTo(endMs);
    this.#inFlight -= 1;
    if (hasEntry) return;
    this.#open -= 1;
    this.#waitingMs += how === 'cleared' ? startMs : endMs;
    if (how === 'cleared') this.#cleared += 1;
    else if (dueMs !== null && endMs - dueMs > XRAY_LATE_MS) this.#late += 1;
    if (how === 'failed') this.#errors += 1;
  }

  /** It turned out to be no wait. */
  drops(startMs: number, hasEntry: boolean): void {
    this.#inFlight -= 1;
    if (hasEntry) return;
    this.#count -= 1;
    this.#open -= 1;
    this.#waitingMs += startMs;
  }

  /** All that was counted until then, in ms from `fromMs` on. */
  until(endMs: number, fromMs: number): CollectedCounts {
    this.#moveTo(endMs);
    const steps = Array.from({ length: this.#step + 1 }, (_, step): FlightStep => [this.#startMs + step * this.#stepMs - fromMs, this.#most[step]!]);
    return {
      count: this.#count,
      waiting: this.#waitingMs + this.#open * endMs,
      cleared: this.#cleared,
      errors: this.#errors,
      late: this.#late,
      open: this.#open,
      fromMs: this.#startMs - fromMs,
      peak: this.#peak,
      inFlight: [...steps.filter(([, count], at) => at === 0 || count !== steps[at - 1]![1]), [endMs - fromMs, 0]],
    };
  }

  /** From the step that was written last to that of a time: in all between as many were in flight as are now. */
  #moveTo(ms: number): void {
    let step = Math.floor((ms - this.#startMs) / this.#stepMs);
    if (step <= this.#step) return;
    while (step >= XRAY_FLIGHT_STEPS - 1) {
      this.#halve();
      step = Math.floor((ms - this.#startMs) / this.#stepMs);
    }
    for (let next = this.#step + 1; next <= step; next += 1) this.#most[next] = this.#inFlight;
    this.#step = Math.max(this.#step, step);
  }

  /** Two steps become one, so that there is room for as long a time again. */
  #halve(): void {
    for (let step = 0; step <= this.#step; step += 2) this.#most[step / 2] = Math.max(this.#most[step]!, step < this.#step ? this.#most[step + 1]! : 0);
    this.#step = Math.floor(this.#step / 2);
    this.#stepMs *= 2;
  }
}
