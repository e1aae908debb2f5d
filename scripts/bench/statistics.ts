/** Medians and percentiles of samples. */

/** What is told of one measure of one kernel, in the measure's unit. */
export interface Summary {
  readonly median: number;
  readonly p95: number;
  readonly count: number;
}

/** The value below which the fraction `q` of the samples lies, between two samples in proportion. @throws RangeError without samples. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new RangeError('there is no quantile of no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.ceil(position)] ?? NaN;
  return low + (high - low) * (position - below);
}

/** @throws RangeError without samples. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Null without samples. */
export function summarise(samples: readonly number[]): Summary | null {
  return samples.length === 0 ? null : { median: median(samples), p95: quantile(samples, 0.95), count: samples.length };
}
