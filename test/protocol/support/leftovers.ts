/** What a kernel's processes hold on to. */
import { readdirSync, readlinkSync } from 'node:fs';
import { valueOf } from './cells';
import type { KernelClient } from './kernel-client';
import type { KernelProcess } from './kernel-process';

/** Counts by kind; what a soak must not make more of. */
export interface Held {
  /** Open file descriptors of the front and of the engine, by what they are; empty where the system does not tell. */
  readonly frontFiles: Readonly<Record<string, number>>;
  readonly engineFiles: Readonly<Record<string, number>>;
  /** What keeps the engine's event loop alive, as Node names it. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners on the engine's `process` and its streams. */
  readonly listeners: Readonly<Record<string, number>>;
  readonly threads: number;
  readonly processes: number;
  readonly comms: number;
}

const COUNT_IN_ENGINE = `(() => {
  const count = (names) => Object.fromEntries(Object.entries(Object.groupBy(names, (name) => name)).map(([name, all]) => [name, all.length]).sort());
  const listenersOf = ([name, emitter]) => emitter.eventNames().map((event) => [name + ' ' + String(event), emitter.listenerCount(event)]);
  return JSON.stringify({ resources: count(process.getActiveResourcesInfo()), listeners: Object.fromEntries(Object.entries({ process, stdout: process.stdout, stderr: process.stderr }).flatMap(listenersOf).sort()) });
})()`;

/** All that is held now. */
export async function heldBy(client: KernelClient, kernel: KernelProcess, engine: number): Promise<Held> {
  const shown = await valueOf(client, COUNT_IN_ENGINE);
  const ofEngine = JSON.parse(shown.slice(1, -1)) as Pick<Held, 'resources' | 'listeners'>;
  const { comms } = (await client.request('comm_info_request')).reply.content;
  return {
    ...ofEngine,
    frontFiles: openFiles(kernel.pid),
    engineFiles: openFiles(engine),
    threads: threadsOf(engine),
    processes: kernel.processes().length,
    comms: Object.keys(comms as object).length,
  };
}

/**
 * What is held once it is no more than before, or after `limitMs` what it still is then: a socket is closed a little after its end, and
 * nothing tells when.
 */
export async function heldAtRest(before: Held, look: () => Promise<Held>, limitMs: number): Promise<Held> {
  for (const start = performance.now(); ; ) {
    const now = await look();
    if (JSON.stringify(now) === JSON.stringify(before) || performance.now() - start > limitMs) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Looks in a row, 100 ms apart, that have to find the same. */
const STILL_LOOKS = 5;

/** What is held once no socket or child of the cells before is about to go: to compare with later. @throws Error when that does not come within `limitMs`. */
export async function heldWhenStill(look: () => Promise<Held>, limitMs: number): Promise<Held> {
  let held = await look();
  let same = 1;
  for (const start = performance.now(); same < STILL_LOOKS; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await look();
    same = JSON.stringify(now) === JSON.stringify(held) ? same + 1 : 1;
    held = now;
    if (performance.now() - start > limitMs) throw new Error(`what is held does not come to rest: ${JSON.stringify(held)}`);
  }
  return held;
}

/** Open file descriptors of a process by what they are, for example `{ socket: 5, '/dev/null': 1 }`; empty where the system does not tell. */
export function openFiles(pid: number): Record<string, number> {
  const kinds = readLinks(`/proc/${pid}/fd`).map((target) => target.replace(/^(socket|pipe|anon_inode):.*/, '$1'));
  const counts: Record<string, number> = {};
  for (const kind of kinds.toSorted()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function threadsOf(pid: number): number {
  return process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).length : 0;
}

function readLinks(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      return []; // closed between the two looks
    }
  });
}
