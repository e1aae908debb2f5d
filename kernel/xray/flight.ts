/** How many operations are in flight over time. */
import type { FlightStep } from './report';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Ms that an operation without length counts as in flight, so that it is seen at all: less than the report's two digits. */
const MOMENT_MS = 0.001;

/**
 * Counts the spans that are under way at once; one that begins as another ends does not overlap it.
 *
 * @param most steps; more are joined into equal slots, each with the most that were in flight within it
 */
export function flightOf(spans: readonly Span[], most: number): { peak: number; steps: FlightStep[] } {
  const starts = Float64Array.from(spans, ({ start }) => start).sort();
  const ends = Float64Array.from(spans, ({ start, end }) => Math.max(end, start + MOMENT_MS)).sort();
  const steps: [at: number, count: number][] = [];
  let count = 0;
  let peak = 0;
  for (let started = 0, ended = 0; ended < ends.length; ) {
    const isEnd = started === starts.length || ends[ended]! <= starts[started]!;
    const at = isEnd ? ends[ended++]! : starts[started++]!;
    count += isEnd ? -1 : 1;
    peak = Math.max(peak, count);
    const last = steps.at(-1);
    if (last?.[0] === at) last[1] = count;
    else steps.push([at, count]);
  }
  return { peak, steps: coarser(steps, most) };
}

/** At most so many steps: more are joined into equal slots, each with the most that were in flight within it. */
export const coarser = (steps: readonly FlightStep[], most: number): FlightStep[] => (steps.length <= most ? [...steps] : inSlots(steps, most));

function inSlots(steps: readonly FlightStep[], most: number): FlightStep[] {
  const start = steps[0]![0];
  const end = steps.at(-1)![0];
  // One step is kept for the end, behind which nothing is in flight.
  const slots = most - 1;
  const counts = new Array<number>(slots).fill(0);
  const slotOf = (at: number): number => Math.min(slots - 1, Math.floor(((at - start) / (end - start)) * slots));
  steps.forEach(([at, count], index) => {
    const until = steps[index + 1]?.[0] ?? at;
    for (let slot = slotOf(at); slot <= slotOf(until); slot += 1) counts[slot] = Math.max(counts[slot]!, count);
  });
  return [...counts.map((count, slot): FlightStep => [start + (slot * (end - start)) / slots, count]), [end, 0]];
}
