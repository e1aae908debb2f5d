/** Looks at what runs, for one or more recordings at a time; when the last one ends, nothing of it is left. */
import { performance } from 'node:perf_hooks';
import type { CellNumber } from '../../engine/contract';
import { XRAY_LOOKS, XRAY_PROFILE_MS, XRAY_SLICE_MS, XRAY_SLICE_OPERATIONS } from '../../limits';
import { Attribution } from '../../xray/attribute/attribute';
import { blocksOf, idleMsOf, type PlaceSeen } from '../../xray/attribute/blocks';
import type { Collected, CollectedCounts, CollectedGroup, CollectedOperation } from '../../xray/collected';
import { watchCombinators } from '../../xray/collect/combinators';
import { watchRequests } from '../../xray/collect/http-requests';
import { type ProfilePiece, type RunningProfiler, startProfiler } from '../../xray/collect/profile';
import { Recorder, type Recording } from '../../xray/collect/recorder';
import { type TurnWatch, watchTurns } from '../../xray/collect/turns';
import { watchWorkers } from '../../xray/collect/workers';
import type { XrayEnding } from '../../xray/report';
import type { XraySlice } from '../../xray/slices';
import { awaitingNow } from '../awaited-line';
import { lookClosely } from '../blocked-notice';
import { cellNow, countIdle } from '../cell-clock';
import { currentCell } from '../cell-context';
import { nodeTimers } from '../cell-timers';
import { countTurn } from '../held-up';
import { observeSubtle } from '../observed-modules';
import { observing } from '../observing';
import { places, xrayFrame } from './places';

/** How a cell, or a part of it, ended. */
export interface XrayEnd {
  readonly ended: XrayEnding;
  readonly error?: string;
}

/** What is looked at. */
export interface Subject {
  /** For example `cell [7]`. */
  readonly label: string;
  /** The number in the prompt. */
  readonly prompt: number | null;
}

/** One recording that goes on. */
export interface Collecting {
  /** Ends it; all that was seen. */
  finish(end: XrayEnd): Collected;
}

interface Running extends Subject {
  readonly recording: Recording;
  readonly attribution: Attribution;
  readonly cpu: NodeJS.CpuUsage;
  /** Ms without work in the pieces of the profile that are done. */
  idleMs: number;
  readonly onSlice: ((slice: XraySlice) => void) | null;
  slicedMs: number;
}

/** What is in place while anybody looks. */
interface Watch {
  readonly turns: TurnWatch;
  readonly profiler: RunningProfiler | null;
  readonly pieces: ProfilePiece[];
  /** Where it stood while the event loop did not turn. */
  readonly looks: PlaceSeen[];
  /** What takes away all else that is in place. */
  readonly ends: readonly (() => void)[];
  pieceMs: number;
  readonly startMs: number;
  readonly utilization: ReturnType<typeof performance.eventLoopUtilization>;
  /** Ms without work, by the samples. */
  idleMs: number;
}

/** Taken before a cell may change them. */
const cpuSince = process.cpuUsage.bind(process);
const utilizationSince = performance.eventLoopUtilization.bind(performance);
const NODE = process.versions.node;

/** What can't be seen while the person's own profiler runs. */
const NO_SAMPLES = ['What blocked the event loop is not seen: another profiler runs in this process.'];

function unseen(): readonly string[] {
  return watch !== null && watch.profiler === null ? NO_SAMPLES : [];
}

const recorder = new Recorder({ now: cellNow, cell: currentCell, awaiting: awaitingNow });
const all = new Set<Running>();
let watch: Watch | null = null;

/** In each turn of the event loop that is looked at. */
function onTurn(): void {
  countTurn();
  const now = cellNow();
  for (const running of all) {
    if (running.onSlice === null || running.recording.changed.size === 0 || now - running.slicedMs < XRAY_SLICE_MS) continue;
    running.slicedMs = now;
    running.onSlice(sliceOf(running));
  }
  if (watch === null || now - watch.pieceMs < XRAY_PROFILE_MS) return;
  watch.pieceMs = now;
  const isWanted = watch.turns.gaps().some(({ end }) => end >= now - XRAY_PROFILE_MS * 2);
  addPiece(watch, watch.profiler?.takePiece() ?? null, isWanted);
}

/** What blocked is told at the end, from the pieces that are kept. */
function addPiece(to: Watch, piece: ProfilePiece | null, isKept: boolean): void {
  if (piece === null) return;
  to.idleMs += idleMsOf(piece, to.startMs);
  for (const running of all) running.idleMs += idleMsOf(piece, running.recording.startMs);
  if (isKept) to.pieces.push(piece);
}

