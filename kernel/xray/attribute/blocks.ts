/** Times in which the event loop was blocked: gaps between its turns, and in each what the samples and looks say ran most of it. */
import type { Profiler } from 'node:inspector';
import { XRAY_BLOCK_CPU_MS, XRAY_BLOCK_MS, XRAY_LOOK_MS, XRAY_PROMPT_LOOK_MS } from '../../limits';
import type { CollectedBlock } from '../collected';
import type { ProfilePiece } from '../collect/profile';
import type { Gap } from '../collect/turns';
import type { XrayFrame } from '../report';
import type { Places } from './attribute';
import { type PersonPlace, PersonPlaces } from './person-places';

interface Sample {
  /** Ms of `performance.now()`; it stands for the time up to the next one. */
  readonly at: number;
  readonly node: Profiler.ProfileNode;
}

/** Where the thread stood at one moment, by its stack. */
export interface PlaceSeen {
  readonly at: number;
  /** Ms since the worker asked: a native call answers when it is over. */
  readonly waitedMs: number;
  readonly frame: XrayFrame;
  /** The function of Node's, or of the kernel's, that this place had called; empty where it computed itself. */
  readonly callee: string;
}

const IDLE = '(idle)';

/** What two times that are read one after the other differ by at most. */
const MOMENT_MS = 1;

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

const functionKey = ({ cell, file, fn }: XrayFrame): string => `${cell}|${file}|${fn}`;

/** A time within a gap that was not idle, with the ms of each place. */
interface Busy {
  readonly start: number;
  end: number;
  readonly hits: Map<PersonPlace, number>;
  /** In the order of the samples. */
  readonly inOrder: PersonPlace[];
}

/** When the thread, which was idle at one moment and busy at the next, began to be: with the last thing that is known to have happened in between. */
function wakeBetween(idleMs: number, busyMs: number, moments: readonly number[]): number {
  return moments.findLast((moment) => moment >= idleMs && moment <= busyMs) ?? (idleMs + busyMs) / 2;
}

function busiestIn(gap: Gap, samples: readonly Sample[], person: PersonPlaces, moments: readonly number[]): Busy | null {
  let best: Busy | null = null;
  let run: Busy | null = null;
  for (const [index, { at, node }] of samples.entries()) {
    const from = Math.max(at, gap.start);
    const until = Math.min(samples[index + 1]?.at ?? gap.end, gap.end);
    if (until <= from) continue;
    // The first sample is taken as the piece begins, by what begins it: what came behind it is seen with the next.
    const isStale = index === 0 && moments.some((moment) => moment > from + MOMENT_MS && moment <= until);
    if (node.callFrame.functionName === IDLE || isStale) {
      run = null;
      continue;
    }
    const before = samples[index - 1]?.at ?? gap.start;
    run ??= { start: at <= gap.start ? from : wakeBetween(Math.max(before, gap.start), at, moments), end: until, hits: new Map(), inOrder: [] };
    run.end = until;
    const place = person.of(node);
    if (place !== null) {
      add(run.hits, place, until - from);
      run.inOrder.push(place);
    }
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

/** The function in which most of a block was, and the ms in it. */
function busiestFunction(weights: ReadonlyMap<{ readonly frame: XrayFrame }, number>): { readonly frame: XrayFrame; readonly ms: number } | null {
  const functions = new Map<string, number>();
  for (const [{ frame }, ms] of weights) add(functions, functionKey(frame), ms);
  const key = most(functions);
  for (const { frame } of weights.keys()) if (functionKey(frame) === key) return { frame, ms: functions.get(key)! };
  return null;
}

/** A function computed, had something done, and computed again: it is a loop, and calls from where it computes. */
function isLoop(key: string, inOrder: readonly PersonPlace[]): boolean {
  const own = inOrder.filter(({ frame }) => functionKey(frame) === key);
  return own.filter(({ callee }, at) => at > 0 && (callee === '') !== (own[at - 1]!.callee === '')).length > 1;
}

/**
 * The line on which most of a function was; 0 where that is not known. What the function itself did, V8 tells; what it had Node do, only a
 * look that found the same call under way. Looks that came within `promptMs` found it computing.
 */
function busiestLine(frame: XrayFrame, { hits, inOrder }: Pick<Busy, 'hits' | 'inOrder'>, looks: readonly PlaceSeen[], promptMs: number): number {
  const key = functionKey(frame);
  const own = looks.filter((look) => functionKey(look.frame) === key);
  const lines = new Map<number, number>();
  for (const [place, ms] of hits) {
    if (functionKey(place.frame) !== key) continue;
    if (place.callee === '') for (const [line, share] of place.lines) add(lines, line, ms * share);
    else add(lines, own.find(({ callee }) => callee === place.callee)?.frame.line ?? 0, ms);
  }
  const computing = own.filter(({ waitedMs }) => waitedMs < promptMs);
  // It was seen on a line: what it called from there is not unknown.
  if (computing.length > 0 || isLoop(key, inOrder)) lines.delete(0);
  for (const { frame: { line } } of computing) add(lines, line, XRAY_LOOK_MS);
  return most(lines) ?? 0;
}

/**
 * The looks of the worker tell functions and lines as they are, but find no moment within one long native call. V8's samples do; they take a
 * function that was compiled before they began for its caller. A thread that had next to no CPU time and waited in no call was held up by
 * the machine: that is nobody's block.
 */
function blockIn(gap: Gap, samples: readonly Sample[], person: PersonPlaces, { looks, moments }: Pick<Seen, 'looks' | 'moments'>): CollectedBlock | null {
  const busy = busiestIn(gap, samples, person, moments);
  if (busy === null || busy.end - busy.start < XRAY_BLOCK_MS) return null;
  const { start, end, hits } = busy;
  const within = looks.filter(({ at }) => at >= start && at <= end);
  if (gap.cpuMs < XRAY_BLOCK_CPU_MS && [...hits.keys()].every(({ callee }) => callee === '')) return null;
  // Many were answered within: whatever the machine made them wait for, it was no native call.
  const isDense = within.length > 1 && within.length * XRAY_LOOK_MS >= (end - start) / 4;
  // Of some optimized code V8's samples know nothing.
  const isLooked = isDense || hits.size === 0;
  const found = busiestFunction(isLooked ? new Map(within.map((look) => [look, (end - start) / within.length])) : hits);
  if (found === null) return null;
  const line = isDense ? busiestLine(found.frame, { hits: new Map(), inOrder: [] }, within, Infinity) : busiestLine(found.frame, busy, within, XRAY_PROMPT_LOOK_MS);
  return { start, end, frame: { ...found.frame, line }, share: Math.min(1, found.ms / (end - start)) };
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

/** What was seen of a thread in a gap. */
export interface Seen {
  /** Ends with the gap. */
  readonly piece: ProfilePiece;
  /** URLs of scripts by their ids, see `person-places.ts`. */
  readonly urls: Map<string, string>;
  readonly looks: readonly PlaceSeen[];
  /** Ms at which operations ended lately and recordings began, in their order: what the thread does then, it was woken for. */
  readonly moments: readonly number[];
}

/** The block in a gap, in ms of `performance.now()`; null where the loop was not blocked by what the person wrote. */
export function blockOf(gap: Gap, seen: Seen, places: Places): CollectedBlock | null {
  return blockIn(gap, [...samplesOf(seen.piece)], new PersonPlaces(places, seen.piece, seen.urls), seen);
}
