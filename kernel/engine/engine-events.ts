/** Reads what an engine process says through its pipes and hands it on. */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { CellNumber, EngineListener, Outcome } from './contract';
import { frameReader, FrameKind, type Frame, type MainEvent, NO_CELL, PIPE_LOST, WORKER_FAILED, type WorkerReply } from './wire';

/** What is read, beyond what the kernel's listener takes. */
export interface EngineReader extends Omit<EngineListener, 'died' | 'failed' | 'cellLost'> {
  ready(): void;
  /** A frame came. */
  spoke(): void;
  done(cell: CellNumber, outcome: Outcome): void;
  reply(reply: WorkerReply): void;
  /** What came through the process's own stderr, for telling why it ended. */
  nativeErrors(text: string): void;
}

/** The engine's two pipes, see `wire.ts`. */
export interface EnginePipes {
  readonly workerPipe: Readable;
  readonly mainPipe: Readable;
}

/** How V8's and Node's accounts of a fatal error begin: pages of addresses, which say nothing to a person; `death.ts` tells the cause. */
const FATAL_ACCOUNT = /^(?:<--- Last few GCs --->|----- Native stack trace -----|FATAL ERROR: |#\n# Fatal error)/m;

const WORKER_FAILURE = new RegExp(`^${WORKER_FAILED}`, 'm');

/** Takes what a person should not see out of what comes through the process's own stderr. */
function nativeErrorFilter(): (text: string) => string {
  let isDying = false;
  return (text) => {
    if (isDying) return '';
    const shown = text.replace(DISCONNECT_LINE, '').replace(`${PIPE_LOST}\n`, '');
    const account = FATAL_ACCOUNT.exec(shown) ?? WORKER_FAILURE.exec(shown);
    if (account === null) return shown;
    isDying = true;
    return shown.slice(0, account.index).trimEnd();
  };
}

/** What Node says at its end when an inspector session was open; it means nothing to a person. */
const DISCONNECT_LINE = 'Waiting for the debugger to disconnect...\n';

function onEvent(event: MainEvent, reader: EngineReader): void {
  switch (event.type) {
    case 'ready':
      return reader.ready();
    case 'done':
      return reader.done(event.cell, event.outcome);
    case 'display':
      return reader.display(event.cell, event.output, event.displayId, event.isUpdate);
    case 'rejected':
      return reader.rejected(event.cell, event.error, event.displayId, event.isUpdate);
    case 'clear':
      return reader.clearOutput(event.cell, event.wait);
    case 'uncaught':
      return reader.uncaught(event.cell, event.error);
    case 'input':
      return reader.inputRequested(event.cell, event.inputId, event.prompt, event.password);
    case 'xraySlice':
      return reader.xraySlice(event.cell, event.slice);
    case 'xray':
      return reader.xray(event.cell, event.collected);
    case 'nextInput':
      return reader.nextInput(event.cell, event.text);
    case 'comm':
      return reader.comm(event.cell, event.message);
    case 'commTarget':
      return reader.commTarget(event.targetName, event.isKnown);
  }
}

/** Texts whose pieces are waited for at once: one that was begun and interrupted never ends, one that another came into the midst of does. */
const OPEN_TEXTS = 8;

/** Joins the pieces of JSON texts, see `FrameKind.jsonPart`. */
function jsonJoiner(onText: (text: string) => void): (frame: Frame) => void {
  const open = new Map<number, string[]>();
  return ({ cell: serial, kind, payload }) => {
    const piece = payload.toString('utf8');
    const pieces = open.get(serial);
    if (kind === FrameKind.jsonEnd) {
      open.delete(serial);
      return onText(pieces === undefined ? piece : pieces.join('') + piece);
    }
    if (pieces !== undefined) return void pieces.push(piece);
    open.set(serial, [piece]);
    const [oldest] = open.keys();
    if (open.size > OPEN_TEXTS) open.delete(oldest!);
  };
}

/** Attaches `reader` to the pipes of an engine. */
export function readEngineEvents(child: ChildProcess, { workerPipe, mainPipe }: EnginePipes, reader: EngineReader): void {
  const join = jsonJoiner((text) => onEvent(JSON.parse(text) as MainEvent, reader));
  workerPipe.on('data', frameReader((frame) => {
    reader.spoke();
    if (frame.kind === FrameKind.stdout || frame.kind === FrameKind.stderr) {
      const name = frame.kind === FrameKind.stdout ? 'stdout' : 'stderr';
      reader.stream(frame.cell === NO_CELL ? null : frame.cell, name, frame.payload.toString('utf8'));
    } else if (frame.kind === FrameKind.json) reader.reply(JSON.parse(frame.payload.toString('utf8')) as WorkerReply);
    else join(frame);
  }));
  mainPipe.on('data', frameReader((frame) => {
    reader.spoke();
    onEvent(JSON.parse(frame.payload.toString('utf8')) as MainEvent, reader);
  }));
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    const filter = name === 'stderr' ? nativeErrorFilter() : (text: string) => text;
    child[name]?.on('data', (bytes: Buffer) => {
      const text = decoder.write(bytes);
      if (name === 'stderr') reader.nativeErrors(text);
      const shown = filter(text);
      if (shown !== '') reader.stream(null, name, shown);
    });
  }
}
