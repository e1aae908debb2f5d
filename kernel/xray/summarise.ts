/** Makes the report of a run from what was collected: pure, and bounded whatever was collected. */
import { XRAY_BLOCKS, XRAY_BUNDLE_STEPS, XRAY_FLIGHT_STEPS, XRAY_GROUPS, XRAY_LATE_MS, XRAY_ROWS, XRAY_ROW_OPERATIONS, XRAY_STACK_FRAMES, XRAY_TEXT_CHARACTERS, XRAY_TIMELINE_OPERATIONS } from '../limits';
import type { Collected, CollectedBlock, CollectedCounts, CollectedGroup } from './collected';
import { coarser, flightOf } from './flight';
import { joinParts, type JoinedOperation } from './join-parts';
import type { FlightStep, XrayBlock, XrayBundle, XrayFrame, XrayGroup, XrayOperation, XrayReport } from './report';
import { groupByRow } from './rows';

/** Times in a report have two digits. */
const round = (ms: number): number => Math.round(ms * 100) / 100;

const roundSteps = (steps: readonly FlightStep[]): FlightStep[] => steps.map(([at, count]) => [round(at), count]);

const sumOf = <T>(items: readonly T[], ms: (item: T) => number): number => items.reduce((sum, item) => sum + ms(item), 0);

/** Something that is not one line with single spaces. */
const UNTIDY = /[^\S ]| {2}|^ | $/;

function shorten(text: string): string {
  if (text.length <= XRAY_TEXT_CHARACTERS && !UNTIDY.test(text) && text.isWellFormed()) return text;
  // Lone surrogates, which UTF-8 can't carry, are replaced; cutting makes none.
  const characters = [...text.toWellFormed().replace(/\s+/g, ' ').trim()];
  return characters.length <= XRAY_TEXT_CHARACTERS ? characters.join('') : `${characters.slice(0, XRAY_TEXT_CHARACTERS - 1).join('')}…`;
}

const tidyFrame = ({ cell, line, fn, file }: XrayFrame): XrayFrame => ({ cell, line, fn: shorten(fn), ...(file === undefined ? {} : { file: shorten(file) }) });

/** The innermost frames, and always the line of the cell. Thousands of operations may share one stack. */
function createStackTidier(): (stack: readonly XrayFrame[]) => XrayFrame[] {
  const tidied = new Map<readonly XrayFrame[], XrayFrame[]>();
  return (stack) => {
    const known = tidied.get(stack);
    if (known !== undefined) return known;
    const kept = stack.length <= XRAY_STACK_FRAMES ? stack : [...stack.slice(0, XRAY_STACK_FRAMES - 1), ...stack.slice(-1)];
    const frames = kept.map(tidyFrame);
    tidied.set(stack, frames);
    return frames;
  };
}

function tidyOperation(operation: JoinedOperation, stack: XrayFrame[]): XrayOperation {
  const { kind, type, label, start, end, sent, headers, status, due, run, parts, cleared, error, isOpen, background } = operation;
  const late = due === undefined || isOpen || cleared === true ? 0 : end - due;
  // Phases lie within the operation, whatever the clocks said.
  const within = (ms: number): number => round(Math.min(Math.max(ms, start), end));
  return {
    kind,
    type: shorten(type),
    label: shorten(label),
    start: round(start),
    ...(sent === undefined ? {} : { sent: within(sent) }),
    ...(headers === undefined ? {} : { headers: within(headers) }),
    end: round(end),
    ...(status === undefined ? {} : { status }),
    ...(late > XRAY_LATE_MS ? { late: round(late) } : {}),
    ...(run === undefined || round(run) === 0 ? {} : { run: round(run) }),
    ...(parts === 1 ? {} : { parts }),
    ...(cleared === true ? { cleared } : {}),
    ...(error === undefined ? {} : { error: shorten(error) }),
    ...(isOpen ? { open: true } : {}),
    ...(background === true ? { background } : {}),
    stack,
  };
}

type Tallied = Record<'errors' | 'cleared' | 'late' | 'open', number>;

/** How many operations have something to tell. */
function tally(operations: readonly XrayOperation[]): Tallied {
  const count = (isSo: (operation: XrayOperation) => boolean): number => operations.filter(isSo).length;
  return {
    errors: count(({ error }) => error !== undefined),
    cleared: count(({ cleared }) => cleared === true),
    late: count(({ late }) => late !== undefined),
    open: count(({ open }) => open === true),
  };
}

function withCounts({ errors, cleared, late, open }: Tallied, counted: CollectedCounts | null): Tallied {
  if (counted === null) return { errors, cleared, late, open };
  return { errors: errors + counted.errors, cleared: cleared + counted.cleared, late: late + counted.late, open: open + counted.open };
}

/** From the first operation without an entry on the engine counted itself how many were in flight. */
function flightWith(waited: readonly XrayOperation[], counted: CollectedCounts | null): { peak: number; steps: readonly FlightStep[] } {
  if (counted === null || counted.inFlight.length === 0) return flightOf(waited, XRAY_FLIGHT_STEPS);
  const { fromMs } = counted;
  const before = flightOf(waited.filter(({ start }) => start < fromMs).map(({ start, end }) => ({ start, end: Math.min(end, fromMs) })), XRAY_FLIGHT_STEPS / 2);
  return { peak: Math.max(before.peak, counted.peak), steps: [...before.steps.filter(([at]) => at < fromMs), ...coarser(counted.inFlight, XRAY_FLIGHT_STEPS / 2)] };
}

