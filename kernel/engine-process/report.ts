/** The main thread's way out: streams and messages go into the ring in the order in which they happen. */
import { FrameKind, NO_CELL, type MainEvent } from '../engine/wire';
import type { CellNumber } from '../engine/contract';
import { ringWriter, type OutputRing } from './output-ring';

/** Says things to the front. */
export interface Reporter {
  stream(cell: CellNumber | null, name: 'stdout' | 'stderr', text: string): void;
  event(event: MainEvent): void;
}

/** Makes the reporter on a ring. */
export function createReporter(ring: OutputRing): Reporter {
  const writer = ringWriter(ring);
  let serial = 0;
  return {
    stream(cell, name, text) {
      if (text === '') return;
      const kind = FrameKind[name];
      writer.write(kind, kind, cell ?? NO_CELL, text);
    },
    event(event) {
      serial = (serial + 1) >>> 0;
      writer.write(FrameKind.jsonPart, FrameKind.jsonEnd, serial, JSON.stringify(event));
    },
  };
}
