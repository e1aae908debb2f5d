/**
 * The first word of a new engine: its worker needs some 60 ms to start, and a first result must not wait for it. Until the worker has the
 * pipe the main thread writes into it by itself, blocking; what comes after goes through the ring, so the order is kept. Two words of
 * shared memory see to it that never both write.
 */
import { writeSync } from 'node:fs';
import { FRAME_HEADER_BYTES, PIPE_LOST, WORKER_PIPE, writeFrameHeader } from '../engine/wire';
import { endEngine } from './end-engine';

/** `[0]`: 1 once the worker wants the pipe; `[1]`: 1 while the main thread writes. */
export type PipeWords = SharedArrayBuffer;

const TAKEN = 0;
const WRITING = 1;

/** Makes the words. */
export function createPipeWords(): PipeWords {
  return new SharedArrayBuffer(8);
}

/** In the worker, before it touches the pipe: from here on the main thread leaves it alone. */
export function takePipe(words: PipeWords): void {
  const control = new Int32Array(words);
  Atomics.store(control, TAKEN, 1);
  while (Atomics.load(control, WRITING) === 1) Atomics.wait(control, WRITING, 1);
}

function writeWhole(frame: Buffer): void {
  let written = 0;
  while (written < frame.length) written += writeSync(WORKER_PIPE, frame, written);
}

/** The main thread's way past the worker: writes a frame and says so, or says that the worker has the pipe. */
export function earlyPipe(words: PipeWords): (kind: number, cell: number, text: string) => boolean {
  const control = new Int32Array(words);
  let isTaken = false;
  return (kind, cell, text) => {
    if (isTaken) return false;
    Atomics.store(control, WRITING, 1);
    try {
      isTaken = Atomics.load(control, TAKEN) === 1;
      if (isTaken) return false;
      const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + Buffer.byteLength(text));
      writeFrameHeader(frame, 0, kind, cell, frame.length - FRAME_HEADER_BYTES);
      frame.write(text, FRAME_HEADER_BYTES, 'utf8');
      writeWhole(frame);
      return true;
    } catch (error) {
      endEngine(PIPE_LOST); // a cell closed it, or the front is gone
      throw error;
    } finally {
      Atomics.store(control, WRITING, 0);
      Atomics.notify(control, WRITING);
    }
  };
}
