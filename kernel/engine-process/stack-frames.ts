/**
 * Stack traces in the author's own lines: V8 asks `Error.prepareStackTrace` when a stack is first read; frames of cells are mapped
 * back through the cell's source maps, frames of the kernel and of Node's inner modules are left out.
 */
import { SourceMap as NodeSourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CellNumber, EvaluateRequest, SourceMap, StackFrame } from '../engine/contract';
import { fileText } from '../file-text';
import { KERNEL_FOLDER } from '../kernel-folder';
import { asWritten } from '../language/running-form';

const CELL_URL = 'awaitbook-cell:';
/** Before the paths of the kernel's own files. */
const OWN_FILES = KERNEL_FOLDER + path.sep;
const NOTEBOOK_FOLDER = process.cwd();
/** What the compiled form of decorators calls, and what Node wraps around a worker's text. */
const HELPERS = /[/\\]@swc[/\\]helpers[/\\]|^\[worker eval\]-wrapper$/;

/** Parameter of a module's URL that tells which edition of an edited file it is. */
export const VERSION_PARAMETER = 'awaitbook';

interface MappedText {
  readonly maps: readonly SourceMap[];
  /** Made at the first trace through the text: most never need it. */
  tracers: NodeSourceMap[] | null;
}

interface KnownCell extends MappedText {
  readonly label: string;
}

const cells = new Map<CellNumber, KnownCell>();
/** The last run under each label: stacks as text name cells by their labels. */
const cellOfLabel = new Map<string, CellNumber>();
/** By URL and by path: each edition of a file has a map of its own. */
const files = new Map<string, MappedText>();
const framesOfError = new WeakMap<object, { readonly stack: string; readonly frames: readonly StackFrame[] }>();

/** Remembers what is needed to map a cell's frames; returns the URL that the cell's text runs under. */
export function registerCell(request: EvaluateRequest): string {
  cells.set(request.cell, { label: request.label, maps: request.maps, tracers: null });
  cellOfLabel.set(request.label, request.cell);
  return cellUrl(request.cell);
}

/** The URL that a cell's text runs under. */
export function cellUrl(cell: CellNumber): string {
  return `${CELL_URL}${cell}`;
}

/** The cell of such a URL; null for any other. */
export function cellOfUrl(url: string): CellNumber | null {
  return url.startsWith(CELL_URL) ? Number(url.slice(CELL_URL.length)) : null;
}

/** How a cell is called in stack traces. */
export function labelOf(cell: CellNumber): string {
  return cells.get(cell)?.label ?? 'an earlier cell';
}

/** Remembers the map of a local module that was lowered; ES modules stand in stacks by `url`, with its version, others by `file`. */
export function registerFileMap(url: string, file: string, map: SourceMap): void {
  const mapped: MappedText = { maps: [map], tracers: null };
  files.set(url, mapped);
  files.set(file, mapped);
}

function tracersOf(maps: readonly SourceMap[]): NodeSourceMap[] {
  return maps.map((map) => new NodeSourceMap({ ...map, file: '', sourceRoot: '', sourcesContent: [] } as never));
}

/** Behind every column: the last place of a line that a map knows. */
const END_OF_LINE = 1_000_000_000;

/** A position (from 1) in a running text, mapped to the author's text; null when no map knows it. */
function originalPosition(text: MappedText, line: number, column: number): { line: number; column: number } | null {
  text.tracers ??= tracersOf(text.maps);
  let at = { line: line - 1, column: column - 1 };
  for (const tracer of text.tracers) {
    const entry = tracer.findEntry(at.line, at.column);
    if (!('originalLine' in entry)) return null;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  return { line: at.line + 1, column: at.column + 1 };
}

/**
 * A line (from 1) of a running text, in the author's text; null where no code of the author's stands on it. A text without a map is the
 * author's own, as far as it goes: V8 gives lines of what it put into a function as the function's own.
 */
export function originalLine(url: string, line: number): number | null {
  const text = url.startsWith(CELL_URL) ? cells.get(Number(url.slice(CELL_URL.length))) : files.get(url);
  if (text === undefined) return line <= lineCountOf(url) ? line : null;
  text.tracers ??= tracersOf(text.maps);
  let at = { line: line - 1, column: END_OF_LINE };
  for (const tracer of text.tracers) {
    const entry = tracer.findEntry(at.line, at.column);
    if (!('originalLine' in entry) || entry.generatedLine !== at.line) return null;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  return at.line + 1;
}

/** By URL: each edition of a file has one of its own. */
const lineCounts = new Map<string, number>();

/** Infinity for what is no file, or can't be read. */
function lineCountOf(url: string): number {
  const known = lineCounts.get(url);
  if (known !== undefined) return known;
  const file = filePath(url);
  const count = (path.isAbsolute(file) ? fileText(file) : null)?.split('\n').length ?? Infinity;
  lineCounts.set(url, count);
  return count;
}

function isHidden(file: string): boolean {
  return file.startsWith('node:') || file === '' || HELPERS.test(file) || file.startsWith(OWN_FILES) || file.startsWith('awaitbook-engine:');
}

function filePath(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url; // an URL that names no file, told as it stands
  }
}

/** Files below the notebook's folder are told from there, as their imports are. */
function shownPath(file: string): string {
  const relative = path.relative(NOTEBOOK_FOLDER, file);
  return path.isAbsolute(file) && !relative.startsWith('..') && !path.isAbsolute(relative) ? `.${path.sep}${relative}` : file;
}

/** A call site in the author's text; null for one that is left out. */
export function frameOf(url: string, line: number, column: number, functionName: string, isAsync: boolean): StackFrame | null {
  if (url.startsWith(CELL_URL)) {
    const number = Number(url.slice(CELL_URL.length));
    const known = cells.get(number);
    if (known === undefined) return null;
    const position = originalPosition(known, line, column);
    if (position === null) return null;
    return { functionName, cell: number, place: known.label, ...position, isAsync };
  }
  const file = filePath(url);
  if (isHidden(file)) return null;
  const mapped = files.get(url);
  const position = (mapped === undefined ? null : originalPosition(mapped, line, column)) ?? { line, column };
  return { functionName, cell: null, place: shownPath(file), ...position, isAsync };
}

function functionNameOf(site: NodeJS.CallSite): string {
  const name = site.getFunctionName() ?? '';
  if (site.isConstructor()) return `new ${name || '<anonymous>'}`;
  const type = site.isToplevel() ? null : site.getTypeName();
  // A method of a class is told with its class; an anonymous callback not with the timer that calls it.
  const isMethod = name !== '' && type !== null && type !== 'Object' && type !== 'Function' && !name.includes('.');
  return isMethod ? `${type}.${name}` : name;
}

/** One line of a stack, as Node writes it. */
function frameLine(frame: StackFrame): string {
  const place = `${frame.place}:${frame.line}:${frame.column}`;
  const name = `${frame.isAsync ? 'async ' : ''}${frame.functionName}`.trim();
  return frame.functionName === '' ? `    at ${frame.isAsync ? 'async ' : ''}${place}` : `    at ${name} (${place})`;
}

function headerOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function framesOfSites(sites: readonly NodeJS.CallSite[]): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const site of sites) {
    const url = site.getScriptNameOrSourceURL() ?? '';
    const frame = frameOf(url, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1, asWritten(functionNameOf(site)), site.isAsync());
    if (frame !== null) frames.push(frame);
  }
  return frames;
}

