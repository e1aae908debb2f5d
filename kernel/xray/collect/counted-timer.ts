/** A timer that is only counted. A loop may set a hundred thousand at once, and what each of them keeps is copied when V8 collects. */
import type { TimerOperation } from './operation';
import { apply, nameOf } from './operation';
import type { Tally, TalliedEnd } from './tally';

/** What the recorder gives it. */
export interface CountedTimerHost {
  now(): number;
}

/** One of them. */
export class CountedTimer implements TimerOperation {
  #isOver = false;
  readonly #start: number;
  readonly #delayMs: number;
  #due: number;
  readonly #tallies: readonly { readonly tally: Tally | null }[];
  readonly #host: CountedTimerHost;

  constructor(start: number, delayMs: number, tallies: readonly { readonly tally: Tally | null }[], host: CountedTimerHost) {
    this.#start = start;
    this.#delayMs = delayMs;
    this.#due = start + delayMs;
    this.#tallies = tallies;
    this.#host = host;
  }

  done(): void {
    this.#ends('done');
  }

  failed(error: unknown): void {
    this.#ends(nameOf(error) === 'AbortError' ? 'cleared' : 'failed');
  }

  cleared(): void {
    this.#ends('cleared');
  }

  beginsAnew(): void {
    this.#due = this.#host.now() + this.#delayMs;
  }

  is(): void {}

  runs(callback: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): unknown {
    return apply(callback, self, args);
  }

  #ends(how: TalliedEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const now = this.#host.now();
    for (const { tally } of this.#tallies) tally?.ends(this.#start, now, this.#due, how, false);
  }
}
