/**
 * What an X-rayed cell waited for: the data behind the picture and the table, saved in the notebook as
 * `application/vnd.awaitbook.xray+json` (issue "Async X-ray: every cell can show what it waited for"). `assets/xray.schema.json`
 * describes the same for other programs; a change that a reader of version 1 could stumble over makes version 2.
 *
 * Every time is in ms from the start of the cell, with two digits; those of background operations may be negative. Fields that are left
 * out say that there is nothing to tell.
 */

/** The MIME type of a report, and of a comparison of several. */
export const XRAY_MIME_TYPE = 'application/vnd.awaitbook.xray+json';

/** What an operation waits for. `pool` is a task of a thread pool that is none of the others, `input` a question to the person. */
export const OPERATION_KINDS = ['timer', 'http', 'file', 'dns', 'socket', 'process', 'worker', 'pool', 'zlib', 'crypto', 'input', 'other'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** A place in what the person wrote. */
export interface XrayFrame {
  /** The number in the prompt of the cell, `[3]`; null for a file, and for a cell without a number. */
  readonly cell: number | null;
  /** Counts from 1. */
  readonly line: number;
  /** The function's name; empty at the top level and for functions without a name. */
  readonly fn: string;
  /** The name of a local module as it is told to people, for example `fetcher.ts`. */
  readonly file?: string;
}

/** How many were in flight from a moment on. */
export type FlightStep = readonly [at: number, count: number];

/** Many operations alike, told as one. */
export interface XrayBundle {
  readonly count: number;
  /** Ms that the shortest, the longest and all of them took. */
  readonly shortest: number;
  readonly longest: number;
  readonly sum: number;
  /** How many of them were in flight, the most within each step. */
  readonly inFlight: readonly FlightStep[];
  /** How many of them failed, were cleared, were late timers, were open at the end of the cell. */
  readonly errors?: number;
  readonly cleared?: number;
  readonly late?: number;
  readonly open?: number;
}

/** One operation that the event loop waited for, or a bundle of operations alike. */
export interface XrayOperation {
  readonly kind: OperationKind;
  /** What made it: `setTimeout`, `fetch`, or the type of Node's resource. */
  readonly type: string;
  /** In a few words, for example `setTimeout 60 ms`, `GET /page`. */
  readonly label: string;
  readonly start: number;
  /** When a request left the queue and went out. */
  readonly sent?: number;
  /** When the headers of the response were there; from here on it is the body. */
  readonly headers?: number;
  /** When it was done; of an open operation the end of the cell. */
  readonly end: number;
  /** Status code of HTTP, exit code of a process. */
  readonly status?: number;
  /** Ms that a timer fired after its time. */
  readonly late?: number;
  /** Ms that its callback ran. */
  readonly run?: number;
  /** Calls of the operating system that it took, where it was more than one. */
  readonly parts?: number;
  /** It was taken back before it was done: a cleared timer, an aborted request. Nothing waited for it. */
  readonly cleared?: true;
  /** Why it failed, in one line. */
  readonly error?: string;
  /** It was still under way when the cell ended. */
  readonly open?: true;
  /** It belongs to work that another cell left running, and counts in none of the figures. */
  readonly background?: true;
  readonly bundle?: XrayBundle;
  /** The calls that led to it, the innermost first, the line of the cell last. */
  readonly stack: readonly XrayFrame[];
}

/** One wait for several promises. */
export interface XrayGroup {
  /** For example `Promise.all`. */
  readonly label: string;
  /** How many promises it was given. */
  readonly n: number;
  readonly start: number;
  readonly end: number;
  readonly cell: number | null;
  readonly line: number;
  readonly file?: string;
  /** It was not settled when the cell ended. */
  readonly open?: true;
}

/** A time in which the event loop could not turn: computing, or a synchronous call. */
export interface XrayBlock {
  readonly start: number;
  readonly end: number;
  /** The function in which most of it was spent; empty at the top level. */
  readonly fn: string;
  readonly cell: number | null;
  /** 0 where the line is not known. */
  readonly line: number;
  readonly file?: string;
  /** The part of the block that was spent there, from 0 to 1. */
  readonly share: number;
}

/** What was seen but is not in the report, each with its number. */
export interface XrayLeftOut {
  /** Operations beyond the bound whose lines were not looked up: they are in the figures and not in the timeline. */
  readonly unplaced: number;
  /** Operations of which the timeline has no entry of their own, as it has them in bundles. */
  readonly bundled: number;
  /** Operations that are in the figures and not in the timeline: those of the rows that took the least time. */
  readonly operations: number;
  readonly groups: number;
  readonly blocks: number;
}

/** How the cell ended. */
export type XrayEnding = 'ok' | 'error' | 'interrupted' | 'engine-died';

/** What one run of a cell, or of a part of it, waited for. */
export interface XrayReport {
  readonly version: 1;
  /** What was looked at, for example `cell [7]`, or the name given to `xray()`. */
  readonly label: string;
  /** The number in the prompt of the cell; null where it has none. */
  readonly cell: number | null;
  readonly ended: XrayEnding;
  /** The error that ended it, in one line. */
  readonly error?: string;
  /** Ms from start to end. */
  readonly wall: number;
  /** Sum of the ms of all operations of the cell but cleared ones. */
  readonly waiting: number;
  /** `waiting / wall`, told to people as "overlap": 1 is one wait after the other, 5 is five at a time. 0 for a cell without time. */
  readonly speedup: number;
  /** Most operations in flight at once. */
  readonly peak: number;
  /** Operations of the cell, also those that were cleared, failed, are in bundles or were left out. */
  readonly ops: number;
  /** Ms in which the event loop was blocked, over all blocks. */
  readonly blockedMs: number;
  /** CPU time of the process, ms; null when it could not tell any more. */
  readonly cpuMs: number | null;
  /** Event loop utilization, 0 to 1 (Node's `performance.eventLoopUtilization`); null when the process could not tell any more. */
  readonly elu: number | null;
  /** Of `ops`: failed, taken back, timers that fired late, open at the end. */
  readonly errors: number;
  readonly cleared: number;
  readonly late: number;
  readonly open: number;
  /** Operations of other cells that ran meanwhile; in none of the other figures. */
  readonly background: number;
  /** In the order of their start. */
  readonly timeline: readonly XrayOperation[];
  readonly groups: readonly XrayGroup[];
  readonly blocks: readonly XrayBlock[];
  /** Operations in flight over the whole time, background and cleared ones not counted: the most within each step. */
  readonly inFlight: readonly FlightStep[];
  readonly leftOut: XrayLeftOut;
  /** Version of Node, for example `24.21.0`. */
  readonly node: string;
  /** What can't be seen on this Node, in whole sentences; nothing in the report is made up for it. */
  readonly unseen: readonly string[];
}

/** Several runs over one time axis. */
export interface XrayComparison {
  readonly version: 1;
  readonly runs: readonly XrayRun[];
}

export interface XrayRun {
  readonly name: string;
  readonly report: XrayReport;
}
