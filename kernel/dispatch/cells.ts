/** The runs of cells: whom their output belongs to. Bounded: old runs are forgotten. */
import type { CellNumber } from '../engine/contract';
import { REMEMBERED_CELLS, REMEMBERED_SOURCE_CHARACTERS } from '../limits';
import type { IncomingMessage } from '../protocol/message';

/** One run of a cell, or of one user expression. */
export interface Cell {
  readonly number: CellNumber;
  readonly request: IncomingMessage;
  /** Its output is not published. */
  readonly isSilent: boolean;
  readonly allowsInput: boolean;
}

export class Cells {
  /** The execution count: how many cells were counted so far. */
  count = 0;
  /** The execute request that runs, from its busy to its idle. */
  running: IncomingMessage | null = null;
  /** What the running cell puts into the cell below it; null for nothing. */
  nextInput: string | null = null;
  #interrupt: (() => void) | null = null;
  readonly #cells = new Map<CellNumber, Cell>();
  readonly #sources = new Map<CellNumber, string>();
  #sourceCharacters = 0;
  #last: Cell | null = null;
  #number = 0;

  /** A new run with a number of its own. */
  start(request: IncomingMessage, source: string, options: Pick<Cell, 'isSilent' | 'allowsInput'>): Cell {
    const cell = { number: ++this.#number, request, ...options };
    this.#cells.set(cell.number, cell);
    this.#last = cell;
    this.#rememberSource(cell.number, source);
    if (this.#cells.size > REMEMBERED_CELLS) deleteOldest(this.#cells);
    return cell;
  }

  /** Waits for work that goes on before a cell is in the engine's hands; null when an interrupt comes first. */
  async orInterrupt<Value>(work: Promise<Value>): Promise<Value | null> {
    const interrupted = new Promise<null>((resolve) => (this.#interrupt = () => resolve(null)));
    try {
      return await Promise.race([work, interrupted]);
    } finally {
      this.#interrupt = null;
    }
  }

  /** An interrupt came. */
  interrupt(): void {
    this.#interrupt?.();
  }

  /** The run that output belongs to: without a known number the one that runs, else the last one; null before the first. */
  ofOutput(number: CellNumber | null): Cell | null {
    return (number === null ? undefined : this.#cells.get(number)) ?? this.#last;
  }

  find(number: CellNumber): Cell | null {
    return this.#cells.get(number) ?? null;
  }

  /** The author's text of a run, for tracebacks; undefined when it is forgotten. */
  sourceOf(number: CellNumber): string | undefined {
    return this.#sources.get(number);
  }

  /** The author's texts that are remembered, the newest first. */
  newestSources(): string[] {
    return [...this.#sources.values()].reverse();
  }

  #rememberSource(number: CellNumber, source: string): void {
    this.#sources.set(number, source);
    this.#sourceCharacters += source.length;
    while (this.#sourceCharacters > REMEMBERED_SOURCE_CHARACTERS && this.#sources.size > 1) {
      this.#sourceCharacters -= deleteOldest(this.#sources)?.length ?? 0;
    }
  }
}

function deleteOldest<Value>(map: Map<number, Value>): Value | undefined {
  const [oldest] = map;
  if (oldest === undefined) return undefined;
  map.delete(oldest[0]);
  return oldest[1];
}
