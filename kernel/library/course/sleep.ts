/** `sleep`: a wait and nothing else. */

/** Options of `sleep`. */
export interface SleepOptions {
  /** Ends the wait: the promise then rejects with the signal's reason, as that of `fetch` does. */
  readonly signal?: AbortSignal;
}

/** Longest delay of a timer, in ms (Node's documentation, `setTimeout`): a longer one would fire at once. */
const MOST_MS = 2 ** 31 - 1;

/**
 * Resolves to `value` after `ms` milliseconds; the thread is free meanwhile.
 *
 * Rejects with a RangeError when `ms` is no time from 0 to 24 days, and with the signal's reason when that aborts.
 *
 * @example const soup = await sleep(400, 'soup');
 */
export function sleep(ms: number, value?: undefined, options?: SleepOptions): Promise<void>;
export function sleep<T>(ms: number, value: T, options?: SleepOptions): Promise<T>;
export function sleep<T>(ms: number, value?: T, { signal }: SleepOptions = {}): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= MOST_MS)) {
      reject(new RangeError(`sleep() takes a time in ms from 0 to ${MOST_MS}, not ${String(ms)}.`));
      return;
    }
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve(value);
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
