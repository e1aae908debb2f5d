/**
 * Child processes that know their cell: what they write on an inherited stdout or stderr goes through a pipe under the cell that started
 * them, and an interrupt ends them, with all that they started.
 */
import childProcess, { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { CHILD_GRACE_MS } from '../limits';
import { currentCell } from './cell-context';
import { observing } from './observing';
import { registerWait } from './pending-work';
import { descendantsOf, signalAll } from './process-tree';
import type { Reporter } from './report';
import { addPid, removePid, type SharedPids } from './shared-pids';
import { isWaitEnded, protectedFromTermination, type SharedTurns } from './shared-turns';

interface SpawnOptions {
  readonly stdio?: unknown;
  readonly detached?: boolean;
}

type StreamName = 'stdout' | 'stderr';

/** Which of our streams a child's `stdio` entry would inherit; null for none. */
function inheritedStream(entry: unknown, index: number): StreamName | null {
  const fd: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'fd') : entry;
  if (fd === 1 || (entry === 'inherit' && index === 1)) return 'stdout';
  if (fd === 2 || (entry === 'inherit' && index === 2)) return 'stderr';
  return null;
}

/** Puts a pipe wherever a child would inherit one of our streams. */
function redirect(stdio: unknown): { stdio: unknown; streams: ReadonlyMap<number, StreamName> } {
  const entries: unknown[] = Array.isArray(stdio) ? [...(stdio as unknown[])] : [stdio, stdio, stdio];
  const streams = new Map<number, StreamName>();
  entries.forEach((entry, index) => {
    const name = inheritedStream(entry, index);
    if (name === null) return;
    streams.set(index, name);
    entries[index] = 'pipe';
  });
  return streams.size === 0 ? { stdio, streams } : { stdio: entries, streams };
}

/** Hands on what the child writes. The person never sees the pipe: an inherited stream is null on a child. */
function forward(child: ChildProcess, streams: ReadonlyMap<number, StreamName>, reporter: Reporter): void {
  const cell = currentCell();
  for (const [index, name] of streams) {
    const pipe = child.stdio[index] as Readable | null | undefined;
    if (!pipe) continue;
    const decoder = new StringDecoder('utf8');
    pipe.on('data', (bytes: Buffer) => reporter.stream(cell, name, decoder.write(bytes)));
    pipe.on('end', () => reporter.stream(cell, name, decoder.end()));
    if (index === 1) child.stdout = null;
    if (index === 2) child.stderr = null;
  }
}

function watchPid(child: ChildProcess, pids: SharedPids): void {
  const { pid } = child;
  if (pid === undefined) return;
  addPid(pids, pid);
  child.once('exit', () => removePid(pids, pid));
}

/** Also of a child whose start was interrupted between Node's native half, which made it, and the other one. */
function pidOf(child: ChildProcess): number | undefined {
  const handle: unknown = Reflect.get(child, '_handle');
  const pid: unknown = child.pid ?? (typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'pid') : undefined);
  return typeof pid === 'number' ? pid : undefined;
}

function endChild(child: ChildProcess, pids: SharedPids): void {
  const pid = pidOf(child);
  child.removeAllListeners();
  child.on('error', () => undefined);
  child.once('exit', () => {
    if (pid !== undefined) removePid(pids, pid);
  });
  for (const stream of [child.stdout, child.stderr]) stream?.removeAllListeners().destroy();
  if (pid === undefined) return;
  // Parents first: a shell whose child is gone would go on with its next command.
  signalAll([pid, ...descendantsOf(pid)], 'SIGTERM');
  setTimeout(() => {
    if (child.exitCode === null && child.signalCode === null) signalAll([pid, ...descendantsOf(pid)], 'SIGKILL');
  }, CHILD_GRACE_MS).unref();
}

/** An interrupt ends the child that a call waits for; nothing of the cell may run behind that. */
function stopBehindWaits(turns: SharedTurns, stopWork: () => never): void {
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
    const nodeCall: unknown = Reflect.get(childProcess, name);
    if (typeof nodeCall !== 'function') throw new Error(`This Node has no child_process.${name}.`);
    const call = function call(this: unknown, ...args: unknown[]): unknown {
      try {
        return Reflect.apply(nodeCall, this, args);
      } finally {
        if (isWaitEnded(turns)) stopWork();
      }
    };
    Reflect.set(childProcess, name, Object.defineProperty(call, 'name', { value: name }));
  }
}

/** Puts it in place for `spawn`, `exec`, `execFile` and `fork`. `stopWork` stops what runs now as an interrupt does. */
export function installCellChildren(reporter: Reporter, pids: SharedPids, turns: SharedTurns, stopWork: () => never): void {
  const { unref: nodeUnref } = ChildProcess.prototype;
  const nodeSpawn: unknown = Reflect.get(ChildProcess.prototype, 'spawn');
  if (typeof nodeSpawn !== 'function') throw new Error('This Node has no ChildProcess.prototype.spawn.');
  const unrefed = new WeakSet<ChildProcess>();
  stopBehindWaits(turns, stopWork);

  Reflect.set(ChildProcess.prototype, 'spawn', function spawn(this: ChildProcess, options: SpawnOptions): unknown {
    const { stdio, streams } = redirect(options.stdio);
    // In front of the call, which an interrupt may end half-way.
    registerWait({
      isOver: () => this.exitCode !== null || this.signalCode !== null || options.detached === true || unrefed.has(this),
      end: () => endChild(this, pids),
    });
    const tried = observing.by === null ? null : observing.by.beginChild(this, options);
    // Half made, a child would hold its pipes for ever: nothing of them is known yet that could be closed.
    const result = protectedFromTermination(turns, (): unknown => Reflect.apply(nodeSpawn, this, [streams.size === 0 ? options : { ...options, stdio }]));
    tried?.();
    forward(this, streams, reporter);
    watchPid(this, pids);
    return result;
  });
  Reflect.set(ChildProcess.prototype, 'unref', function unref(this: ChildProcess): void {
    unrefed.add(this);
    nodeUnref.call(this);
  });
}
