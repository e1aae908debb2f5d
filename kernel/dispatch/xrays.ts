/** X-rays of cells, drawn here: the engine hands over what it saw, and of one that dies the slices that it handed over before. */
import type { CellNumber, JsonObject, RichOutput } from '../engine/contract';
import type { Collected } from '../xray/collected';
import { SliceJoiner, type XraySlice } from '../xray/slices';

/** Shows a drawn X-ray under its cell. */
type Show = (cell: CellNumber, output: RichOutput) => void;

/** The stages that draw are loaded with the first X-ray. */
function drawn(collected: Collected): RichOutput {
  const { summarise } = require('../xray/summarise') as typeof import('../xray/summarise');
  const { reportBundle } = require('../xray/bundle') as typeof import('../xray/bundle');
  return { data: reportBundle(summarise(collected)) as unknown as JsonObject, metadata: {} };
}

/** The X-rays of one engine after the other. */
export class Xrays {
  readonly #show: Show;
  /** Of the cell that runs: one at a time does. */
  #joiner: { readonly cell: CellNumber; readonly slices: SliceJoiner } | null = null;

  constructor(show: Show) {
    this.#show = show;
  }

  add(cell: CellNumber, slice: XraySlice): void {
    if (this.#joiner?.cell !== cell) this.#joiner = { cell, slices: new SliceJoiner() };
    this.#joiner.slices.add(slice);
  }

  show(cell: CellNumber, collected: Collected): void {
    this.#joiner = null;
    this.#show(cell, drawn(collected));
  }

  /** The engine died with the cell. @param wallMs that the cell took until then */
  lost(cell: CellNumber, wallMs: number, words: string): void {
    const collected = this.#joiner?.cell === cell ? this.#joiner.slices.soFar(wallMs, words) : null;
    this.#joiner = null;
    if (collected !== null) this.#show(cell, drawn(collected));
  }
}
