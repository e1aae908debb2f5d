/** What the kernel is to reach, and whether it does. */
import type { KernelName } from './kernels';
import { MEASURES } from './measures';
import type { MeasureName } from './measures';
import type { Samples } from './samples';
import { median, quantile } from './statistics';
import { shortNumber } from './table';

interface Target {
  readonly measure: MeasureName;
  /** Null: the value itself is held against the limit. */
  readonly against: KernelName | null;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
}

/** Held by the kernel that checks no types (issue "a bench that proves it"). */
const MEASURED: KernelName = 'unchecked';
const TARGETS: readonly Target[] = [
  { measure: 'startToInfo', against: 'deno', bound: 'at most', limit: 0.65 },
  { measure: 'startToResult', against: 'deno', bound: 'at most', limit: 0.8 },
  { measure: 'oneToReply', against: 'deno', bound: 'at most', limit: 0.7 },
  { measure: 'memoryAtRest', against: 'deno', bound: 'at most', limit: 0.45 },
  { measure: 'linesPerSecond', against: 'ipykernel', bound: 'at least', limit: 2 },
  { measure: 'memoryGrowth', against: null, bound: 'at most', limit: 50 },
  { measure: 'together', against: null, bound: 'at most', limit: 406 },
  { measure: 'interruptAwaiting', against: null, bound: 'at most', limit: 25 },
  { measure: 'interruptSpinning', against: null, bound: 'at most', limit: 25 },
];

/** One target with what was found. */
export interface Verdict {
  readonly title: string;
  /** A ratio of medians, or a median. */
  readonly value: number | null;
  readonly wanted: string;
  /** The ratio of the floor kernel; null where it has none. */
  readonly floor: number | null;
  /** Null when it could not be measured. */
  readonly isMet: boolean | null;
}

export function verdicts(samples: Samples, lines: number): Verdict[] {
  return [...TARGETS.map((target) => verdict(samples, target)), allLines(samples, lines)];
}

function verdict(samples: Samples, { measure, against, bound, limit }: Target): Verdict {
  const own = samples.of(MEASURED, measure);
  const value = against === null ? (own.length === 0 ? null : median(own)) : samples.ratio(measure, MEASURED, against);
  const { title, unit } = MEASURES[measure];
  return {
    title: against === null ? title : `${title} / ${against}`,
    value,
    wanted: `${bound} ${limit}${against === null ? ` ${unit}` : ''}`,
    floor: against === null ? null : samples.ratio(measure, 'floor', against),
    isMet: value === null ? null : bound === 'at most' ? value <= limit : value >= limit,
  };
}

/** In every run, not in the median. */
function allLines(samples: Samples, lines: number): Verdict {
  const received = samples.of(MEASURED, 'linesReceived');
  const value = received.length === 0 ? null : quantile(received, 0);
  const isMet = value === null ? null : value === lines && samples.faultsOf(MEASURED, 'lines') === 0;
  return { title: MEASURES.linesReceived.title, value, wanted: `${shortNumber(lines)} of ${shortNumber(lines)}`, floor: null, isMet };
}
