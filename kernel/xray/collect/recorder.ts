/**
 * Notes operations while somebody looks: whole cells, and parts of them (`xray()`). The engine's own replacements of Node's functions tell
 * it what begins and ends (`engine-process/observing.ts`); nothing of Node is hooked or wrapped for it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { CellNumber } from '../../engine/contract';
import { XRAY_BACKGROUND_OPERATIONS, XRAY_OPERATIONS, XRAY_SEEN_GROUPS } from '../../limits';
import { type CapturedStack, CapturedStacks } from './captured-stack';
import { watchFetch } from './http-requests';
import { Listeners } from './listeners';
import { CountedTimer } from './counted-timer';
import { type Noted, Operation, type OperationHost, type OperationStart, type Origin, type TimerOperation } from './operation';
import { beginChild, beginConnect } from './sockets-and-children';
import { Tally } from './tally';

/** What the recorder asks the engine. */
export interface Surroundings {
  /** Ms of the monotonic clock. */
  now(): number;
  /** The cell whose work runs now. */
  cell(): CellNumber | null;
  /** The await that the running cell's top level has come to. */
  awaiting(): number;
}

/** One wait for several promises. */
export interface SeenGroup {
  readonly label: string;
  /** How many promises it was given: counted as they are read. */
  n: number;
  readonly start: number;
  end: number | null;
  readonly cell: CellNumber | null;
  readonly awaiting: number;
  readonly stack: CapturedStack;
  /** As those of an operation. */
  readonly parts: readonly object[];
}

/** What was seen of one cell, or of one part of it. */
export interface Recording {
  /** Null for a part of a cell: it takes only what the part itself started. */
  readonly cell: CellNumber | null;
  readonly startMs: number;
  readonly operations: Operation[];
  /** From the first operation on that has no entry of its own. */
  tally: Tally | null;
  /** It alone, with an entry and without. */
  readonly alone: { readonly entry: Noted<Recording>; readonly count: Noted<Recording> };
  readonly groups: SeenGroup[];
  /** Operations that changed since they were last handed on. */
  readonly changed: Set<Operation>;
  untimedGroups: number;
  /** Operations of other cells that have an entry. */
  background: number;
}

/** What is known of a call that makes a stream. */
export type OriginStart = Pick<OperationStart, 'kind' | 'type' | 'calledAs'> & { readonly label: string };

/** Sees what begins. */
export interface Observer {
  readonly listeners: Listeners;
  /** Null when nobody looks at the work that runs now, or too much was seen already. */
  begin(start: OperationStart): Operation | null;
  /** The same for a timer that fires once. @param ms its delay */
  beginTimer(start: OperationStart, ms: number): TimerOperation | null;
  /** Runs a call that makes something that goes on by itself, so that what it does is told as its parts. */
  asOrigin<T>(start: OriginStart, work: (origin: Origin) => T): T;
  /** The origin of what runs now. */
  origin(): Origin | null;
  beginGroup(label: string, calledAs: (...args: never[]) => unknown): SeenGroup | null;
  /** Marks what `operation` starts on its way, for example its connection, so that it is not told as well. */
  within<T>(operation: Operation, work: () => T): T;
  /** The operation that `within` runs for. */
  current(): Operation | null;
  /** A socket is about to connect, see `sockets-and-children.ts`. */
  beginConnect(socket: Socket, options: unknown): void;
  /** A child is about to start; what is returned is to be called when it was tried. */
  beginChild(child: ChildProcess, options: object): () => void;
  /** Runs a `fetch`, see `http-requests.ts`. */
  fetch(input: unknown, init: RequestInit | undefined, calledAs: (...args: never[]) => unknown, run: () => Promise<Response>): Promise<Response>;
}

/** Whether one more operation has an entry: those of other cells may not crowd out the cell's own. */
function hasRoom({ operations, background }: Recording, isOther: boolean): boolean {
  return isOther ? background < XRAY_BACKGROUND_OPERATIONS : operations.length - background < XRAY_OPERATIONS;
}

