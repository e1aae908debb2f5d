/** What a cell costs. All that is read was taken before a cell may change it: fake clocks are common in lessons and tests. */
import { performance } from 'node:perf_hooks';
import type { CellTiming } from '../engine/contract';

/** Ms of the monotonic clock, whatever a cell does to it. */
export const cellNow: () => number = performance.now.bind(performance);

const utilizationSince = performance.eventLoopUtilization.bind(performance);
const cpuSince = process.cpuUsage.bind(process);
const { apply } = Reflect;
const { round: roundNumber } = Math;
const { toISOString } = Date.prototype;
const NodeDate = Date;

/** Readings at a cell's start. */
export interface CellClock {
  readonly startedAt: string;
  readonly startMs: number;
  readonly startCpu: NodeJS.CpuUsage;
  readonly startUtilization: ReturnType<typeof performance.eventLoopUtilization>;
  readonly startUncounted: number;
}

/** Ms without work that libuv did not count: signals that interrupt its waiting make it lose them. */
let uncountedMs = 0;

/** Adds to them. */
export function countIdle(ms: number): void {
  uncountedMs += ms;
}

function isoDate(): string {
  return apply(toISOString, new NodeDate(), []) as string;
}

function toMicroseconds(ms: number): number {
  return roundNumber(ms * 1000) / 1000;
}

/** A cell begins. */
export function startClock(): CellClock {
  return { startedAt: isoDate(), startMs: cellNow(), startCpu: cpuSince(), startUtilization: utilizationSince(), startUncounted: uncountedMs };
}

/** What it cost until now. */
export function timingSince({ startedAt, startMs, startCpu, startUtilization, startUncounted }: CellClock): CellTiming {
  const { user, system } = cpuSince(startCpu);
  return {
    startedAt,
    wallMs: toMicroseconds(cellNow() - startMs),
    cpuMs: toMicroseconds((user + system) / 1000),
    idleMs: toMicroseconds(utilizationSince(startUtilization).idle + uncountedMs - startUncounted),
  };
}

/** Of a cell that never started. */
export function noTiming(): CellTiming {
  return { startedAt: isoDate(), wallMs: 0, cpuMs: 0, idleMs: 0 };
}
