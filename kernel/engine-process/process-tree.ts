/** The processes that a process started, for ending them with it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The system knows which thread started a child (proc(5), `/proc/pid/task/tid/children`); the id of the main one is the process's. */
function linuxChildren(pid: number, isOfMainThread: boolean): number[] | null {
  try {
    const tasks = isOfMainThread ? [String(pid)] : readdirSync(`/proc/${pid}/task`);
    return tasks.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  } catch {
    return null; // no /proc here, or the process has ended
  }
}

function otherChildren(pid: number): number[] {
  if (process.platform === 'win32' || process.platform === 'linux') return [];
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).split('\n').filter(Boolean).map(Number);
  } catch {
    return []; // pgrep ends with 1 when there are none
  }
}

/** Pids of the direct children. */
export function childrenOf(pid: number): number[] {
  return linuxChildren(pid, false) ?? otherChildren(pid);
}

/** Those that the main thread started, where the system tells (Linux), else all. */
export function childrenOfMainThread(pid: number): number[] {
  return linuxChildren(pid, true) ?? otherChildren(pid);
}

/** Pids of all descendants, parents before their children. */
export function descendantsOf(pid: number): number[] {
  const found: number[] = [];
  for (const child of childrenOf(pid)) found.push(child, ...descendantsOf(child));
  return found;
}

/** Sends a signal to each; one that has ended already is no error. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
