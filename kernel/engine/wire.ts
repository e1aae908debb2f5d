/**
 * What passes through the pipes between front and engine, as frames: `u32 length of payload | u8 kind | u32 cell | payload`,
 * little-endian. Pipe 3 belongs to the engine's worker (both ways), pipe 4 to its main thread, so that an interrupt or an inspection never
 * waits behind the code of a person. What the main thread says goes through ring and worker; the end of a cell goes by pipe 4 when
 * nothing that was said before it is still on its way (`engine-process/main-pipe.ts`).
 */
import type {
  Candidate,
  CellNumber,
  CommMessage,
  CompletionTarget,
  EvaluateRequest,
  Json,
  LiveInspection,
  Outcome,
  RichOutput,
  ThrownDescription,
} from './contract';
import type { Collected } from '../xray/collected';
import type { XraySlice } from '../xray/slices';

/** File descriptor of the worker's pipe in the engine. */
export const WORKER_PIPE = 3;

/** File descriptor of the main thread's pipe in the engine. */
export const MAIN_PIPE = 4;

/** What the engine says on stderr when a pipe to the front is gone, and then ends. */
export const PIPE_LOST = "The engine's pipe to the kernel was closed.";

/** How the engine's last words begin when its worker failed, which is a mistake of the kernel's. */
export const WORKER_FAILED = "The engine's worker failed:";

/** Bytes before a frame's payload. */
export const FRAME_HEADER_BYTES = 9;

/** What a frame carries. */
export const FrameKind = {
  /** UTF-8 text of a stream, under `cell`. */
  stdout: 1,
  stderr: 2,
  /**
   * A piece of a JSON text of the engine's main thread; the text ends with a `jsonEnd`. `cell` is the serial number of the text here:
   * an interrupted write leaves pieces without an end, which are dropped when some more texts have been begun.
   */
  jsonPart: 3,
  jsonEnd: 4,
  /** A whole JSON text of the worker, or of the front. */
  json: 5,
} as const;

/** One of the values of `FrameKind`. */
export type FrameKindValue = (typeof FrameKind)[keyof typeof FrameKind];

/** Stands in a frame's `cell` where no cell is known. */
export const NO_CELL = 0;

/** Front to the engine's main thread. */
export type MainRequest =
  | ({ readonly type: 'evaluate' } & EvaluateRequest)
  | { readonly type: 'comm'; readonly message: CommMessage }
  | { readonly type: 'input'; readonly inputId: number; readonly value: string };

/** Front to the engine's worker; each but `input` and `watch` is answered by a `reply` with the same id. */
export type WorkerRequest =
  | { readonly type: 'interrupt'; readonly id: number; readonly cell: CellNumber | null }
  | { readonly type: 'complete'; readonly id: number; readonly target: CompletionTarget }
  | { readonly type: 'inspect'; readonly id: number; readonly expression: string }
  | { readonly type: 'input'; readonly inputId: number; readonly value: string }
  /** Watches whether the event loop turns; `sinceMs`: how long the cell has run already, null ends it. */
  | { readonly type: 'watch'; readonly sinceMs: number | null };

/** What an interrupt did. `stuck`: what runs can't be stopped, so the engine has to be ended. */
export type InterruptResult = 'idle' | 'interrupted' | 'stuck';

/** Answers of the worker. */
export type WorkerReply =
  | { readonly type: 'reply'; readonly id: number; readonly interrupt: InterruptResult }
  | { readonly type: 'reply'; readonly id: number; readonly candidates: readonly Candidate[] }
  | { readonly type: 'reply'; readonly id: number; readonly inspection: LiveInspection | null };

/** What the engine's main thread says, in order with its streams. */
export type MainEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly cell: CellNumber; readonly outcome: Outcome }
  | {
      readonly type: 'display';
      readonly cell: CellNumber | null;
      readonly output: RichOutput;
      readonly displayId: string | null;
      readonly isUpdate: boolean;
    }
  | {
      readonly type: 'rejected';
      readonly cell: CellNumber | null;
      readonly error: ThrownDescription;
      readonly displayId: string;
      readonly isUpdate: boolean;
    }
  | { readonly type: 'clear'; readonly cell: CellNumber | null; readonly wait: boolean }
  | { readonly type: 'uncaught'; readonly cell: CellNumber | null; readonly error: ThrownDescription }
  | { readonly type: 'input'; readonly cell: CellNumber; readonly inputId: number; readonly prompt: string; readonly password: boolean }
  | { readonly type: 'xraySlice'; readonly cell: CellNumber; readonly slice: XraySlice }
  | { readonly type: 'xray'; readonly cell: CellNumber; readonly collected: Collected }
  | { readonly type: 'nextInput'; readonly cell: CellNumber; readonly text: string }
  | { readonly type: 'comm'; readonly cell: CellNumber | null; readonly message: CommMessage }
  | { readonly type: 'commTarget'; readonly targetName: string; readonly isKnown: boolean };

/** A frame as it was read; `payload` is a view that is valid until the callback returns. */
export interface Frame {
  readonly kind: number;
  readonly cell: CellNumber;
  readonly payload: Buffer;
}

/** Writes the header of a frame at `offset`. */
export function writeFrameHeader(target: Buffer, offset: number, kind: number, cell: CellNumber, payloadBytes: number): void {
  target.writeUInt32LE(payloadBytes, offset);
  target[offset + 4] = kind;
  target.writeUInt32LE(cell, offset + 5);
}

/** One frame with a JSON text. */
export function encodeJsonFrame(value: Json | object): Buffer {
  const text = JSON.stringify(value);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + Buffer.byteLength(text));
  frame.write(text, FRAME_HEADER_BYTES, 'utf8');
  writeFrameHeader(frame, 0, FrameKind.json, NO_CELL, frame.length - FRAME_HEADER_BYTES);
  return frame;
}

/** Cuts a stream of chunks into frames. The function that it returns takes one chunk at a time. */
export function frameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let neededBytes = FRAME_HEADER_BYTES;
  return (chunk) => {
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes < neededBytes) return;
    const bytes = pending.length === 1 ? chunk : Buffer.concat(pending, pendingBytes);
    let offset = 0;
    neededBytes = FRAME_HEADER_BYTES;
    while (bytes.length - offset >= FRAME_HEADER_BYTES) {
      const frameBytes = FRAME_HEADER_BYTES + bytes.readUInt32LE(offset);
      if (bytes.length - offset < frameBytes) {
        neededBytes = frameBytes;
        break;
      }
      const payload = bytes.subarray(offset + FRAME_HEADER_BYTES, offset + frameBytes);
      const kind = bytes[offset + 4] ?? 0;
      const cell = bytes.readUInt32LE(offset + 5);
      offset += frameBytes;
      onFrame({ kind, cell, payload });
    }
    pending = offset < bytes.length ? [bytes.subarray(offset)] : [];
    pendingBytes = bytes.length - offset;
  };
}
