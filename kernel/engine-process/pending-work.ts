/**
 * What a cell started and still waits for. On an interrupt it is ended without being settled: a rejected wait would let the cell's
 * own `catch` go on, and no line of an interrupted cell may run. What a cell awaits can't be told from what it left running, so all of
 * the cell's waits end; intervals, and what was `unref`ed, stay.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { CellNumber } from '../engine/contract';
import { currentCell } from './cell-context';

/** One pending wait. */
export interface PendingWait {
  /** Already over, or no longer holding the event loop (unref'ed, detached). */
  isOver(): boolean;
  /** Ends it so that nothing that waits for it goes on. */
  end(): void;
}

const SWEEP_FROM = 256;

interface CellWaits {
  waits: Set<PendingWait>;
  /** Finished waits are swept when the set has grown to this size: cheaper than watching each one end. */
  sweepAt: number;
}

const waitsOfCell = new Map<CellNumber, CellWaits>();
const interruptedCells = new Set<CellNumber>();

function sweep(cell: CellNumber, own: CellWaits): void {
  for (const wait of own.waits) if (wait.isOver()) own.waits.delete(wait);
  own.sweepAt = Math.max(SWEEP_FROM, own.waits.size * 2);
  if (own.waits.size === 0) waitsOfCell.delete(cell);
}

/** Registers a wait of the current cell. */
export function registerWait(wait: PendingWait): void {
  const cell = currentCell();
  if (cell === null) return;
  let own = waitsOfCell.get(cell);
  if (own === undefined) {
    own = { waits: new Set(), sweepAt: SWEEP_FROM };
    waitsOfCell.set(cell, own);
  }
  own.waits.add(wait);
  if (own.waits.size >= own.sweepAt) sweep(cell, own);
}

/** Forgets the finished waits of a cell that ended by itself; what still runs stays known, for a later interrupt. */
export function settleWaits(cell: CellNumber): void {
  const own = waitsOfCell.get(cell);
  if (own !== undefined) sweep(cell, own);
}

/** Ends all that a cell waits for. */
export function endWaits(cell: CellNumber): void {
  interruptedCells.add(cell);
  const own = waitsOfCell.get(cell);
  if (own === undefined) return;
  waitsOfCell.delete(cell);
  for (const wait of own.waits) if (!wait.isOver()) wait.end();
}

/** Whether the work that runs now belongs to a cell that was interrupted. */
export function isInterrupted(cell: CellNumber | null): boolean {
  return cell !== null && interruptedCells.has(cell);
}

type TimerCallback = (...args: unknown[]) => void;

/** Node's own mark of a timer that fired or was cleared; there is no public one. */
function isDestroyed(timer: NodeJS.Timeout): boolean {
  return Reflect.get(timer, '_destroyed') === true;
}

/** Copies what a function of `timers` carries besides its call, then puts it in place there and as a global. */
function place(name: 'setTimeout' | 'setImmediate', replacement: (...args: never[]) => unknown, promised: unknown): void {
  Object.defineProperty(replacement, promisify.custom, { enumerable: true, value: promised });
  Reflect.set(timers, name, replacement);
  Reflect.set(globalThis, name, replacement);
}

function promisedTimeout(delay?: number, value?: unknown, options?: { ref?: boolean; signal?: AbortSignal }): Promise<unknown> {
  const original = originalPromised.setTimeout;
  if (currentCell() === null || options?.ref === false) return original(delay, value, options);
  const ending = new AbortController();
  const signal = options?.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal]);
  let isOver = false;
  registerWait({ isOver: () => isOver, end: () => ending.abort() });
  return new Promise((resolve, reject) => {
    original(delay, value, { ...options, signal }).then(
      (result) => {
        isOver = true;
        resolve(result);
      },
      (error: unknown) => {
        isOver = true;
        if (!ending.signal.aborted) reject(error);
      },
    );
  });
}

const originalPromised = { ...timersPromises };

/**
 * Puts timers in place that know their cell. `setImmediate` callbacks run inside a microtask: one that is terminated outside of it
 * leaves Node's immediate queue broken (endless `_idleNext` errors on Node 24).
 */
export function installPendingWork(): void {
  const { setTimeout: nodeSetTimeout, setImmediate: nodeSetImmediate } = timers;
  const settled = Promise.resolve();

  function setTimeout(callback: TimerCallback, delay?: number, ...args: unknown[]): NodeJS.Timeout {
    const timer = nodeSetTimeout(callback, delay, ...args);
    registerWait({ isOver: () => isDestroyed(timer) || !timer.hasRef(), end: () => clearTimeout(timer) });
    return timer;
  }
  function setImmediate(callback: TimerCallback, ...args: unknown[]): NodeJS.Immediate {
    if (typeof callback !== 'function') return nodeSetImmediate(callback, ...args);
    const cell = currentCell();
    const immediate = nodeSetImmediate(() => {
      if (isInterrupted(cell)) return;
      settled.then(() => Reflect.apply(callback, immediate, args)).catch((error: unknown) => process.nextTick(() => { throw error; }));
    });
    return immediate;
  }
  Reflect.set(timersPromises, 'setTimeout', promisedTimeout);
  place('setTimeout', setTimeout as (...args: never[]) => unknown, promisedTimeout);
  place('setImmediate', setImmediate as (...args: never[]) => unknown, originalPromised.setImmediate);
  syncBuiltinESMExports();
}
