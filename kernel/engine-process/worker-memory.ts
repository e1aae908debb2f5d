/** The memory that the main thread shares with its worker. */
import type { MessagePort } from 'node:worker_threads';
import type { AnswerLine } from './answer-line';
import type { PipeWords } from './early-pipe';
import type { OutputRing } from './output-ring';
import type { SharedPids } from './shared-pids';
import type { SharedTurns } from './shared-turns';

/** Handed to the worker when it starts. */
export interface WorkerMemory {
  readonly ring: OutputRing;
  readonly turns: SharedTurns;
  readonly pids: SharedPids;
  readonly pipeWords: PipeWords;
  readonly answers: AnswerLine;
  /** For `blocked-watch.ts`: asks for turns of the event loop. */
  readonly turnsPort: MessagePort;
  /** See `held-up.ts`. */
  readonly heldUp: SharedArrayBuffer;
}
