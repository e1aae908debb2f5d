/** Two words in memory that the engine's threads share, for interrupts. */

/** `[0]`: number of the last interrupt that the worker no longer waits for; `[1]`: 1 while a termination would break the engine itself. */
export type SharedTurns = SharedArrayBuffer;

const GIVEN_UP = 0;
const PROTECTED = 1;

/** Makes the words. */
export function createSharedTurns(): SharedTurns {
  return new SharedArrayBuffer(8);
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
