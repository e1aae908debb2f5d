/** The processes of a kernel and their memory, from /proc (Linux). */
import fs from 'node:fs';

/** A process and all that descend from it, itself first; empty where there is no /proc. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of fs.existsSync('/proc/self/stat') ? fs.readdirSync('/proc') : []) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : null;
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** proc(5): the parent's pid is the second field after the command's name, which may itself hold spaces and brackets. */
function parentOf(pid: string): number | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** A process's command as proc(5) tells it, 15 characters at most; null for one that is gone. */
export function commandOf(pid: number): string | null {
  return readOrNull(`/proc/${pid}/comm`)?.trim() ?? null;
}

/**
 * Proportional set size of all processes together, in MB (10^6 bytes): a page that several processes share counts for each in
 * part. Those that are gone by now count nothing. Null where the system does not tell.
 */
export function memoryOf(pids: readonly number[]): number | null {
  const found = pids.flatMap((pid) => /^Pss:\s+(\d+) kB$/m.exec(readOrNull(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? []);
  return found.length === 0 ? null : (found.reduce((sum, kibibytes) => sum + Number(kibibytes), 0) * 1024) / 1e6;
}

/** A process may end between two looks. */
function readOrNull(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
