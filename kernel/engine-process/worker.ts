/**
 * The engine's worker thread: the front's line into the engine while the main thread computes. It drains the ring into the pipe, interrupts,
 * and answers completion and inspection through an inspector session on the main thread. It never evaluates cells: within their
 * dispatch no further message gets through.
 */
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { encodeJsonFrame, FRAME_HEADER_BYTES, frameReader, FrameKind, PIPE_LOST, WORKER_PIPE, writeFrameHeader, type WorkerReply, type WorkerRequest } from '../engine/wire';
import { RING_DRAIN_BYTES } from '../limits';
import { deliverAnswer } from './answer-line';
import { createBlockedWatch } from './blocked-watch';
import { takePipe } from './early-pipe';
import { endEngine } from './end-engine';
import { createInterrupter } from './interrupter';
import { inspectLive } from './live-inspection';
import { completeLive } from './live-values';
import { behindInterrupts, mainThreadInspector } from './main-thread-inspector';
import { ringReader, type OutputRing } from './output-ring';
import type { WorkerMemory } from './worker-memory';

/** Joins consecutive records of one kind and cell into one frame. */
function drainIntoPipe(ring: OutputRing, pipe: Socket): void {
  const reader = ringReader(ring);
  const buffer = Buffer.allocUnsafe(RING_DRAIN_BYTES * 2);
  let used = 0;
  let open: { kind: number; cell: number; start: number } | null = null;

  function closeFrame(): void {
    if (open !== null) writeFrameHeader(buffer, open.start, open.kind, open.cell, used - open.start - FRAME_HEADER_BYTES);
    open = null;
  }

  function add(kind: number, cell: number, payload: Buffer): void {
    const joins = open !== null && open.kind === kind && open.cell === cell && (kind === FrameKind.stdout || kind === FrameKind.stderr);
    if (!joins) {
      closeFrame();
      open = { kind, cell, start: used };
      used += FRAME_HEADER_BYTES;
    }
    payload.copy(buffer, used);
    used += payload.length;
  }

  async function drainForever(): Promise<void> {
    for (;;) {
      // Frame headers need room beside the payloads: many small records of different kinds.
      while (reader.drain(RING_DRAIN_BYTES, add)) {
        closeFrame();
        const chunk = Buffer.from(buffer.subarray(0, used));
        used = 0;
        const taken = reader.taken();
        if (!pipe.write(chunk, () => reader.sent(taken))) await new Promise((resolve) => pipe.once('drain', resolve));
      }
      await reader.arrived();
    }
  }
  void drainForever();
}

/** The first cell may run, and close the pipe, before this thread has opened it. */
function openPipe(): Socket {
  try {
    return new Socket({ fd: WORKER_PIPE, readable: true, writable: true });
  } catch (error) {
    endEngine(PIPE_LOST);
    throw error;
  }
}

function start(memory: WorkerMemory): void {
  if (parentPort === null) throw new Error('The worker runs in an engine only.');
  takePipe(memory.pipeWords);
  const pipe = openPipe();
  const session = new Session();
  session.connectToMainThread();
  const inspector = mainThreadInspector(session);
  const interrupter = createInterrupter(inspector, parentPort, memory);
  const looking = behindInterrupts(inspector, interrupter.underWay);
  const blockedWatch = createBlockedWatch(memory.turnsPort, memory.heldUp, looking);
  const reply = (answer: WorkerReply): void => {
    pipe.write(encodeJsonFrame(answer));
  };

  async function take(request: WorkerRequest): Promise<void> {
    if (request.type === 'input') return deliverAnswer(memory.answers, request);
    if (request.type === 'watch') return request.sinceMs === null ? blockedWatch.end() : blockedWatch.begin(request.sinceMs);
    const { id } = request;
    if (request.type === 'interrupt') reply({ type: 'reply', id, interrupt: await interrupter.interrupt(request.cell) });
    else if (request.type === 'complete') reply({ type: 'reply', id, candidates: await completeLive(looking, request.target) });
    else reply({ type: 'reply', id, inspection: await inspectLive(looking, request.expression) });
  }

  pipe.on('data', frameReader((frame) => {
    if (frame.kind === FrameKind.json) void take(JSON.parse(frame.payload.toString('utf8')) as WorkerRequest);
  }));
  const pipeLost = (): void => endEngine(PIPE_LOST);
  pipe.on('end', pipeLost);
  pipe.on('error', pipeLost);
  drainIntoPipe(memory.ring, pipe);
}

start(workerData as WorkerMemory);
