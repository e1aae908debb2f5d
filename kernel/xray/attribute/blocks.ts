/** Times in which the event loop was blocked: gaps between its turns, and in each what the samples say ran most of it. */
import type { Profiler } from 'node:inspector';
import { XRAY_BLOCK_MS, XRAY_LOOK_MS } from '../../limits';
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

/** Where the thread stood at one moment. */
export interface PlaceSeen {
  readonly at: number;
  readonly frame: XrayFrame;
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

  /** The function that is put around a cell's text begins at nothing of the person's, but is the person's top level. */
  #around({ url, lineNumber, functionName }: Profiler.ProfileNode['callFrame']): XrayFrame | null {
    return lineNumber === 0 && functionName === '' ? this.#places.topLevel(url) : null;
  }

  /** Without ticks of its own it only called what took the time; where, V8 does not tell. */
  #own({ callFrame, positionTicks = [] }: Profiler.ProfileNode): XrayFrame | null {
    const { url, lineNumber, columnNumber } = callFrame;
    if (url === '' || url.startsWith('node:')) return null;
    const first = Math.max(lineNumber + 1, 1);
    const frame = lineNumber < 0 ? this.#places.topLevel(url) : this.#places.frame(url, first, columnNumber + 1, this.#places.ownName(callFrame.functionName)) ?? this.#around(callFrame);
    if (frame === null) return null;
    const ticks = new Map<number, number>();
    for (const tick of positionTicks) {
      // Of functions that V8 put into this one, the lines of their own files stand here.
      const line = tick.line < first ? null : this.#places.line(url, tick.line);
      if (line !== null) ticks.set(line, (ticks.get(line) ?? 0) + tick.ticks);
    }
    const [busiest] = [...ticks].sort(([, one], [, other]) => other - one);
    return { ...frame, line: busiest?.[0] ?? (frame.fn === '' ? 0 : frame.line) };
  }
}

const functionKey = ({ cell, file, fn }: XrayFrame): string => `${cell}|${file}|${fn}`;

/** A time within a gap that was not idle, with the ms of each place. */
interface Busy {
  readonly start: number;
  end: number;
  readonly hits: Map<XrayFrame, number>;
}

/** When the thread, which was idle at one sample and busy at the next, began to be: with the first thing that is known to have happened in between. */
function wakeBetween(idleMs: number, busyMs: number, moments: Float64Array): number {
  let [from, to] = [0, moments.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (moments[middle]! < idleMs) from = middle + 1;
    else to = middle;
  }
  const moment = moments[from];
  return moment !== undefined && moment <= busyMs ? moment : (idleMs + busyMs) / 2;
}

function busiestIn(gap: Gap, samples: readonly Sample[], person: PersonPlaces, moments: Float64Array): Busy | null {
  let best: Busy | null = null;
  let run: Busy | null = null;
  for (const [index, { at, node }] of samples.entries()) {
    const from = Math.max(at, gap.start);
    const until = Math.min(samples[index + 1]?.at ?? gap.end, gap.end);
    if (until <= from) continue;
    if (node.callFrame.functionName === IDLE) {
      run = null;
      continue;
    }
    const before = samples[index - 1];
    run ??= { start: before === undefined || at <= gap.start ? from : wakeBetween(Math.max(before.at, gap.start), at, moments), end: until, hits: new Map() };
    run.end = until;
    const frame = person.of(node);
    if (frame !== null) run.hits.set(frame, (run.hits.get(frame) ?? 0) + until - from);
    if (best === null || run.end - run.start > best.end - best.start) best = run;
  }
  return best;
}

/** What has the most of something. */
function most<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  let best: Key | undefined;
  for (const [key, count] of counts) if (best === undefined || count > counts.get(best)!) best = key;
  return best;
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** The line on which most of a function was found. */
function withLine(key: string, weights: ReadonlyMap<XrayFrame, number>): XrayFrame | null {
  const lines = new Map<number, number>();
  let found: XrayFrame | null = null;
  for (const [frame, weight] of weights) {
    if (functionKey(frame) !== key) continue;
    found ??= frame;
    add(lines, frame.line, weight);
  }
  return found === null ? null : { ...found, line: most(lines) ?? 0 };
}

/** What most of a block was spent in, and its part of the whole. */
function busiestPlace(weights: ReadonlyMap<XrayFrame, number>, whole: number): Pick<CollectedBlock, 'frame' | 'share'> | null {
  const functions = new Map<string, number>();
  for (const [frame, weight] of weights) add(functions, functionKey(frame), weight);
  const key = most(functions);
  const frame = key === undefined ? null : withLine(key, weights);
  return key === undefined || frame === null ? null : { frame, share: Math.min(1, functions.get(key)! / whole) };
}

/**
 * The looks of the worker tell functions and lines as they are, but find no moment within one long native call. V8's samples do; they take a
 * function that was compiled before they began for its caller, and their lines are those of the whole profile.
 */
function blockIn(gap: Gap, samples: readonly Sample[], person: PersonPlaces, { looks, moments }: Pick<Seen, 'looks' | 'moments'>): CollectedBlock | null {
  const busy = busiestIn(gap, samples, person, moments);
  if (busy === null || busy.end - busy.start < XRAY_BLOCK_MS) return null;
  const { start, end, hits } = busy;
  const within = looks.filter(({ at }) => at >= start && at <= end);
  const isDense = within.length > 1 && within.length * XRAY_LOOK_MS >= (end - start) / 4;
  const place = isDense ? busiestPlace(new Map(within.map(({ frame }) => [{ ...frame }, 1])), within.length) : busiestPlace(hits, end - start);
  return place === null ? null : { start, end, ...place };
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

/** What was seen of a thread. */
export interface Seen {
  readonly pieces: readonly ProfilePiece[];
  readonly looks: readonly PlaceSeen[];
  /** Ms at which operations ended and recordings began, in their order: what the thread does then, it was woken for. */
  readonly moments: Float64Array;
}

/** @param gaps within the recording; @param startMs of the recording */
export function blocksOf(gaps: readonly Gap[], { pieces, looks, moments }: Seen, places: Places, startMs: number): CollectedBlock[] {
  if (gaps.length === 0 || pieces.length === 0) return [];
  const person = new PersonPlaces(places, pieces);
  const samples = pieces.flatMap((piece) => [...samplesOf(piece)]).sort((one, other) => one.at - other.at);
  const blocks: CollectedBlock[] = [];
  let from = 0;
  for (const gap of gaps.toSorted((one, other) => one.start - other.start)) {
    while (from + 1 < samples.length && samples[from + 1]!.at <= gap.start) from += 1;
    let to = from;
    while (to < samples.length && samples[to]!.at < gap.end) to += 1;
    const block = blockIn(gap, samples.slice(from, to + 1), person, { looks, moments });
    if (block !== null) blocks.push({ ...block, start: block.start - startMs, end: block.end - startMs });
  }
  return blocks;
}
