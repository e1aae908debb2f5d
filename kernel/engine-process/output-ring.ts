/**
 * The ring in shared memory through which the engine's main thread says everything: streams and messages in one order, drained by
 * the worker also while the main thread computes. When it is full the main thread waits, so a fast producer is slowed down.
 *
 * A record is `u32 payload bytes | u32 kind | u32 cell | payload, padded to 4 bytes`; one that would not fit before the ring's end
 * starts at its beginning, after a record of kind `SKIP`. A record counts once `HEAD` moved, so an interrupted write leaves nothing.
 */
import { OUTPUT_RING_BYTES } from '../limits';

/** Taken before a cell may change it. */
const now = performance.now.bind(performance);

const HEAD = 0;
const TAIL = 1;
/** Up to where the front has been sent what was taken. */
const SENT = 2;
const CONTROL_BYTES = 12;
const HEADER_BYTES = 12;
const SKIP = 0;

/** UTF-16 units a record takes at most; each may need 3 bytes. */
const RECORD_CHARACTERS = 16 * 1024;

/** The memory that both threads share. */
export type OutputRing = SharedArrayBuffer;

/** Makes the ring. */
export function createOutputRing(): OutputRing {
  return new SharedArrayBuffer(CONTROL_BYTES + OUTPUT_RING_BYTES);
}

/** Says whether the text's unit before `end` is the first half of a surrogate pair, which must not be cut. */
function cutsPair(text: string, end: number): boolean {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff && end < text.length;
}

/** The main thread's end. */
export interface RingWriter {
  /** Puts a text of any length into the ring and waits for room when there is none. */
  write(kind: number, lastKind: number, cell: number, text: string): void;
  /** Whether all of it has been sent. */
  isSent(): boolean;
  /** Waits until all of it has been sent, for `limitMs` at most. */
  waitUntilSent(limitMs: number): void;
}

/** Makes the main thread's end. */
export function ringWriter(ring: OutputRing): RingWriter {
  const control = new Int32Array(ring, 0, 3);
  const bytes = new Uint8Array(ring, CONTROL_BYTES, OUTPUT_RING_BYTES);
  const words = new Int32Array(ring, CONTROL_BYTES, OUTPUT_RING_BYTES / 4);
  /** A record's text until it has its place. */
  const encoded = Buffer.from(new ArrayBuffer(RECORD_CHARACTERS * 3));
  const encodedBytes = new Uint8Array(encoded.buffer);
  let uses = 0;

  function waitForRoom(head: number, size: number): void {
    for (;;) {
      const tail = Atomics.load(control, TAIL);
      if (((head - tail) >>> 0) + size <= OUTPUT_RING_BYTES) return;
      Atomics.wait(control, TAIL, tail);
    }
  }

  /**
   * An inspector may have other code run at any point where V8 looks for interrupts, and that may write too, as the end of an interrupted cell
   * does. It looks where a function of JavaScript is entered and where a loop begins a round: from the second look at `HEAD` to its change is none.
   */
  function writeRecord(kind: number, cell: number, text: string): void {
    for (;;) {
      const use = (uses += 1);
      const length = encoded.write(text, 0, 'utf8');
      const size = HEADER_BYTES + ((length + 3) & ~3);
      const head = Atomics.load(control, HEAD);
      const at = (head >>> 0) % OUTPUT_RING_BYTES;
      const left = OUTPUT_RING_BYTES - at;
      const skipped = left < size ? left : 0;
      waitForRoom(head, skipped + size);
      if (Atomics.load(control, HEAD) !== head || uses !== use) continue;
      if (skipped >= HEADER_BYTES) {
        words[at >> 2] = skipped - HEADER_BYTES;
        words[(at >> 2) + 1] = SKIP;
      }
      const start = skipped === 0 ? at : 0;
      bytes.set(encodedBytes.subarray(0, length), start + HEADER_BYTES);
      words[start >> 2] = length;
      words[(start >> 2) + 1] = kind;
      words[(start >> 2) + 2] = cell;
      Atomics.store(control, HEAD, (head + skipped + size) | 0);
      Atomics.notify(control, HEAD);
      return;
    }
  }

  return {
    write(kind, lastKind, cell, text) {
      let start = 0;
      while (text.length - start > RECORD_CHARACTERS) {
        const end = start + RECORD_CHARACTERS - (cutsPair(text, start + RECORD_CHARACTERS) ? 1 : 0);
        writeRecord(kind, cell, text.slice(start, end));
        start = end;
      }
      writeRecord(lastKind, cell, start === 0 ? text : text.slice(start));
    },
    isSent: () => Atomics.load(control, SENT) === Atomics.load(control, HEAD),
    waitUntilSent(limitMs) {
      const deadline = now() + limitMs;
      for (let left = limitMs; left > 0; left = deadline - now()) {
        const sent = Atomics.load(control, SENT);
        if (sent === Atomics.load(control, HEAD)) return;
        Atomics.wait(control, SENT, sent, left);
      }
    },
  };
}

/** One record; `payload` is a view into the ring, valid until the callback returns. */
export type RecordHandler = (kind: number, cell: number, payload: Buffer) => void;

/** The worker's end. */
export interface RingReader {
  /** Hands on the records that are there until `limitBytes` (headers included) are taken; says whether there were any. */
  drain(limitBytes: number, onRecord: RecordHandler): boolean;
  /** How far it has been handed on; for `sent`. */
  taken(): number;
  /** Notes that what was handed on until then has left the process. */
  sent(taken: number): void;
  /** Resolves when a record is there. */
  arrived(): Promise<unknown>;
}

/** Makes the worker's end. */
export function ringReader(ring: OutputRing): RingReader {
  const control = new Int32Array(ring, 0, 3);
  const bytes = Buffer.from(ring, CONTROL_BYTES, OUTPUT_RING_BYTES);
  let tail = Atomics.load(control, TAIL);
  return {
    drain(limitBytes, onRecord) {
      const head = Atomics.load(control, HEAD);
      if (head === tail) return false;
      let taken = 0;
      while (tail !== head && taken < limitBytes) {
        const at = (tail >>> 0) % OUTPUT_RING_BYTES;
        const left = OUTPUT_RING_BYTES - at;
        if (left < HEADER_BYTES || bytes.readUInt32LE(at + 4) === SKIP) {
          tail = (tail + left) | 0;
          continue;
        }
        const length = bytes.readUInt32LE(at);
        onRecord(bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8), bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length));
        tail = (tail + HEADER_BYTES + ((length + 3) & ~3)) | 0;
        taken += HEADER_BYTES + length;
      }
      Atomics.store(control, TAIL, tail);
      Atomics.notify(control, TAIL);
      return true;
    },
    taken: () => tail,
    sent(taken) {
      Atomics.store(control, SENT, taken);
      Atomics.notify(control, SENT);
    },
    arrived() {
      const wait = Atomics.waitAsync(control, HEAD, tail);
      return wait.async ? wait.value : Promise.resolve();
    },
  };
}