/**
 * Node's loader of its inner modules; its HTTP client, whose parser has state that all connections share; and what V8 calls for each rejected
 * promise, and for hooks: from there a termination goes no further, and no second one can be asked for.
 */
const MUST_FINISH = new Set(['node:internal/bootstrap/realm', 'node:internal/deps/undici/undici', 'node:internal/process/promises', 'node:internal/async_hooks']);

/** Where this thread stands. */
export interface StandingFrames {
  /** Those that a person should see. */
  readonly frames: readonly StackFrame[];
  /** Node is at work that must not end half-way. */
  readonly mustFinish: boolean;
}

/** Looks at this thread's stack, and takes from it what an interrupt needs to know. */
export function standingFrames(mostFrames: number): StandingFrames {
  const { prepareStackTrace: usual, stackTraceLimit } = Error;
  let sites: NodeJS.CallSite[] = [];
  Error.stackTraceLimit = mostFrames;
  Error.prepareStackTrace = (_error, found) => {
    sites = found;
    return '';
  };
  void new Error().stack;
  Error.prepareStackTrace = usual;
  Error.stackTraceLimit = stackTraceLimit;
  // The nearest that is not the kernel's: what a person's callback does below it is the person's.
  const filesOfSites = sites.map((site) => site.getFileName() ?? '');
  // WebAssembly is whose code called it: undici's parser, for one.
  const nearest = filesOfSites.find((file) => MUST_FINISH.has(file) || !(isHidden(file) || file.startsWith('wasm:')));
  return { frames: framesOfSites(sites), mustFinish: nearest !== undefined && MUST_FINISH.has(nearest) };
}

function prepareStackTrace(error: Error, sites: NodeJS.CallSite[]): string {
  const frames = framesOfSites(sites);
  const stack = [headerOf(error), ...frames.map(frameLine)].join('\n');
  framesOfError.set(error, { stack, frames });
  return stack;
}

/** Puts the mapping in place for all stacks of this process. */
export function installStackTraces(): void {
  Error.prepareStackTrace = prepareStackTrace;
}

const FRAME_LINE = /^ {4}at (async )?(?:(.*) \()?(.+?):(\d+):(\d+)\)?$/;

/**
 * Frames of a stack that is known as text only: an error from a worker or another realm, or one whose stack was written anew, as Node's
 * `fetch` and assertion libraries do. Its frames of cells are as `frameLine` wrote them, in the author's own lines already.
 */
function parseFrames(stack: string): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const text of stack.split('\n')) {
    const match = FRAME_LINE.exec(text);
    if (match === null) continue;
    const [, asyncWord, functionName = '', place = '', lineText, columnText] = match;
    const line = Number(lineText);
    const column = Number(columnText);
    const isAsync = asyncWord !== undefined;
    const cell = cellOfLabel.get(place);
    const frame = cell === undefined ? frameOf(place, line, column, functionName, isAsync) : { functionName, cell, place, line, column, isAsync };
    if (frame !== null) frames.push(frame);
  }
  return frames;
}

/** The frames of anything with a stack; empty where there is none. */
export function framesOf(thrown: object): readonly StackFrame[] {
  const stack: unknown = Reflect.get(thrown, 'stack');
  if (typeof stack !== 'string') return [];
  const known = framesOfError.get(thrown);
  return known !== undefined && known.stack === stack ? known.frames : parseFrames(stack);
}

/** Adds where the import stood to an error of an imported module that tells nothing of it: such an error has no frame of any cell. */
export function withImporter(thrown: unknown, importer: readonly StackFrame[]): unknown {
  if (typeof thrown !== 'object' || thrown === null) return thrown;
  const frames = framesOf(thrown);
  const stack: unknown = Reflect.get(thrown, 'stack');
  if (typeof stack !== 'string' || importer.length === 0 || frames.some((frame) => frame.cell !== null)) return thrown;
  const longer = [stack, ...importer.map(frameLine)].join('\n');
  Reflect.set(thrown, 'stack', longer);
  framesOfError.set(thrown, { stack: longer, frames: [...frames, ...importer] });
  return thrown;
}
