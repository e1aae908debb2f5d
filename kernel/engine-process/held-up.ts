/**
 * Notes which timers and callbacks of cells came late, while the worker has seen that the event loop does not turn (`blocked-watch.ts`). At
 * all other times it costs one look at a word of memory.
 */
import timers from 'node:timers';
import type { CellNumber } from '../engine/contract';
import { NOTICE_LATE_MS, NOTICE_STACKS, NOTICED_CALLBACKS } from '../limits';
import { captureStack, type StackHolder } from '../xray/collect/stack-holder';
import type { CellScope } from './cell-context';

/** What the word says: the loop turns, it does not, or it does again and timers that were due are still to fire. */
const TURNS = 0;
export const BLOCKED = 1;
const CATCHES_UP = 2;

/** Memory of two words. In the first the worker writes that the loop is blocked, the main thread the rest; the second counts turns under the X-ray. */
export const heldUpMemory = new SharedArrayBuffer(8);
export const TURN_COUNT = 1;
const word = new Int32Array(heldUpMemory);

/** Node's own, taken before `cell-timers.ts` puts another in its place. */
const { setTimeout: nodeSetTimeout, clearTimeout: nodeClearTimeout } = timers;

/** Frames that tell where a timer was set. */
const STACK_FRAMES = 6;

/** A timer or a callback that came late. */
export interface LateCallback {
  readonly cell: CellNumber;
  /** For a timer, exactly; null for what may have been done at any moment of the block. */
  readonly lateMs: number | null;
  /** For example `timer`, `readFile`. */
  readonly what: string;
  readonly stack: StackHolder | null;
}

let late: LateCallback[] = [];
let countedFor: CellScope | null = null;
let stacks = 0;

/** Whether timers may be late because the event loop was held up just now. */
export function isHeldUp(): boolean {
  return word[0] !== TURNS;
}

/** Whether what comes now was ready while the event loop was held up: in its first round after that. */
export function isFirstRound(): boolean {
  return word[0] === BLOCKED;
}

/** The loop turns; told only while a cell is X-rayed. */
export function countTurn(): void {
  Atomics.add(word, TURN_COUNT, 1);
}

/** The first round is over. */
export function catchUp(): void {
  Atomics.compareExchange(word, 0, BLOCKED, CATCHES_UP);
}

/** All that was due has fired. */
export function turnsAgain(): void {
  Atomics.compareExchange(word, 0, CATCHES_UP, TURNS);
}

/** Where a timer is set; null for those behind the first ones of a cell: a stack costs 5 µs. */
export function placeOfTimer(scope: CellScope, calledAs: (...args: never[]) => unknown): StackHolder | null {
  if (countedFor !== scope) {
    countedFor = scope;
    stacks = 0;
  }
  stacks += 1;
  return stacks > NOTICE_STACKS ? null : captureStack(STACK_FRAMES, calledAs);
}

/** Ms of Node's clock of timers, which says when a timer was started. */
function timersNow(): number {
  const probe = nodeSetTimeout(() => undefined, 1);
  nodeClearTimeout(probe);
  return Number(Reflect.get(probe, '_idleStart'));
}

/** A timer fires while `isHeldUp`. */
export function noteTimer(timer: unknown, cell: CellNumber, stack: StackHolder | null): void {
  if (typeof timer !== 'object' || timer === null) return;
  const due = Number(Reflect.get(timer, '_idleStart')) + Number(Reflect.get(timer, '_idleTimeout'));
  noteLate({ cell, lateMs: timersNow() - due, what: 'timer', stack });
}

/** Something came while `isHeldUp`. */
export function noteLate(callback: LateCallback): void {
  if (callback.lateMs !== null && !(callback.lateMs >= NOTICE_LATE_MS)) return;
  if (late.length < NOTICED_CALLBACKS) late.push(callback);
}

/** What was noted, once. */
export function takeLate(): readonly LateCallback[] {
  const taken = late;
  late = [];
  return taken;
}