/** The work is that of another cell than the one that is looked at. */
const isOther = (recording: Recording, cell: CellNumber | null): boolean => recording.cell !== null && recording.cell !== cell;

function tallyOf(recording: Recording, startMs: number): Tally {
  const inFlight = recording.operations.filter((operation) => operation.end === null && !operation.isDropped && !isOther(recording, operation.cell)).length;
  return new Tally(startMs, inFlight);
}

/** Who noted it: this recorder made it. */
const notedOf = ({ noted }: Operation): Noted<Recording> => noted as Noted<Recording>;

/** Runs recordings. */
export class Recorder implements Observer, OperationHost {
  readonly listeners = new Listeners();
  readonly #surroundings: Surroundings;
  readonly #open = new Set<Recording>();
  readonly #stacks = new CapturedStacks();
  readonly #regions = new AsyncLocalStorage<readonly Recording[]>();
  readonly #origins = new AsyncLocalStorage<Origin>();
  readonly #within = new AsyncLocalStorage<Operation>();
  #lastCall = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** Begins to look at a cell. */
  open(cell: CellNumber): Recording {
    return this.#add(cell);
  }

  /** Looks at what `work` starts, and at nothing else. */
  openRegion<T>(work: (recording: Recording) => T): T {
    const recording = this.#add(null);
    return this.#regions.run([...(this.#regions.getStore() ?? []), recording], work, recording);
  }

