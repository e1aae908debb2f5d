/** Joins what Node does in several calls into the one operation that the person wrote: `readFile` opens, asks the size, reads, closes. */
import { XRAY_PART_GAP_MS } from '../limits';
import type { CollectedOperation } from './collected';

/** A raw operation with its end, and the number of parts that it was joined from. */
export interface JoinedOperation extends CollectedOperation {
  readonly end: number;
  readonly isOpen: boolean;
  readonly parts: number;
}

type Building = { -readonly [Key in keyof JoinedOperation]: JoinedOperation[Key] };

/** Operations of one line under way at once among which the one that a part continues is looked for: bounds the work. */
const LOOKED_AT = 64;

/** What times of one moment, read one after the other, may differ by. */
const CLOCK_MS = 0.05;

function lineKey({ kind, stack, background }: CollectedOperation): string {
  const outer = stack.at(-1);
  return `${kind}|${outer?.file ?? outer?.cell}|${outer?.line}|${background === true}`;
}

function addPart(whole: Building, part: JoinedOperation): void {
  whole.end = Math.max(whole.end, part.end);
  whole.isOpen ||= part.isOpen;
  whole.parts += part.parts;
  if (part.run !== undefined) whole.run = (whole.run ?? 0) + part.run;
  if (part.status !== undefined) whole.status = part.status;
  if (part.error !== undefined) whole.error ??= part.error;
  if (part.cleared !== true) delete whole.cleared;
}

/** The one that ended last before the part began, within the gap. */
function continuedBy(part: JoinedOperation, candidates: readonly Building[]): Building | undefined {
  let best: Building | undefined;
  for (const candidate of candidates) {
    const gap = part.start - candidate.end;
    if (gap >= -CLOCK_MS && gap <= XRAY_PART_GAP_MS && (best === undefined || candidate.end > best.end)) best = candidate;
  }
  return best;
}

/**
 * Parts of one call are joined; calls on files without a number of their call are joined when one line made them one after the other
 * with gaps under `XRAY_PART_GAP_MS`.
 *
 * @param wall ms from the start to the end of the cell, where what is still open ends
 * @returns in the order of their start
 */
export function joinParts(operations: readonly CollectedOperation[], wall: number): JoinedOperation[] {
  const sorted = operations.toSorted((one, other) => one.start - other.start);
  const joined: Building[] = [];
  const calls = new Map<number, Building>();
  const recent = new Map<string, Building[]>();
  for (const operation of sorted) {
    const start = Math.min(operation.start, wall);
    const end = Math.max(start, Math.min(operation.end ?? wall, wall));
    const part: Building = { ...operation, start, end, isOpen: operation.end === null, parts: 1 };
    const { call } = operation;
    const isFile = call === undefined && operation.kind === 'file';
    const candidates = isFile ? (recent.get(lineKey(operation)) ?? []) : [];
    const whole = call === undefined ? continuedBy(part, candidates) : calls.get(call);
    if (whole !== undefined) {
      addPart(whole, part);
      continue;
    }
    joined.push(part);
    if (call !== undefined) calls.set(call, part);
    if (isFile) recent.set(lineKey(operation), [...candidates.slice(1 - LOOKED_AT), part]);
  }
  return joined;
}
