/** From ms to units, and the ticks of the axis. */

/** Where the time axis is in a drawing, in units from the left. */
export const PLOT = { left: 214, right: 734 } as const;

export interface TimeScale {
  /** Ms at the right end. */
  readonly max: number;
  readonly step: number;
  /** Ms of each tick, from 0 on. */
  readonly ticks: readonly number[];
  /** Units from the left; times before the start and behind the end stand at the edges. */
  readonly x: (ms: number) => number;
}

/** Ticks at least and at most. */
const FEWEST = 5;
const MOST = 8;

/**
 * An axis with 5 to 8 ticks at a 1, 2 or 5 of a power of ten. Where no such step gives that many (16 to 20 units of a power of ten), the
 * axis is a little longer than the time.
 */
export function timeScale(wall: number): TimeScale {
  const least = Math.max(wall, 0.01);
  const power = 10 ** Math.floor(Math.log10(least / MOST));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => Math.floor(least / size) + 1 <= MOST)!;
  const max = Math.max(least, step * (FEWEST - 1));
  const ticks = Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, tick) => tick * step);
  const width = PLOT.right - PLOT.left;
  return { max, step, ticks, x: (ms) => PLOT.left + (Math.min(Math.max(ms, 0), max) / max) * width };
}

const digitsOf = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** `0`, `500 ms`, `1.5 s`. */
export function tickWords(ms: number, { step, max }: TimeScale): string {
  if (ms === 0) return '0';
  return max >= 3000 || step >= 1000 ? `${(ms / 1000).toFixed(digitsOf(step / 1000))} s` : `${ms.toFixed(digitsOf(step))} ms`;
}
