/**
 * The main thread's own way to the front, past ring and worker: one thread less to wake, which is 0.1 ms of a round trip of 1. Only for what
 * nothing may overtake: what was said before has to be in pipe 3 already, and the front reads that before it takes what comes here
 * (`afterAllOutput` in `engine/engine.ts`).
 */
import fs from 'node:fs';
import { FRAME_HEADER_BYTES, FrameKind, MAIN_PIPE, NO_CELL, PIPE_LOST, writeFrameHeader } from '../engine/wire';
import { DIRECT_EVENT_CHARACTERS } from '../limits';
import { endEngine } from './end-engine';

/** Taken before a cell may change it. */
const { writeSync } = fs;

/** Ms between tries to write the rest of a frame. */
const RETRY_MS = 1;

/** Writes a whole JSON text; false, and nothing written, when it is long or the pipe takes nothing now. */
export function writeToMainPipe(text: string): boolean {
  if (text.length > DIRECT_EVENT_CHARACTERS) return false;
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + Buffer.byteLength(text));
  writeFrameHeader(frame, 0, FrameKind.json, NO_CELL, frame.length - FRAME_HEADER_BYTES);
  frame.write(text, FRAME_HEADER_BYTES, 'utf8');
  let written = tryWrite(frame);
  if (written === 0) return false;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (written < frame.length) {
    Atomics.wait(pause, 0, 0, RETRY_MS);
    written += tryWrite(frame.subarray(written));
  }
  return true;
}

/** Bytes that the pipe took. */
function tryWrite(bytes: Buffer): number {
  try {
    return writeSync(MAIN_PIPE, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    endEngine(PIPE_LOST); // a cell closed it, or the front is gone
    throw error;
  }
}
