/** How much memory a process uses. */
import { spawnSync } from 'node:child_process';

/** Bytes of a process in memory now (resident set), for Linux and macOS. */
export function residentBytes(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(stdout) * 1024;
}
