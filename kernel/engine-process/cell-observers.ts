/**
 * Callbacks of `PerformanceObserver`, which Node calls from an immediate of its own: one that is terminated there leaves Node's queue of
 * immediates broken for good, as `cell-timers.ts` tells. So they run inside a microtask.
 */
import perfHooks from 'node:perf_hooks';

type ObserverCallback = (...args: unknown[]) => void;

const settled = Promise.resolve();

function inMicrotask(callback: ObserverCallback): ObserverCallback {
  return function observed(this: unknown, ...args: unknown[]): void {
    settled
      .then(() => Reflect.apply(callback, this, args))
      .catch((error: unknown) =>
        process.nextTick(() => {
          throw error;
        }),
      );
  };
}

/** Puts it in place in `perf_hooks` and as a global. */
export function installCellObservers(): void {
  const observer = new Proxy(perfHooks.PerformanceObserver, {
    construct(target, [callback, ...rest]: unknown[], newTarget): object {
      return Reflect.construct(target, [typeof callback === 'function' ? inMicrotask(callback as ObserverCallback) : callback, ...rest], newTarget) as object;
    },
  });
  Reflect.set(perfHooks, 'PerformanceObserver', observer);
  Reflect.set(globalThis, 'PerformanceObserver', observer);
}
