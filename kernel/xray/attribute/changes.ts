/** What changed of a recording, handed on a piece at a time while its cell runs. */
import { XRAY_SLICE_OPERATIONS } from '../../limits';
import type { Operation } from '../collect/operation';
import type { Recording } from '../collect/recorder';
import type { CollectedOperation } from '../collected';
import type { XraySlice } from '../slices';
import type { Attribution } from './attribute';

/** Of one recording. */
export class Changes {
  readonly #recording: Recording;
  readonly #attribution: Attribution;
  readonly #handedOn = new WeakSet<Operation>();

  constructor(recording: Recording, attribution: Attribution) {
    this.#recording = recording;
    this.#attribution = attribution;
  }

  /** The next piece, and how many of the cell's own operations are in none yet. */
  take(): Pick<XraySlice, 'operations' | 'behind'> {
    const { changed } = this.#recording;
    const operations: [number, CollectedOperation | null][] = [];
    for (const operation of changed) {
      if (operations.length === XRAY_SLICE_OPERATIONS) break;
      changed.delete(operation);
      this.#handedOn.add(operation);
      operations.push([operation.call, this.#attribution.operation(operation, this.#recording)]);
    }
    let behind = 0;
    // One that was handed on before it changed again is counted already.
    for (const operation of changed) if (!this.#handedOn.has(operation) && this.#attribution.isOwn(operation, this.#recording)) behind += 1;
    return { operations, behind };
  }
}
