/**
 * Pids of the child processes that run beside the engine, in memory that the worker sees: a child that is not among them is one that the
 * main thread waits for (`spawnSync`), which an interrupt has to end.
 */

const SLOTS = 1024;

/** Pids, 0 where a slot is free. */
export type SharedPids = SharedArrayBuffer;

/** Makes an empty list. */
export function createSharedPids(): SharedPids {
  return new SharedArrayBuffer(SLOTS * 4);
}

/** Adds a pid; when the list is full it is not remembered, see `unknownPids`. */
export function addPid(pids: SharedPids, pid: number): void {
  const slots = new Int32Array(pids);
  for (let at = 0; at < SLOTS; at += 1) if (Atomics.compareExchange(slots, at, 0, pid) === 0) return;
}

/** Removes a pid. */
export function removePid(pids: SharedPids, pid: number): void {
  const slots = new Int32Array(pids);
  for (let at = 0; at < SLOTS; at += 1) if (Atomics.compareExchange(slots, at, pid, 0) === pid) return;
}

/** Those of `candidates` that are not in the list; none when the list is full and can't tell. */
export function unknownPids(pids: SharedPids, candidates: readonly number[]): number[] {
  const known = new Set(new Int32Array(pids));
  return known.has(0) ? candidates.filter((pid) => !known.has(pid)) : [];
}
