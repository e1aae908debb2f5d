/** Finds the processes of one kernel: all that inherited a mark in their environment, also those whose parent is gone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The variable that holds the mark. Children inherit it, so that an orphan can be told from the processes of other tests. */
export const MARK_VARIABLE = 'AWAITBOOK_TEST_MARK';

/** Pids of the living processes that carry the mark. */
export function markedProcesses(mark: string): number[] {
  return existsSync('/proc/self/environ') ? fromProc(`${MARK_VARIABLE}=${mark}`) : fromPs(`${MARK_VARIABLE}=${mark}`);
}

/**
 * Resolves when no process carries the mark, with how long that took in ms; rejects after `limitMs`. Nothing tells a process that is not
 * its parent when another one ends, so this has to look.
 */
export async function untilGone(mark: string, limitMs: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const left = markedProcesses(mark);
    const ms = performance.now() - start;
    if (left.length === 0) return ms;
    if (ms > limitMs) throw new Error(`still there after ${Math.round(ms)} ms: ${left.map(describe).join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Resolves with the pids of the processes that carry the mark once there are `count`; rejects after `limitMs`. What was sent SIGKILL is there
 * until the system gives it its turn, and nothing tells of one that is nobody's child here.
 */
export async function untilCount(mark: string, count: number, limitMs: number): Promise<number[]> {
  for (const start = performance.now(); ; ) {
    const found = markedProcesses(mark);
    if (found.length === count) return found;
    const ms = performance.now() - start;
    if (ms > limitMs) throw new Error(`not ${count} but ${found.length} processes after ${Math.round(ms)} ms: ${found.map(describe).join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Ends all that carry the mark, by force. One may end by itself between the look and the signal. */
export function killMarked(mark: string): void {
  for (const pid of markedProcesses(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Resolves when a process is halted (SIGSTOP), of which nothing tells it; rejects after `limitMs`. */
export function untilHalted(pid: number, limitMs: number): Promise<void> {
  return untilState(pid, /^T/, limitMs);
}

/** Resolves when a process has ended, whether its parent has taken notice or not; rejects after `limitMs`. */
export function untilEnded(pid: number, limitMs: number): Promise<void> {
  return untilState(pid, /^(?:Z|$)/, limitMs);
}

/** @param state as `ps` tells it: one letter and more. */
async function untilState(pid: number, state: RegExp, limitMs: number): Promise<void> {
  for (const start = performance.now(); ; ) {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    if (state.test(stdout)) return;
    if (performance.now() - start > limitMs) throw new Error(`${pid} is ${JSON.stringify(stdout)} after ${limitMs} ms, not ${String(state)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: that is the answer
  }
}

function fromProc(entry: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).split('\0').includes(entry))
    .map(Number);
}

/**
 * `spawn` returns up to 2 ms before the new program's command line and environment can be read (measured on Linux 6.18, more when the
 * program is not in memory): both are empty until then. So a living process without a command line is looked at again; the command line is
 * read first, as both may come between two looks. A process that has ended and was not waited for has no `exe`.
 */
function environmentOf(pid: string): string {
  for (;;) {
    const commandLine = readOrEmpty(`/proc/${pid}/cmdline`);
    const environment = readOrEmpty(`/proc/${pid}/environ`);
    if (environment !== '' || commandLine !== '' || !existsSync(`/proc/${pid}/exe`)) return environment;
  }
}

/** macOS shows the environment in `ps`. */
function fromPs(entry: string): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-E', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').filter((line) => line.includes(entry)).map((line) => Number.parseInt(line, 10));
}

function describe(pid: number): string {
  return `${pid} ${readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`.trim();
}

/** A process may end between two looks. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
