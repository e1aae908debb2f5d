/**
 * Tells of every operation which line of the person led to it: by the stack that started it (V8 keeps awaiting functions on it), else by
 * the stream that it belongs to, else by the await that the cell's top level had come to.
 */
import type { CellNumber } from '../../engine/contract';
import type { CollectedGroup, CollectedOperation } from '../collected';
import type { Operation, Origin } from '../collect/operation';
import type { Recording, SeenGroup } from '../collect/recorder';
import type { CapturedStack } from '../collect/captured-stack';
import type { XrayFrame } from '../report';

/** What the engine knows of places. */
export interface Places {
  /** A place of a running text in what the person wrote; null for what is not the person's. */
  frame(url: string, line: number, column: number, functionName: string): XrayFrame | null;
  /** The top level of a running text, with line 0; null for what is not the person's. */
  topLevel(url: string): XrayFrame | null;
  /** A line of a running text in what the person wrote; null where none of it stands there. */
  line(url: string, line: number): number | null;
  /** A function's name as V8 tells it, if its author gave it one; else empty. */
  ownName(name: string): string;
  /** The call of `xray()`, with which a part of a cell begins. */
  isPartCall(site: NodeJS.CallSite): boolean;
  /** The name that a call site is told by. */
  functionName(site: NodeJS.CallSite): string;
  /** An await of a cell's top level by its number; null when the cell had come to none. */
  awaited(cell: CellNumber, awaiting: number): XrayFrame | null;
}

interface ReadStack {
  readonly frames: readonly XrayFrame[];
  /** How many frames lie within each call of `xray()`, the innermost first. */
  readonly within: readonly number[];
  /** Node itself made the call on behalf of another one of its own: `fs.writeFile` calls `fs.open`. */
  readonly isInner: boolean;
  readonly isOfHttpClient: boolean;
  readonly isOfPool: boolean;
}

/** Node's means by which a person's call comes to a function with a callback. */
const PASSED_ON = /^node:internal\/util$|^node:internal\/process\/|^node:timers/;

/** It tells its threads what to do by messages; what is waited for is the task. */
const POOL = /[/\\]node_modules[/\\]piscina[/\\]/;

const HTTP_CLIENT = /^node:_http_|^node:internal\/deps\/undici|[/\\]node_modules[/\\]undici[/\\]/;

/** What a part of a cell is told by: where `xray()` was called is no matter of the part. */
function framesWithin({ frames, within }: ReadStack, parts: readonly object[], recording: Recording): readonly XrayFrame[] {
  const at = parts.indexOf(recording);
  const most = at === -1 ? undefined : within[parts.length - 1 - at];
  return most === undefined || most === 0 ? frames : frames.slice(0, most);
}

/** Reads stacks, each once. */
export class Attribution {
  readonly #places: Places;
  readonly #read = new WeakMap<CapturedStack, ReadStack>();
  readonly #frames = new Map<string, XrayFrame | null>();

  constructor(places: Places) {
    this.#places = places;
  }

  /** Null for what no line of the person led to, and for what is part of another operation. */
  operation(operation: Operation, recording: Recording): CollectedOperation | null {
    if (operation.isForgotten) return null;
    const { startMs, cell } = recording;
    const place = this.#placeOf(operation, recording);
    if (place === null) return null;
    const { kind, start, end, sent, headers, status, due, run, wasCleared, error } = operation;
    const since = (ms: number): number => ms - startMs;
    return {
      kind,
      type: place.origin?.type ?? operation.type,
      label: place.origin?.label ?? operation.label,
      start: since(start),
      end: end === null ? null : since(end),
      ...(sent === null ? {} : { sent: since(sent) }),
      ...(headers === null ? {} : { headers: since(headers) }),
      ...(status === null ? {} : { status }),
      ...(due === null ? {} : { due: since(due) }),
      ...(run === 0 ? {} : { run }),
      call: place.origin?.call ?? operation.call,
      ...(wasCleared ? { cleared: true } : {}),
      ...(error === null ? {} : { error }),
      ...(cell !== null && operation.cell !== cell ? { background: true } : {}),
      stack: place.stack,
    };
  }

