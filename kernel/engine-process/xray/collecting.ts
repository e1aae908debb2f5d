/** Looks at what runs, for one or more recordings at a time; when the last one ends, nothing of it is left. */
import { performance } from 'node:perf_hooks';
import type { CellNumber } from '../../engine/contract';
import { XRAY_BLOCK_MS, XRAY_LOOKS, XRAY_PROFILE_MS, XRAY_SEEN_BLOCKS, XRAY_SLICE_MS } from '../../limits';
import { Attribution } from '../../xray/attribute/attribute';
import { blockOf, idleMsOf, type PlaceSeen } from '../../xray/attribute/blocks';
import { Changes } from '../../xray/attribute/changes';
import type { Collected, CollectedBlock, CollectedCounts, CollectedGroup } from '../../xray/collected';
import { watchCombinators } from '../../xray/collect/combinators';
import { watchRequests } from '../../xray/collect/http-requests';
import { type ProfilePiece, type RunningProfiler, startProfiler } from '../../xray/collect/profile';
import { Recorder, type Recording } from '../../xray/collect/recorder';
import { type Gap, type TurnWatch, watchTurns } from '../../xray/collect/turns';
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
  readonly changes: Changes;
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
  /** In ms of `performance.now()`. */
  blocks: CollectedBlock[];
  readonly urls: Map<string, string>;
  /** Where it stood since the last turn. */
  looks: PlaceSeen[];
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
/** From Node 23.9 on of the thread; the kernel's others have little. */
const cpuOfThread = (process.threadCpuUsage ?? process.cpuUsage).bind(process);
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
function onTurn(gap: Gap | null): void {
  countTurn();
  const now = cellNow();
  for (const running of all) {
    if (running.onSlice === null || running.recording.changed.size === 0 || now - running.slicedMs < XRAY_SLICE_MS) continue;
    running.slicedMs = now;
    running.onSlice(sliceOf(running));
  }
  if (watch === null) return;
  if (gap !== null || now - watch.pieceMs >= XRAY_PROFILE_MS) addPiece(watch, watch.profiler?.takePiece() ?? null, gap);
  watch.looks = [];
}

/** When what is looked at was woken within a gap, as far as that is known. */
function momentsIn({ start, end }: Gap): number[] {
  const ends = [...all].flatMap(({ recording: { startMs, operations } }) => [startMs, ...operations.map((operation) => operation.end ?? startMs)]);
  return ends.filter((at) => at >= start && at <= end).sort((one, other) => one - other);
}

/** A piece is over: with a gap, in which something may have blocked. */
function addPiece(to: Watch, piece: ProfilePiece | null, gap: Gap | null): void {
  if (piece === null) return;
  to.pieceMs = cellNow();
  to.idleMs += idleMsOf(piece, to.startMs);
  for (const running of all) running.idleMs += idleMsOf(piece, running.recording.startMs);
  const block = gap === null ? null : blockOf(gap, { piece, urls: to.urls, looks: to.looks, moments: momentsIn(gap) }, places);
  if (block !== null) addBlock(to.blocks, block);
  if (to.blocks.length > XRAY_SEEN_BLOCKS * 2) to.blocks = to.blocks.sort((one, other) => other.end - other.start - (one.end - one.start)).slice(0, XRAY_SEEN_BLOCKS);
}

/** A gap is told in two when a recording ends within. */
function addBlock(blocks: CollectedBlock[], block: CollectedBlock): void {
  const last = blocks.at(-1);
  const isMore = last !== undefined && block.start - last.end < 1 && last.frame.fn === block.frame.fn && last.frame.line === block.frame.line && last.frame.cell === block.frame.cell;
  if (isMore) blocks[blocks.length - 1] = { ...last, end: block.end };
  else blocks.push(block);
}

/** Those within a recording, from its start on. */
function blocksWithin(blocks: readonly CollectedBlock[], startMs: number, endMs: number): CollectedBlock[] {
  return blocks
    .map((block) => ({ ...block, start: Math.max(block.start, startMs) - startMs, end: Math.min(block.end, endMs) - startMs }))
    .filter(({ start, end }) => end - start >= XRAY_BLOCK_MS);
}

function startWatch(): Watch {
  observeSubtle();
  observing.by = recorder;
  lookClosely(({ frame, waitedMs, callee }) => {
    const place = frame === null ? null : xrayFrame(frame);
    if (watch !== null && place !== null && watch.looks.length < XRAY_LOOKS) watch.looks.push({ at: cellNow(), waitedMs, frame: place, callee });
  });
  return {
    looks: [],
    profiler: startProfiler(cellNow),
    blocks: [],
    urls: new Map(),
    ends: [watchCombinators(recorder, cellNow), watchRequests(recorder), watchWorkers(recorder), () => recorder.listeners.leaveAll()],
    turns: watchTurns({ now: cellNow, cpu: cpuOfThread, ...nodeTimers }, onTurn),
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

function groupsOf({ recording, attribution }: Running): CollectedGroup[] {
  return recording.groups.map((group) => attribution.group(group, recording)).filter((group) => group !== null);
}

function sliceOf(running: Running): XraySlice {
  const { recording, label, prompt } = running;
  return { ...running.changes.take(), label, cell: prompt, node: NODE, unseen: unseen(), groups: groupsOf(running), counted: countedOf(running), untimedGroups: recording.untimedGroups };
}

function finish(running: Running, { ended, error }: XrayEnd): Collected {
  const endMs = cellNow();
  const { recording, attribution, label, prompt, cpu } = running;
  const { user, system } = cpuSince(cpu);
  recorder.close(recording);
  const gap = watch?.turns.takeGap() ?? null;
  const isLast = all.size === 1;
  const notSeen = unseen();
  if (watch !== null) addPiece(watch, (isLast ? watch.profiler?.stop() : watch.profiler?.takePiece()) ?? null, gap);
  all.delete(running);
  const isSampled = watch !== null && watch.profiler !== null;
  const blocks = blocksWithin(watch?.blocks ?? [], recording.startMs, endMs);
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
    blocks,
    counted: countedOf(running, endMs),
    untimedGroups: recording.untimedGroups,
    node: NODE,
    unseen: notSeen,
  };
}

function begin(subject: Subject, recording: Recording, onSlice: Running['onSlice']): Collecting {
  const attribution = new Attribution(places);
  const running: Running = {
    ...subject,
    recording,
    attribution,
    changes: new Changes(recording, attribution),
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
