/** The main thread's way out: streams and messages go into the ring in the order in which they happen. */
import { FrameKind, NO_CELL, type MainEvent } from '../engine/wire';
import type { CellNumber } from '../engine/contract';
import { earlyPipe, type PipeWords } from './early-pipe';
import { writeToMainPipe } from './main-pipe';
import { ringWriter, type OutputRing } from './output-ring';

/** Says things to the front. */
export interface Reporter {
  stream(cell: CellNumber | null, name: 'stdout' | 'stderr', text: string): void;
  event(event: MainEvent): void;
  /** The end of a cell. It arrives behind all that was said before, and does so quickly when that has left already. */
  end(event: Extract<MainEvent, { readonly type: 'done' }>): void;
  /** Waits until all that was said has left this process, for `limitMs` at most. */
  flush(limitMs: number): void;
}

/** Makes the reporter on a ring; until the worker drains it, on the pipe itself. */
export function createReporter(ring: OutputRing, words: PipeWords): Reporter {
  const writer = ringWriter(ring);
  const writeEarly = earlyPipe(words);
  let serial = 0;
  const say = (text: string): void => {
    serial = (serial + 1) >>> 0;
    if (!writeEarly(FrameKind.jsonEnd, serial, text)) writer.write(FrameKind.jsonPart, FrameKind.jsonEnd, serial, text);
  };
  return {
    stream(cell, name, text) {
      if (text === '') return;
      const kind = FrameKind[name];
      if (!writeEarly(kind, cell ?? NO_CELL, text)) writer.write(kind, kind, cell ?? NO_CELL, text);
    },
    event: (event) => say(JSON.stringify(event)),
    end(event) {
      const text = JSON.stringify(event);
      if (!writer.isSent() || !writeToMainPipe(text)) say(text);
    },
    flush: (limitMs) => writer.waitUntilSent(limitMs),
  };
}
