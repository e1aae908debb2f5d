/** `process.stdout`, `process.stderr` and `console` of the person's code: written under the cell that started the work. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { inspect } from 'node:util';
import { type CellScope, currentCell, currentScope } from './cell-context';
import type { Reporter } from './report';

type WriteCallback = (error?: Error | null) => void;

/**
 * A stream that is no terminal but shows colours. `write` goes past Writable's buffer: a text must reach the ring before the next
 * statement runs, in order with the other stream and with displays.
 */
class CellStream extends Writable {
  readonly #name: 'stdout' | 'stderr';
  readonly #reporter: Reporter;
  /** A character's first bytes may come with one write and its last with the next, of the same cell. */
  readonly #decoders = new WeakMap<CellScope, StringDecoder>();
  readonly #ownDecoder = new StringDecoder('utf8');
  readonly fd: number;

  constructor(name: 'stdout' | 'stderr', reporter: Reporter) {
    super({ decodeStrings: false, autoDestroy: false, emitClose: false });
    this.#name = name;
    this.#reporter = reporter;
    this.fd = name === 'stdout' ? 1 : 2;
  }

  override write(chunk: unknown, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean {
    if (this.writableEnded || this.destroyed || (typeof chunk !== 'string' && !ArrayBuffer.isView(chunk))) {
      // Node's own errors for a closed stream or a wrong type.
      return typeof encoding === 'function' ? super.write(chunk, encoding) : super.write(chunk, encoding ?? 'utf8', callback);
    }
    const name = typeof encoding === 'string' ? encoding : 'utf8';
    this.#reporter.stream(currentCell(), this.#name, this.#toText(chunk, name));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done !== undefined) process.nextTick(done, null);
    return true;
  }

  /** Nothing of it ends, as in Node, where `pipeline(source, process.stdout)` leaves stdout open: the next cell writes too. */
  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    const values = [chunk, encoding, callback];
    const done = values.find((value): value is () => void => typeof value === 'function');
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
    process.nextTick(() => {
      this.emit('finish');
      done?.();
    });
    return this;
  }

  override destroy(): this {
    return this;
  }

  override _write(chunk: unknown, encoding: BufferEncoding, callback: WriteCallback): void {
    if (typeof chunk === 'string' || ArrayBuffer.isView(chunk)) {
      this.#reporter.stream(currentCell(), this.#name, this.#toText(chunk, encoding));
    }
    callback();
  }

  #toText(chunk: string | ArrayBufferView, encoding: BufferEncoding): string {
    if (typeof chunk !== 'string') return this.#decoder().write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const isText = encoding === 'utf8' || encoding === 'utf-8';
    return isText ? chunk : this.#decoder().write(Buffer.from(chunk, encoding));
  }

  #decoder(): StringDecoder {
    const scope = currentScope();
    if (scope === null) return this.#ownDecoder;
    const decoder = this.#decoders.get(scope) ?? new StringDecoder('utf8');
    this.#decoders.set(scope, decoder);
    return decoder;
  }

  /** Writes what is left of a character that never got its last bytes. */
  endOf(scope: CellScope): void {
    const rest = this.#decoders.get(scope)?.end();
    if (rest !== undefined && rest !== '') this.#reporter.stream(scope.cell, this.#name, rest);
  }

  getColorDepth(): number {
    return 8;
  }

  hasColors(count = 16): boolean {
    return typeof count !== 'number' || count <= 256;
  }
}

/**
 * Node's colours for values are made for dark terminals: on white its yellow and cyan have a contrast of 2 in JupyterLab, and on black its
 * grey has 1.4. The bright ones have 3.6 or more on both; no grey has, so `undefined` goes without.
 */
function chooseReadableColours(): void {
  Object.assign(inspect.styles, { number: 'yellowBright', bigint: 'yellowBright', boolean: 'yellowBright', special: 'cyanBright', undefined: undefined });
}

/** Puts both streams and the console in place of Node's. The function that it returns is to be called at the end of each cell. */
export function installStandardStreams(reporter: Reporter): (scope: CellScope) => void {
  chooseReadableColours();
  const stdout = new CellStream('stdout', reporter);
  const stderr = new CellStream('stderr', reporter);
  const place = (name: 'stdout' | 'stderr', stream: CellStream): void => {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  };
  place('stdout', stdout);
  place('stderr', stderr);
  // `ignoreErrors: false`: these streams have no errors to ignore, and ignoring costs two listeners a line.
  const ours = new Console({ stdout: stdout as Writable, stderr: stderr as Writable, colorMode: true, ignoreErrors: false });
  const clear = (): void => reporter.event({ type: 'clear', cell: currentCell(), wait: false });
  // Node's own console object stays the same object (packages hold on to it), with methods that neither go through the inspector's
  // message store, which keeps the last 1,000 messages' arguments alive, nor guess at colours from a terminal.
  for (const name of Object.keys(ours)) {
    const method: unknown = Reflect.get(ours, name);
    if (typeof method === 'function') Reflect.set(console, name, method);
  }
  console.clear = clear;
  return (scope) => {
    stdout.endOf(scope);
    stderr.endOf(scope);
  };
}
