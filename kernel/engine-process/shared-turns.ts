/** Words in memory that the engine's threads share, for interrupts. */
import type { CellNumber } from '../engine/contract';

/**
 * `[0]`: number of the last interrupt that the worker no longer waits for; `[1]`: 1 while a termination would break the engine itself;
 * `[2]`: the cell that is being interrupted, 0 for none; `[3]`: how often the main thread has stopped at the worker's
 * word; `[4]`: 1 once the child that the main thread waits for was ended by an interrupt.
 */
export type SharedTurns = SharedArrayBuffer;

const GIVEN_UP = 0;
const PROTECTED = 1;
const INTERRUPTED = 2;
const STOPS = 3;
const WAIT_ENDED = 4;

/** Makes the words. */
export function createSharedTurns(): SharedTurns {
  return new SharedArrayBuffer(20);
}

/** From now on the message of this interrupt, and of all before it, comes too late: it must not hit the next cell. */
export function giveUpTurn(turns: SharedTurns, turn: number): void {
  Atomics.store(new Int32Array(turns), GIVEN_UP, turn);
}

/** Whether the message of an interrupt comes too late. */
export function isGivenUp(turns: SharedTurns, turn: number): boolean {
  return turn <= Atomics.load(new Int32Array(turns), GIVEN_UP);
}

/** Runs work of the engine that must not be terminated half-way, such as the loading of one of Node's inner modules. */
export function protectedFromTermination<T>(turns: SharedTurns, work: () => T): T {
  const words = new Int32Array(turns);
  Atomics.store(words, PROTECTED, 1);
  try {
    return work();
  } finally {
    Atomics.store(words, PROTECTED, 0);
  }
}

/** Whether such work is under way. */
export function isProtected(turns: SharedTurns): boolean {
  return Atomics.load(new Int32Array(turns), PROTECTED) === 1;
}

/** While a cell is being interrupted it must not start, should it come in just then; null ends that. */
export function keepFromStarting(turns: SharedTurns, cell: CellNumber | null): void {
  Atomics.store(new Int32Array(turns), INTERRUPTED, cell ?? 0);
}

/** Whether the cell must not start: its interrupt ends it. */
export function isKeptFromStarting(turns: SharedTurns, cell: CellNumber): boolean {
  return Atomics.load(new Int32Array(turns), INTERRUPTED) === cell;
}

/** The main thread has stopped: what ran is unwound. */
export function tellStop(turns: SharedTurns): void {
  const words = new Int32Array(turns);
  Atomics.add(words, STOPS, 1);
  Atomics.notify(words, STOPS);
}

/** Resolves when it next does. */
export async function nextStop(turns: SharedTurns): Promise<'stopped'> {
  const words = new Int32Array(turns);
  const wait = Atomics.waitAsync(words, STOPS, Atomics.load(words, STOPS));
  if (wait.async) await wait.value;
  return 'stopped';
}

/** The worker ends the child that the main thread waits for (`spawnSync`), or takes that back. */
export function tellWaitEnded(turns: SharedTurns, isEnded: boolean): void {
  Atomics.store(new Int32Array(turns), WAIT_ENDED, isEnded ? 1 : 0);
}

/** Whether what the main thread waits for was ended, so that it is to stop as it comes back. */
export function isWaitEnded(turns: SharedTurns): boolean {
  return Atomics.load(new Int32Array(turns), WAIT_ENDED) === 1;
}
