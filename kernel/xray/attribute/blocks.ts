/** Times in which the event loop was blocked: gaps between its turns, and in each what the samples say ran most of it. */
import type { Profiler } from 'node:inspector';
import { XRAY_BLOCK_MS } from '../../limits';
import type { CollectedBlock } from '../collected';
import type { ProfilePiece } from '../collect/profile';
import type { Gap } from '../collect/turns';
import type { XrayFrame } from '../report';
import type { Places } from './attribute';

interface Sample {
  /** Ms of `performance.now()`; it stands for the time up to the next one. */
  readonly at: number;
  readonly node: Profiler.ProfileNode;
}

/** A place of the person that samples were taken in. */
interface Hits {
  readonly frame: XrayFrame;
  ms: number;
}

const IDLE = '(idle)';

function* samplesOf({ profile, offsetMs }: ProfilePiece): Generator<Sample> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  let at = profile.startTime / 1_000 - offsetMs;
  const deltas = profile.timeDeltas ?? [];
  for (const [index, id] of (profile.samples ?? []).entries()) {
    at += (deltas[index] ?? 0) / 1_000;
    const node = nodes.get(id);
    if (node !== undefined) yield { at, node };
  }
}

/** The person's innermost place above a sample; null where nobody's code stands. */
class PersonPlaces {
  readonly #places: Places;
  readonly #parents = new Map<Profiler.ProfileNode, Profiler.ProfileNode>();
  readonly #known = new Map<Profiler.ProfileNode, XrayFrame | null>();

  constructor(places: Places, pieces: readonly ProfilePiece[]) {
    this.#places = places;
    for (const { profile } of pieces) {
      const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
      for (const node of profile.nodes) for (const id of node.children ?? []) this.#parents.set(nodes.get(id)!, node);
    }
  }

  of(node: Profiler.ProfileNode): XrayFrame | null {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const parent = this.#parents.get(node);
    const frame = this.#own(node) ?? (parent === undefined ? null : this.of(parent));
    this.#known.set(node, frame);
    return frame;
  }

  #own({ callFrame, positionTicks }: Profiler.ProfileNode): XrayFrame | null {
    const { url, lineNumber, columnNumber } = callFrame;
    const functionName = this.#places.ownName(callFrame.functionName);
    if (url === '' || url.startsWith('node:')) return null;
    const busiest = positionTicks?.toSorted((one, other) => other.ticks - one.ticks)[0];
    // Without ticks of its own it only called what took the time; where, V8 does not tell.
    const frame = busiest === undefined ? this.#places.frame(url, lineNumber + 1, columnNumber + 1, functionName) : this.#places.frame(url, busiest.line, null, functionName);
    return frame !== null && busiest === undefined && functionName === '' ? { ...frame, line: 0 } : frame;
  }
}

const keyOf = ({ cell, file, fn, line }: XrayFrame): string => `${cell}|${file}|${fn}|${line}`;

/** The longest time within a gap that was not idle, with what ran. */
function blockIn(gap: Gap, samples: readonly Sample[], person: PersonPlaces, startMs: number): CollectedBlock | null {
  let best: { start: number; end: number; hits: Map<string, Hits> } | null = null;
  let run: { start: number; end: number; hits: Map<string, Hits> } | null = null;
  samples.forEach(({ at, node }, index) => {
    const from = Math.max(at, gap.start);
    const until = Math.min(samples[index + 1]?.at ?? gap.end, gap.end);
    if (until <= from) return;
    if (node.callFrame.functionName === IDLE) {
      run = null;
      return;
    }
    run ??= { start: from, end: until, hits: new Map() };
    run.end = until;
    const frame = person.of(node);
    if (frame !== null) {
      const hits = run.hits.get(keyOf(frame)) ?? { frame, ms: 0 };
      hits.ms += until - from;
      run.hits.set(keyOf(frame), hits);
    }
    if (best === null || run.end - run.start > best.end - best.start) best = run;
  });
  const found = best as { start: number; end: number; hits: Map<string, Hits> } | null;
  const ms = found === null ? 0 : found.end - found.start;
  if (found === null || ms < XRAY_BLOCK_MS) return null;
  const [most] = [...found.hits.values()].sort((one, other) => other.ms - one.ms);
  if (most === undefined) return null;
  return { start: found.start - startMs, end: found.end - startMs, frame: most.frame, share: Math.min(1, most.ms / ms) };
}

/** Ms of a piece in which the thread was idle, from `startMs` on: libuv's own count loses what the sampling's signals interrupt. */
export function idleMsOf(piece: ProfilePiece, startMs: number): number {
  let idle = 0;
  let last: Sample | null = null;
  for (const sample of samplesOf(piece)) {
    if (last?.node.callFrame.functionName === IDLE) idle += Math.max(0, sample.at - Math.max(last.at, startMs));
    last = sample;
  }
  return idle;
}

/** @param gaps within the recording; @param startMs of the recording */
export function blocksOf(gaps: readonly Gap[], pieces: readonly ProfilePiece[], places: Places, startMs: number): CollectedBlock[] {
  if (gaps.length === 0 || pieces.length === 0) return [];
  const person = new PersonPlaces(places, pieces);
  const samples = pieces.flatMap((piece) => [...samplesOf(piece)]).sort((one, other) => one.at - other.at);
  const blocks: CollectedBlock[] = [];
  let from = 0;
  for (const gap of gaps.toSorted((one, other) => one.start - other.start)) {
    while (from + 1 < samples.length && samples[from + 1]!.at <= gap.start) from += 1;
    let to = from;
    while (to < samples.length && samples[to]!.at < gap.end) to += 1;
    const block = blockIn(gap, samples.slice(from, to + 1), person, startMs);
    if (block !== null) blocks.push(block);
  }
  return blocks;
}
