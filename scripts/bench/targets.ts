/** What the kernel is to reach, and whether it does. */
import type { KernelName } from './kernels';
import { MEASURES } from './measures';
import type { MeasureName } from './measures';
import type { Samples } from './samples';
import { median, quantile } from './statistics';
import { shortNumber } from './table';

interface Target {
  readonly of: KernelName;
  readonly measure: MeasureName;
  /** Null: the value itself is held against the limit. */
  readonly against: KernelName | null;
  /** What of it, where that is another measure. */
  readonly other?: MeasureName;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
}

/** Held by the kernel that checks no types (issue "a bench that proves it"). */
const UNCHECKED: readonly Omit<Target, 'of'>[] = [
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

/** Held with every cell checked, against kernels that check none but tslab (issue "types before every run, at native speed"). */
const CHECKED: readonly Omit<Target, 'of'>[] = [
  { measure: 'startToResult', against: 'deno', bound: 'at most', limit: 1.8 },
  { measure: 'memoryAtRest', against: 'deno', bound: 'at most', limit: 1 },
  { measure: 'checkerMemory', against: null, bound: 'at most', limit: 200 },
  { measure: 'oneToReply', against: 'deno', bound: 'at most', limit: 2 },
  { measure: 'typedToReply', against: 'deno', bound: 'at most', limit: 2.5 },
  { measure: 'typedToReply', against: 'tslab', bound: 'at most', limit: 0.25 },
  { measure: 'oneAtThousand', against: 'awaitbook', other: 'oneAtTen', bound: 'at most', limit: 1.5 },
  { measure: 'typedAtThousand', against: 'awaitbook', other: 'typedAtTen', bound: 'at most', limit: 1.5 },
  { measure: 'completeMember', against: 'deno', bound: 'at most', limit: 2 },
  { measure: 'completeVariable', against: 'deno', bound: 'at most', limit: 2 },
  { measure: 'inspection', against: 'deno', other: 'completeMember', bound: 'at most', limit: 2 },
];

const TARGETS: readonly Target[] = [...UNCHECKED.map((one) => ({ ...one, of: 'unchecked' as const })), ...CHECKED.map((one) => ({ ...one, of: 'awaitbook' as const }))];

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
  return [...TARGETS.map((target) => verdict(samples, target)), allLines(samples, lines), allChecked(samples)];
}

function verdict(samples: Samples, { of, measure, against, other = measure, bound, limit }: Target): Verdict {
  const own = samples.of(of, measure);
  const value = against === null ? (own.length === 0 ? null : median(own)) : samples.ratio(measure, of, against, other);
  const { title, unit } = MEASURES[measure];
  const compared = against === null ? '' : ` / ${against}${other === measure ? '' : `, ${MEASURES[other].title}`}`;
  return {
    title: `${of}: ${title}${compared}`,
    value,
    wanted: `${bound} ${limit}${against === null ? ` ${unit}` : ''}`,
    floor: against === null || of !== 'unchecked' ? null : samples.ratio(measure, 'floor', against),
    isMet: value === null ? null : bound === 'at most' ? value <= limit : value >= limit,
  };
}

/** In every run, not in the median. */
function allLines(samples: Samples, lines: number): Verdict {
  const received = samples.of('unchecked', 'linesReceived');
  const value = received.length === 0 ? null : quantile(received, 0);
  const isMet = value === null ? null : value === lines && samples.faultsOf('unchecked', 'lines') === 0;
  return { title: `unchecked: ${MEASURES.linesReceived.title}`, value, wanted: `${shortNumber(lines)} of ${shortNumber(lines)}`, floor: null, isMet };
}

/** As the kernel says of each cell in its reply. */
function allChecked({ cells: { answered, checked } }: Samples): Verdict {
  const value = answered === 0 ? null : checked;
  return { title: 'awaitbook: cells whose types were checked', value, wanted: `all ${shortNumber(answered)}`, floor: null, isMet: value === null ? null : checked === answered };
}
