/** What a cell printed just before it ended the engine still waits in the ring: the calls that end this process send it first. */
import { LAST_WORDS_MS } from '../limits';
import type { Reporter } from './report';

/** Puts it in place. `process.exit` does not end the engine, see `process-exit.ts`. */
export function installLastWords(reporter: Reporter): void {
  const flushBefore = (name: 'abort' | 'reallyExit' | 'kill', ends: (...args: readonly unknown[]) => boolean): void => {
    const nodeCall: unknown = Reflect.get(process, name);
    if (typeof nodeCall !== 'function') throw new Error(`This Node has no process.${name}.`);
    const call = (...args: unknown[]): unknown => {
      if (ends(...args)) reporter.flush(LAST_WORDS_MS);
      return Reflect.apply(nodeCall, process, args);
    };
    Reflect.set(process, name, Object.defineProperty(call, 'name', { value: name }));
  };
  flushBefore('abort', () => true);
  flushBefore('reallyExit', () => true);
  // 0 and the negative pid name our process group.
  flushBefore('kill', (pid, signal) => (pid === process.pid || pid === 0 || pid === -process.pid) && signal !== 0);
}