  close(recording: Recording): void {
    this.#open.delete(recording);
    if (this.#open.size === 0) this.#stacks.forget();
  }

  begin(start: OperationStart): Operation | null {
    // The connection of a request that is told itself.
    if (start.kind !== 'http' && this.current() !== null) return null;
    const cell = this.#surroundings.cell();
    const startMs = this.now();
    // One more of a row, as the periods of an interval, has its place already.
    const noted = this.#notedBy(cell, startMs, start.stack !== null);
    return noted === null ? null : this.#make(start, cell, startMs, noted, null);
  }

  beginTimer(start: OperationStart, ms: number): TimerOperation | null {
    if (this.current() !== null) return null;
    const cell = this.#surroundings.cell();
    const startMs = this.now();
    const noted = this.#notedBy(cell, startMs, null, ms);
    if (noted === null) return null;
    if (noted.withEntry.length === 0) return new CountedTimer(startMs, ms, noted.counting, this);
    const operation = this.#make(start, cell, startMs, noted, ms);
    operation.isDueAfter(ms);
    return operation;
  }

  /** @param delayMs a timer's; null for all else */
  #make(start: OperationStart, cell: CellNumber | null, startMs: number, noted: Noted<Recording>, delayMs: number | null): Operation {
    const hasEntry = noted.withEntry.length > 0;
    const stack = hasEntry ? (start.stack ?? (delayMs === null ? this.#stacks.capture(start.calledAs) : this.#stacks.captureTimer(start.calledAs, delayMs))) : null;
    const operation = new Operation(start, this.#nextCall(), startMs, cell, hasEntry ? this.#surroundings.awaiting() : 0, stack, noted, this);
    operation.parts = this.#parts();
    for (const recording of noted.withEntry) {
      recording.operations.push(operation);
      recording.changed.add(operation);
    }
    return operation;
  }

  now(): number {
    return this.#surroundings.now();
  }

  changed(operation: Operation): void {
    for (const recording of notedOf(operation).withEntry) recording.changed.add(operation);
  }

  ended(operation: Operation): void {
    const { withEntry, counting } = notedOf(operation);
    const { start, end, due, wasCleared, error } = operation;
    const tell = ({ tally }: Recording, hasEntry: boolean): void => tally?.ends(start, end ?? start, due, wasCleared ? 'cleared' : error === null ? 'done' : 'failed', hasEntry);
    for (const recording of withEntry) {
      recording.changed.add(operation);
      if (!isOther(recording, operation.cell)) tell(recording, true);
    }
    for (const recording of counting) tell(recording, false);
  }

  dropped(operation: Operation, isDropped: boolean): void {
    const { withEntry, counting } = notedOf(operation);
    const tell = (recording: Recording, hasEntry: boolean): void => {
      if (isOther(recording, operation.cell)) return;
      if (isDropped) recording.tally?.drops(operation.start, hasEntry);
      else recording.tally?.begins(operation.start, hasEntry);
    };
    for (const recording of withEntry) tell(recording, true);
    for (const recording of counting) tell(recording, false);
  }

  asOrigin<T>(start: OriginStart, work: (origin: Origin) => T): T {
    const origin: Origin = { kind: start.kind, type: start.type, label: start.label, stack: this.#stacks.capture(start.calledAs), call: this.#nextCall() };
    return this.#origins.run(origin, work, origin);
  }

  origin(): Origin | null {
    return this.#origins.getStore() ?? null;
  }

  beginGroup(label: string, calledAs: (...args: never[]) => unknown): SeenGroup | null {
    const { cell, now, awaiting } = this.#surroundings;
    const owner = cell();
    let group: SeenGroup | null = null;
    for (const recording of this.#open) {
      // What other cells wait for is not told.
      if (!this.#looks(recording, owner) || (recording.cell !== null && recording.cell !== owner)) continue;
      if (recording.groups.length >= XRAY_SEEN_GROUPS) {
        recording.untimedGroups += 1;
        continue;
      }
      group ??= { label, n: 0, start: now(), end: null, cell: owner, awaiting: awaiting(), stack: this.#stacks.capture(calledAs), parts: this.#parts() };
      recording.groups.push(group);
    }
    return group;
  }

  within<T>(operation: Operation, work: () => T): T {
    return this.#within.run(operation, work);
  }

  current(): Operation | null {
    return this.#within.getStore() ?? null;
  }

  beginConnect(socket: Socket, options: unknown): void {
    beginConnect(this, socket, options);
  }

  beginChild(child: ChildProcess, options: object): () => void {
    return beginChild(this, child, options);
  }

  fetch(input: unknown, init: RequestInit | undefined, calledAs: (...args: never[]) => unknown, run: () => Promise<Response>): Promise<Response> {
    return watchFetch(this, input, init, calledAs, run);
  }

  #add(cell: CellNumber | null): Recording {
    const alone = { entry: { withEntry: [] as Recording[], counting: [] }, count: { withEntry: [], counting: [] as Recording[] } };
    const recording: Recording = { cell, startMs: this.#surroundings.now(), operations: [], tally: null, alone, groups: [], changed: new Set(), untimedGroups: 0, background: 0 };
    alone.entry.withEntry.push(recording);
    alone.count.counting.push(recording);
    this.#open.add(recording);
    return recording;
  }

  #looks(recording: Recording, cell: CellNumber | null): boolean {
    if (recording.cell === null) return this.#regions.getStore()?.includes(recording) === true;
    return cell !== null;
  }

  /**
   * Null when nobody looks at the work of the cell.
   *
   * @param mayHaveEntry null for a timer: that there is time for its stack is asked where there is room for it
   * @param delayMs a timer's
   */
  #notedBy(cell: CellNumber | null, startMs: number, mayHaveEntry: boolean | null, delayMs = 0): Noted<Recording> | null {
    let noted: Noted<Recording> | null = null;
    for (const recording of this.#open) {
      if (!this.#looks(recording, cell)) continue;
      const isOfOther = isOther(recording, cell);
      const hasEntry = hasRoom(recording, isOfOther) && (mayHaveEntry ??= this.#stacks.mayCaptureTimer(startMs, delayMs));
      if (isOfOther) {
        if (!hasEntry) continue;
        recording.background += 1;
      }
      if (!hasEntry) recording.tally ??= tallyOf(recording, startMs);
      if (!isOfOther) recording.tally?.begins(startMs, hasEntry);
      const own = hasEntry ? recording.alone.entry : recording.alone.count;
      noted = noted === null ? own : { withEntry: [...noted.withEntry, ...own.withEntry], counting: [...noted.counting, ...own.counting] };
    }
    return noted;
  }

  #parts(): readonly Recording[] {
    return this.#regions.getStore() ?? [];
  }

  #nextCall(): number {
    this.#lastCall += 1;
    return this.#lastCall;
  }
}
