/** Notices that the process that started the kernel is gone, so that no kernel outlives its Jupyter. */
import { fstatSync } from 'node:fs';
import { PARENT_CHECK_MS } from './limits';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's process, but a process
  }
}

function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false; // no such descriptor: started without stdin
  }
}

/**
 * Calls `gone` once when the parent is gone. With a pid (`JPY_PARENT_PID`) it is looked at every `PARENT_CHECK_MS`. Without one, a
 * pipe on stdin that is still open after `PARENT_CHECK_MS` stands for the parent: Jupyter closes the pipe right after the start, which
 * means nothing.
 */
export function watchParent(parentPid: number | null, gone: () => void): void {
  if (parentPid !== null) {
    // When the parent is our direct one, the system's own word for its end is exact even if its pid is given away again.
    const isDirect = process.ppid === parentPid;
    const timer = setInterval(() => {
      if (isDirect ? process.ppid === parentPid : isAlive(parentPid)) return;
      clearInterval(timer);
      gone();
    }, PARENT_CHECK_MS);
    timer.unref();
    return;
  }
  if (!isPipe(0)) return;
  let hasEnded = false;
  const startedMs = performance.now();
  process.stdin.on('error', () => undefined);
  process.stdin.once('end', () => {
    hasEnded = true;
    if (performance.now() - startedMs > PARENT_CHECK_MS) gone();
  });
  process.stdin.resume();
  setTimeout(() => {
    if (hasEnded) process.stdin.destroy();
  }, PARENT_CHECK_MS).unref();
}
