/**
 * What collecting hands over to summarising: raw operations, waits for several promises and blocked intervals, with their places already
 * told in what the person wrote. Plain data that JSON can carry, so that it can also come from a process that is about to die.
 * Times are in ms from the start of the cell, unrounded; what began before it has a negative start.
 */
import type { FlightStep, OperationKind, XrayEnding, XrayFrame } from './report';

/** One operation, or one part of it. */
export interface CollectedOperation {
  readonly kind: OperationKind;
  /** What made it: `setTimeout`, `fetch`, or the type of Node's resource. */
  readonly type: string;
  /** In a few words, for example `setTimeout 60 ms`, `GET /page`, `readFile data.csv`. */
  readonly label: string;
  readonly start: number;
  /** Null when it was still open as the cell ended. */
  readonly end: number | null;
  /** HTTP: when it left the queue, and when the response's headers were there. */
  readonly sent?: number;
  readonly headers?: number;
  readonly status?: number;
  /** When a timer should have fired; how late it was is counted from here. */
  readonly due?: number;
  /** Ms that its callback ran. */
  readonly run?: number;
  /** Parts of one call that took several operations have the same number here; without it, parts of one line that follow one another are joined. */
  readonly call?: number;
  readonly cleared?: true;
  readonly error?: string;
  /** It belongs to work of another cell. */
  readonly background?: true;
  /** The innermost call first, the line of the cell last. Never empty: what no line of the person led to is not handed over. */
  readonly stack: readonly XrayFrame[];
}

/** One call of `Promise.all`, `allSettled`, `race` or `any`. */
export interface CollectedGroup {
  /** For example `Promise.all`. */
  readonly label: string;
  readonly n: number;
  readonly start: number;
  /** Null when it was not settled as the cell ended. */
  readonly end: number | null;
  readonly stack: readonly XrayFrame[];
}

/** One time in which the event loop could not turn. */
export interface CollectedBlock {
  readonly start: number;
  readonly end: number;
  /** Where most of it was spent. */
  readonly frame: XrayFrame;
  /** The part of it that was spent there, from 0 to 1. */
  readonly share: number;
}

/** Operations beyond the bound, of which none has an entry of its own. */
export interface CollectedCounts {
  readonly count: number;
  /** Sum of the ms of all but cleared ones. */
  readonly waiting: number;
  readonly cleared: number;
  readonly errors: number;
  readonly late: number;
  readonly open: number;
  /** When the first of them began; from then on the most in flight, also those with an entry and cleared ones, and how it went. */
  readonly fromMs: number;
  readonly peak: number;
  readonly inFlight: readonly FlightStep[];
}

/** All that was seen of one run. */
export interface Collected {
  /** What was looked at, for example `cell [7]`. */
  readonly label: string;
  readonly cell: number | null;
  readonly ended: XrayEnding;
  readonly error?: string;
  /** Ms from start to end. */
  readonly wall: number;
  readonly cpuMs: number | null;
  /** 0 to 1. */
  readonly elu: number | null;
  readonly operations: readonly CollectedOperation[];
  readonly groups: readonly CollectedGroup[];
  readonly blocks: readonly CollectedBlock[];
  /** Null where every operation has an entry. */
  readonly counted: CollectedCounts | null;
  /** Waits for several promises beyond the bound. */
  readonly untimedGroups: number;
  /** Version of Node, for example `24.21.0`. */
  readonly node: string;
  /** What can't be seen on this Node, in whole sentences. */
  readonly unseen: readonly string[];
}

/** Nothing of the cell's own was waited for, and nothing blocked. */
export function isUneventful({ operations, counted, groups, blocks }: Pick<Collected, 'operations' | 'counted' | 'groups' | 'blocks'>): boolean {
  return counted === null && groups.length === 0 && blocks.length === 0 && operations.every(({ background }) => background === true);
}
