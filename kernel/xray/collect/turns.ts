/**
 * When the event loop did not turn, by a timer of the kernel's own: samples alone can't tell one long callback from many short ones.
 */
import { XRAY_BLOCK_MS, XRAY_TURN_MS } from '../../limits';

/** A time without a turn, in ms of `performance.now()`. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  /** Ms of CPU time that this thread, or where Node can't tell that this process, had within. */
  readonly cpuMs: number;
}

/** Watches the turns of this thread. */
export interface TurnWatch {
  /** What has passed since the last turn, if that is a gap already; what passes from now on is one more. */
  takeGap(): Gap | null;
  stop(): void;
}

/** Node's own, from before anything was put in their place. */
export interface TurnMeans {
  now(): number;
  /** µs of CPU time. */
  cpu(): NodeJS.CpuUsage;
  setInterval(callback: () => void, ms: number): { unref(): unknown };
  clearInterval(timer: unknown): void;
}

/** Begins to watch. `onTurn` is called in each turn that is looked at, with the gap before it. */
export function watchTurns({ now, cpu, setInterval, clearInterval }: TurnMeans, onTurn: (gap: Gap | null) => void): TurnWatch {
  const cpuMs = (): number => {
    const { user, system } = cpu();
    return (user + system) / 1_000;
  };
  let last = now();
  let lastCpu = cpuMs();
  const takeGap = (): Gap | null => {
    const [end, endCpu] = [now(), cpuMs()];
    const gap = end - last < XRAY_BLOCK_MS ? null : { start: last, end, cpuMs: endCpu - lastCpu };
    [last, lastCpu] = [end, endCpu];
    return gap;
  };
  const timer = setInterval(() => {
    onTurn(takeGap());
    // What the looking itself took is nobody's.
    takeGap();
  }, XRAY_TURN_MS);
  timer.unref();
  return { takeGap, stop: () => clearInterval(timer) };
}
