/**
 * Notes operations while somebody looks: whole cells, and parts of them (`xray()`). The engine's own replacements of Node's functions tell
 * it what begins and ends (`engine-process/observing.ts`); nothing of Node is hooked or wrapped for it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { CellNumber } from '../../engine/contract';
import { XRAY_BACKGROUND_OPERATIONS, XRAY_CAPTURED_FRAMES, XRAY_OPERATIONS, XRAY_SEEN_GROUPS } from '../../limits';
import { watchFetch } from './http-requests';
import { Listeners } from './listeners';
import { Operation, type OperationHost, type OperationStart, type Origin } from './operation';
import { beginChild, beginConnect } from './sockets-and-children';
import { captureStack, type StackHolder } from './stack-holder';

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
  readonly stack: StackHolder;
}

/** What was seen of one cell, or of one part of it. */
export interface Recording {
  /** Null for a part of a cell: it takes only what the part itself started. */
  readonly cell: CellNumber | null;
  readonly startMs: number;
  readonly operations: Operation[];
  readonly groups: SeenGroup[];
  /** Operations that changed since they were last handed on. */
  readonly changed: Set<Operation>;
  untimed: number;
  untimedGroups: number;
  /** Operations of other cells. */
  background: number;
}

/** What is known of a call that makes a stream. */
export type OriginStart = Pick<OperationStart, 'kind' | 'type' | 'calledAs'> & { readonly label: string };

/** Sees what begins. */
export interface Observer {
  readonly listeners: Listeners;
  /** Null when nobody looks at the work that runs now, or too much was seen already. */
  begin(start: OperationStart): Operation | null;
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

/** Notes one more operation that can't be held; those of other cells may not crowd out the cell's own. */
function hasRoom(recording: Recording, cell: CellNumber | null): boolean {
  if (recording.cell !== null && recording.cell !== cell) {
    recording.background += 1;
    return recording.background <= XRAY_BACKGROUND_OPERATIONS && recording.operations.length < XRAY_OPERATIONS;
  }
  if (recording.operations.length - Math.min(recording.background, XRAY_BACKGROUND_OPERATIONS) < XRAY_OPERATIONS) return true;
  recording.untimed += 1;
  return false;
}

/** Runs recordings. */
export class Recorder implements Observer, OperationHost {
  readonly listeners = new Listeners();
  readonly #surroundings: Surroundings;
  readonly #open = new Set<Recording>();
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
  }

  begin(start: OperationStart): Operation | null {
    // The connection of a request that is told itself.
    if (start.kind !== 'http' && this.current() !== null) return null;
    const cell = this.#surroundings.cell();
    let operation: Operation | null = null;
    for (const recording of this.#open) {
      if (!this.#looks(recording, cell) || !hasRoom(recording, cell)) continue;
      operation ??= this.#make(start, cell);
      operation.lookers.push(recording);
      recording.operations.push(operation);
      recording.changed.add(operation);
    }
    return operation;
  }

  now(): number {
    return this.#surroundings.now();
  }

  changed(operation: Operation): void {
    for (const recording of operation.lookers) recording.changed.add(operation);
  }

  asOrigin<T>(start: OriginStart, work: (origin: Origin) => T): T {
    const origin: Origin = { kind: start.kind, type: start.type, label: start.label, stack: captureStack(XRAY_CAPTURED_FRAMES, start.calledAs), call: this.#nextCall() };
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
      group ??= { label, n: 0, start: now(), end: null, cell: owner, awaiting: awaiting(), stack: captureStack(XRAY_CAPTURED_FRAMES, calledAs) };
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
    const recording: Recording = { cell, startMs: this.#surroundings.now(), operations: [], groups: [], changed: new Set(), untimed: 0, untimedGroups: 0, background: 0 };
    this.#open.add(recording);
    return recording;
  }

  #looks(recording: Recording, cell: CellNumber | null): boolean {
    if (recording.cell === null) return this.#regions.getStore()?.includes(recording) === true;
    return cell !== null;
  }

  #make(start: OperationStart, cell: CellNumber | null): Operation {
    const { now, awaiting } = this.#surroundings;
    const startMs = now();
    const stack = start.stack ?? captureStack(XRAY_CAPTURED_FRAMES, start.calledAs);
    return new Operation(start, this.#nextCall(), startMs, cell, awaiting(), stack, this);
  }

  #nextCall(): number {
    this.#lastCall += 1;
    return this.#lastCall;
  }
}