function bundle(operations: readonly XrayOperation[], name: string): XrayOperation {
  const [first] = operations;
  const lengths = operations.map(({ start, end }) => end - start);
  const told = Object.fromEntries(Object.entries(tally(operations)).filter(([, count]) => count > 0));
  const inBundle: XrayBundle = {
    count: operations.length,
    shortest: round(lengths.reduce((least, ms) => Math.min(least, ms), Infinity)),
    longest: round(lengths.reduce((most, ms) => Math.max(most, ms), 0)),
    sum: round(sumOf(lengths, (ms) => ms)),
    inFlight: roundSteps(flightOf(operations, XRAY_BUNDLE_STEPS).steps),
    ...told,
  };
  const { kind, type, label, start, background, stack } = first!;
  const isAlike = operations.every((operation) => operation.label === label);
  return {
    kind,
    type,
    label: isAlike ? label : name,
    start,
    end: operations.reduce((last, { end }) => Math.max(last, end), start),
    ...(background === true ? { background } : {}),
    bundle: inBundle,
    stack,
  };
}

/** The timeline within its bounds: the rows that took the most time, and the fullest of them as bundles. */
function boundTimeline(operations: readonly XrayOperation[]): { timeline: XrayOperation[]; bundled: number; operations: number } {
  const rows = groupByRow(operations).map(({ place, operations: ofRow }) => ({ name: place.name, operations: ofRow, ms: sumOf(ofRow, ({ start, end }) => end - start) }));
  const kept = rows.length <= XRAY_ROWS ? rows : rows.toSorted((one, other) => other.ms - one.ms).slice(0, XRAY_ROWS);
  let entries = sumOf(kept, (row) => row.operations.length);
  let bundled = 0;
  const timeline: XrayOperation[] = [];
  for (const row of kept.toSorted((one, other) => other.operations.length - one.operations.length)) {
    const { length } = row.operations;
    if (length > XRAY_ROW_OPERATIONS || (length > 1 && entries > XRAY_TIMELINE_OPERATIONS)) {
      entries -= length - 1;
      bundled += length;
      timeline.push(bundle(row.operations, row.name));
    } else timeline.push(...row.operations);
  }
  return {
    timeline: timeline.sort((one, other) => one.start - other.start),
    bundled,
    operations: operations.length - sumOf(kept, (row) => row.operations.length),
  };
}

/** The longest ones, in the order of their start. */
function longest<T extends { readonly start: number; readonly end: number }>(items: readonly T[], most: number): T[] {
  const kept = items.length <= most ? items : items.toSorted((one, other) => other.end - other.start - (one.end - one.start)).slice(0, most);
  return kept.toSorted((one, other) => one.start - other.start);
}

function tidyGroup({ label, n, start, end, stack }: CollectedGroup, wall: number): XrayGroup {
  const { cell, line, file } = tidyFrame(stack.at(-1) ?? { cell: null, line: 0, fn: '' });
  const place = { cell, line, ...(file === undefined ? {} : { file }) };
  return { label: shorten(label), n, start: round(start), end: round(Math.min(end ?? wall, wall)), ...place, ...(end === null ? { open: true } : {}) };
}

function tidyBlock({ start, end, frame, share }: CollectedBlock, wall: number): XrayBlock {
  const within = (ms: number): number => round(Math.min(Math.max(ms, 0), wall));
  return { start: within(start), end: within(end), ...tidyFrame(frame), share: round(share) };
}

/**
 * Makes the report: joins the parts of operations, counts, and keeps what `limits.ts` lets it keep; what it left out it says in `leftOut`.
 *
 * @param collected in any order
 */
export function summarise(collected: Collected): XrayReport {
  const { wall, label, cell, ended, error, counted } = collected;
  const tidyStack = createStackTidier();
  const operations = joinParts(collected.operations, wall).map((operation) => tidyOperation(operation, tidyStack(operation.stack)));
  const own = operations.filter(({ background }) => background !== true);
  const waited = own.filter(({ cleared }) => cleared !== true);
  const waiting = sumOf(waited, ({ start, end }) => end - start) + (counted?.waiting ?? 0);
  const { peak, steps } = flightWith(waited, counted);
  const { timeline, ...leftOut } = boundTimeline(operations);
  const blocks = collected.blocks.map((block) => tidyBlock(block, wall));
  const shownBlocks = longest(blocks, XRAY_BLOCKS);
  const groups = longest(collected.groups.map((group) => tidyGroup(group, wall)), XRAY_GROUPS);
  return {
    version: 1,
    label: shorten(label),
    cell,
    ended,
    ...(error === undefined ? {} : { error: shorten(error) }),
    wall: round(wall),
    waiting: round(waiting),
    speedup: wall > 0 ? round(waiting / wall) : 0,
    peak,
    ops: own.length + (counted?.count ?? 0),
    blockedMs: round(sumOf(blocks, ({ start, end }) => end - start)),
    cpuMs: collected.cpuMs === null ? null : round(collected.cpuMs),
    elu: collected.elu === null ? null : Math.round(collected.elu * 10_000) / 10_000,
    ...withCounts(tally(own), counted),
    background: operations.length - own.length,
    timeline,
    groups,
    blocks: shownBlocks,
    inFlight: roundSteps(steps),
    leftOut: { unplaced: counted?.count ?? 0, ...leftOut, groups: collected.groups.length - groups.length + collected.untimedGroups, blocks: blocks.length - shownBlocks.length },
    node: collected.node,
    unseen: collected.unseen,
  };
}
