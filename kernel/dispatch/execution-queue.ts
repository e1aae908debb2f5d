/** What waits for its turn: one execute request at a time, awaits included, in the order in which they came. */

/** One thing to do in turn. Neither function rejects. */
export interface Work {
  run(): Promise<void>;
  /** Instead of `run` once the queue was aborted; null for work that runs all the same. */
  readonly abort: (() => Promise<void>) | null;
}

export class ExecutionQueue {
  #waiting: { readonly work: Work; isAborted: boolean }[] = [];
  #isRunning = false;

  /** Runs the work at once when nothing runs, else after all that came before. */
  add(work: Work): void {
    this.#waiting.push({ work, isAborted: false });
    if (!this.#isRunning) void this.#runAll();
  }

  /** What waits now is answered as aborted when its turn comes; what comes later is not. */
  abortWaiting(): void {
    for (const entry of this.#waiting) entry.isAborted = true;
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let entry = this.#waiting.shift(); entry !== undefined; entry = this.#waiting.shift()) {
      const { work, isAborted } = entry;
      await (isAborted && work.abort !== null ? work.abort() : work.run());
    }
    this.#isRunning = false;
  }
}
