/** What a cell printed just before it ended the engine still waits in the ring: the calls that end this process send it first. */
import childProcess from 'node:child_process';
import { constants } from 'node:os';
import { LAST_WORDS_MS } from '../limits';
import type { Reporter } from './report';

/** Signals that end no process by themselves, or that Node ignores. */
const HARMLESS = ['SIGCHLD', 'SIGCONT', 'SIGPIPE', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGUSR1', 'SIGWINCH', 'SIGXFSZ'] as const;

/**
 * Node takes a signal that the process sends to itself, and has no handler for, for its end: it runs what is to be done then, and V8's inspector,
 * by which cells are evaluated, is gone. So one that does not end it is sent from outside. Says whether it was.
 */
function sentFromOutside(pid: number, signal: unknown): boolean {
  const name = HARMLESS.find((one) => signal === one || signal === constants.signals[one]);
  if (name === undefined || process.platform === 'win32' || process.listenerCount(name) > 0) return false;
  const { error } = childProcess.spawnSync('kill', [`-${constants.signals[name]}`, '--', String(pid)]);
  return error === undefined;
}

/** Puts it in place. `process.exit` does not end the engine, see `process-exit.ts`. */
export function installLastWords(reporter: Reporter): void {
  const flushBefore = (name: 'abort' | 'reallyExit' | 'kill', ends: (...args: readonly unknown[]) => boolean): void => {
    const nodeCall: unknown = Reflect.get(process, name);
    if (typeof nodeCall !== 'function') throw new Error(`This Node has no process.${name}.`);
    const call = (...args: unknown[]): unknown => {
      if (ends(...args)) {
        reporter.flush(LAST_WORDS_MS);
        if (name === 'kill' && sentFromOutside(args[0] as number, args[1])) return true;
      }
      return Reflect.apply(nodeCall, process, args);
    };
    Reflect.set(process, name, Object.defineProperty(call, 'name', { value: name }));
  };
  flushBefore('abort', () => true);
  flushBefore('reallyExit', () => true);
  // 0 and the negative pid name our process group.
  flushBefore('kill', (pid, signal) => (pid === process.pid || pid === 0 || pid === -process.pid) && signal !== 0);
}
