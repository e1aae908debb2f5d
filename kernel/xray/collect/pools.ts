/**
 * Tasks of piscina's pools under the X-ray. Its threads take them by channels of their own, which no message of a worker shows, so the call
 * itself is looked at, of each copy of the package that is loaded.
 */
import Module, { createRequire } from 'node:module';
import { endingPromise } from './ending-promise';
import type { Observer } from './recorder';

const PISCINA = /[/\\]piscina[/\\]dist[/\\]index\.js$/;

type Run = (this: unknown, ...args: unknown[]) => Promise<unknown>;

/** Looks at pools of packages. */
export interface PoolWatch {
  /** Takes in what was loaded meanwhile. */
  look(): void;
  stop(): void;
}

function prototypesOfPools(): object[] {
  const { cache } = createRequire(__filename);
  return Object.keys(cache).flatMap((file) => {
    const loaded: unknown = PISCINA.test(file) && cache[file] instanceof Module ? cache[file].exports : null;
    const pool: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'Piscina') : null;
    return typeof pool === 'function' && typeof pool.prototype === 'object' ? [pool.prototype as object] : [];
  });
}

/** Begins to look. */
export function watchPools(observer: Observer): PoolWatch {
  const replaced = new Map<object, { readonly own: Run; readonly run: Run }>();

  function look(): void {
    for (const prototype of prototypesOfPools()) {
      const own: unknown = Reflect.get(prototype, 'run');
      if (replaced.has(prototype) || typeof own !== 'function') continue;
      const run: Run = function run(...args) {
        const operation = observer.begin({ kind: 'worker', type: 'Piscina.run', label: 'task of a pool', calledAs: run });
        const promise = own.apply(this, args) as Promise<unknown>;
        return operation === null ? promise : endingPromise(operation, promise);
      };
      replaced.set(prototype, { own: own as Run, run });
      Reflect.set(prototype, 'run', run);
    }
  }

  look();
  return {
    look,
    stop() {
      for (const [prototype, { own, run }] of replaced) if (Reflect.get(prototype, 'run') === run) Reflect.set(prototype, 'run', own);
    },
  };
}