function startWatch(): Watch {
  observeSubtle();
  observing.by = recorder;
  const looks: PlaceSeen[] = [];
  lookClosely(({ frame }) => {
    const place = frame === null ? null : xrayFrame(frame);
    if (place !== null && looks.length < XRAY_LOOKS) looks.push({ at: cellNow(), frame: place });
  });
  return {
    looks,
    profiler: startProfiler(cellNow),
    pieces: [],
    ends: [watchCombinators(recorder, cellNow), watchRequests(recorder), watchWorkers(recorder), () => recorder.listeners.leaveAll()],
    turns: watchTurns(cellNow, nodeTimers, onTurn),
    pieceMs: cellNow(),
    startMs: cellNow(),
    utilization: utilizationSince(),
    idleMs: 0,
  };
}

function stopWatch(): void {
  const stopped = watch;
  watch = null;
  observing.by = null;
  lookClosely(null);
  if (stopped === null) return;
  countIdle(Math.max(0, stopped.idleMs - utilizationSince(stopped.utilization).idle));
  stopped.turns.stop();
  for (const end of stopped.ends) end();
}

function countedOf({ recording: { tally, startMs } }: Running, untilMs = cellNow()): CollectedCounts | null {
  return tally === null || tally.count === 0 ? null : tally.until(untilMs, startMs);
}

function momentsOf({ startMs, operations }: Recording): Float64Array {
  return Float64Array.of(startMs, ...operations.flatMap(({ end }) => (end === null ? [] : [end]))).sort();
}

function groupsOf({ recording, attribution }: Running): CollectedGroup[] {
  return recording.groups.map((group) => attribution.group(group, recording.startMs)).filter((group) => group !== null);
}

function sliceOf(running: Running): XraySlice {
  const { recording, attribution, label, prompt } = running;
  const operations: [number, CollectedOperation | null][] = [];
  for (const operation of recording.changed) {
    if (operations.length === XRAY_SLICE_OPERATIONS) break;
    recording.changed.delete(operation);
    operations.push([operation.call, attribution.operation(operation, recording)]);
  }
  return { label, cell: prompt, node: NODE, unseen: unseen(), operations, groups: groupsOf(running), counted: countedOf(running), behind: recording.changed.size, untimedGroups: recording.untimedGroups };
}

function finish(running: Running, { ended, error }: XrayEnd): Collected {
  const endMs = cellNow();
  const { recording, attribution, label, prompt, cpu } = running;
  const { user, system } = cpuSince(cpu);
  recorder.close(recording);
  const gaps = (watch?.turns.gaps() ?? [])
    .map((gap) => ({ start: Math.max(gap.start, recording.startMs), end: Math.min(gap.end, endMs) }))
    .filter((gap) => gap.end > gap.start);
  const isLast = all.size === 1;
  const notSeen = unseen();
  // Taking a piece holds the others up for 15 ms: only where there is something to tell.
  const isTaken = isLast || gaps.length > 0;
  if (watch !== null && isTaken) addPiece(watch, (isLast ? watch.profiler?.stop() : watch.profiler?.takePiece()) ?? null, true);
  all.delete(running);
  const { pieces = [], looks = [] } = watch ?? {};
  const isSampled = isTaken && watch !== null && watch.profiler !== null;
  const wall = endMs - recording.startMs;
  if (isLast) stopWatch();
  return {
    label,
    cell: prompt,
    ended,
    ...(error === undefined ? {} : { error }),
    wall,
    cpuMs: (user + system) / 1_000,
    elu: isSampled && wall > 0 ? Math.max(0, Math.min(1, 1 - running.idleMs / wall)) : null,
    operations: recording.operations.map((operation) => attribution.operation(operation, recording)).filter((operation) => operation !== null),
    groups: groupsOf(running),
    blocks: blocksOf(gaps, { pieces, looks, moments: momentsOf(recording) }, places, recording.startMs),
    counted: countedOf(running, endMs),
    untimedGroups: recording.untimedGroups,
    node: NODE,
    unseen: notSeen,
  };
}

function begin(subject: Subject, recording: Recording, onSlice: Running['onSlice']): Collecting {
  const running: Running = {
    ...subject,
    recording,
    attribution: new Attribution(places),
    cpu: cpuSince(),
    idleMs: 0,
    onSlice,
    slicedMs: recording.startMs,
  };
  all.add(running);
  return { finish: (end) => finish(running, end) };
}

/** Looks at a cell. `onSlice` is given what was seen so far from time to time. */
export function collectCell(cell: CellNumber, subject: Subject, onSlice: (slice: XraySlice) => void): Collecting {
  watch ??= startWatch();
  return begin(subject, recorder.open(cell), onSlice);
}

/** Looks at what `work` starts. */
export function collectRegion<T>(subject: Subject, work: (collecting: Collecting) => T): T {
  watch ??= startWatch();
  return recorder.openRegion((recording) => work(begin(subject, recording, null)));
}
