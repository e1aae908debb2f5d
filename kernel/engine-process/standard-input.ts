/** `process.stdin` of the person's code: a stream that asks the front end for a line when it is read while a cell runs. */
import { Readable } from 'node:stream';
import type { CellNumber } from '../engine/contract';
import type { Questions } from './input';

/** How the errors name it when nobody can be asked. */
const CALL = 'process.stdin';

/** What clients send for the end of input, Ctrl-D in jupyter_console. */
const END_OF_INPUT = '\x04';

/** Something that reads lines from the stream and says itself whether it waits for one (`cell-readline.ts`). */
export interface LineReader {
  isWaiting(): boolean;
}

/** The stream. Nothing is asked before somebody waits for a line: readline reads on as soon as it is there. */
export class CellInput extends Readable {
  readonly fd = 0;
  /** Those whose listener for data alone asks for nothing. */
  readonly readers = new Set<LineReader>();
  /** What the next question shows. */
  prompt = '';
  readonly #questions: Questions;
  #isRead = false;
  #askingCell: CellNumber | null = null;

  constructor(questions: Questions) {
    // Nothing is read ahead: each read asks a person.
    super({ encoding: 'utf8', highWaterMark: 0 });
    this.#questions = questions;
    this.on('newListener', (event) => {
      if (event === 'data' || event === 'readable') process.nextTick(() => this.askIfWanted());
    });
  }

  override _read(): void {
    this.#isRead = true;
    this.askIfWanted();
  }

  /** To be called when a reader begins to wait. */
  askIfWanted(): void {
    const cell = this.#questions.askingCell();
    if (cell === null || cell === this.#askingCell || !this.#isRead || !this.#isWanted()) return;
    this.#askingCell = cell;
    const { prompt } = this;
    this.prompt = '';
    this.#questions.ask({ prompt, password: false, call: CALL }).then(
      (value) => {
        this.#askingCell = null;
        this.#isRead = false;
        this.push(value === END_OF_INPUT ? null : `${value}\n`);
      },
      (error: unknown) => {
        this.#askingCell = null;
        // Not destroyed: the next cell may be able to ask.
        this.emit('error', error);
      },
    );
  }

  /** At its end, or paused by the last who read it (`rl.close()`), so that the next would wait in vain. */
  isOver(): boolean {
    const isLeft = this.isPaused() && this.readers.size === 0 && this.listenerCount('data') === 0 && this.listenerCount('readable') === 0;
    return this.readableEnded || this.destroyed || (isLeft && this.readableLength === 0);
  }

  #isWanted(): boolean {
    // Each interface of readline has a listener for data too.
    const isReadByOthers = this.listenerCount('data') > this.readers.size || this.listenerCount('readable') > 0;
    return isReadByOthers || [...this.readers].some((reader) => reader.isWaiting());
  }
}

/** Puts it in place of Node's, which is at its end from the start. One that is over is followed by a new one. */
export function installStandardInput(questions: Questions): void {
  let current: CellInput | null = null;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get: () => {
      if (current === null || current.isOver()) current = new CellInput(questions);
      return current;
    },
  });
}