  /** Whether `operation` would tell of it, as the cell's own. */
  isOwn(operation: Operation, recording: Recording): boolean {
    const isOther = recording.cell !== null && operation.cell !== recording.cell;
    return !isOther && !operation.isForgotten && this.#placeOf(operation, recording) !== null;
  }

  /** Null for what no line of the person led to, and for what Node's own code waits for: `fetch` that is aborted does. */
  group({ label, n, start, end, stack, cell, awaiting, parts }: SeenGroup, recording: Recording): CollectedGroup | null {
    const { startMs } = recording;
    const read = this.#stack(stack);
    if (read.isInner) return null;
    const frames = framesWithin(read, parts, recording);
    const told = frames.length > 0 ? frames : this.#awaited(cell, awaiting);
    return told.length === 0 ? null : { label, n, start: start - startMs, end: end === null ? null : end - startMs, stack: told };
  }

  #placeOf(operation: Operation, recording: Recording): { readonly stack: readonly XrayFrame[]; readonly origin: Origin | null } | null {
    const { origin, stack: captured } = operation;
    if (captured === null) return null;
    const read = this.#stack(captured);
    const { isInner, isOfHttpClient, isOfPool } = read;
    const frames = framesWithin(read, operation.parts, recording);
    if (isOfPool && operation.type === 'postMessage') return null;
    if (isOfHttpClient && operation.kind !== 'http') return null;
    if (operation.isApi && isInner) return origin === null ? null : this.#ofOrigin(operation, origin);
    if (frames.length > 0) return { stack: frames, origin: null };
    if (origin !== null) return this.#ofOrigin(operation, origin);
    const stack = this.#awaited(operation.cell, operation.awaiting);
    return stack.length === 0 ? null : { stack, origin: null };
  }

  #ofOrigin(operation: Operation, origin: Origin): { readonly stack: readonly XrayFrame[]; readonly origin: Origin | null } | null {
    const { frames } = this.#stack(origin.stack);
    const stack = frames.length > 0 ? frames : this.#awaited(operation.cell, operation.awaiting);
    // A package that reads a stream may send a request in its callback: no part of the stream.
    return stack.length === 0 ? null : { stack, origin: origin.kind === operation.kind ? origin : null };
  }

  #awaited(cell: CellNumber | null, awaiting: number): readonly XrayFrame[] {
    const frame = cell === null ? null : this.#places.awaited(cell, awaiting);
    return frame === null ? [] : [frame];
  }

  #stack(stack: CapturedStack): ReadStack {
    const known = this.#read.get(stack);
    if (known !== undefined) return known;
    const { sites } = stack;
    const files = sites.map((site) => site.getScriptNameOrSourceURL() ?? '');
    const caller = files.find((file) => file !== '' && !PASSED_ON.test(file)) ?? '';
    const found = sites.map((site) => this.#frame(site));
    const read: ReadStack = {
      frames: found.flatMap((frame) => frame ?? []),
      within: sites.flatMap((site, at) => (this.#places.isPartCall(site) ? [found.slice(0, at).filter((frame) => frame !== null).length] : [])),
      isInner: caller.startsWith('node:'),
      isOfHttpClient: files.some((file) => HTTP_CLIENT.test(file)),
      isOfPool: POOL.test(files.find((file) => file !== '' && !file.startsWith('node:')) ?? ''),
    };
    this.#read.set(stack, read);
    return read;
  }

  #frame(site: NodeJS.CallSite): XrayFrame | null {
    const url = site.getScriptNameOrSourceURL() ?? '';
    if (url === '' || url.startsWith('node:')) return null;
    const line = site.getLineNumber() ?? 1;
    const column = site.getColumnNumber() ?? 1;
    const key = `${url}:${line}:${column}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    const frame = this.#places.frame(url, line, column, this.#places.functionName(site));
    this.#frames.set(key, frame);
    return frame;
  }
}
