/** Edits of a text that remember the way back. */
import { encode } from '@jridgewell/sourcemap-codec';
import MagicString from 'magic-string';
import type { SourceMap } from '../engine/contract';
import { LineIndex } from './line-index';

/** A map without names and with one nameless source: the kernel knows which cell it is. */
export function sourceMap(mappings: string): SourceMap {
  return { version: 3, mappings, names: [], sources: ['cell'] };
}

interface Redirect {
  readonly start: number;
  readonly end: number;
  readonly to: number;
}

/** The last of the sorted parts that begins at or before an offset. */
function lastFrom(redirects: readonly Redirect[], offset: number): Redirect | undefined {
  let low = 0;
  let high = redirects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((redirects[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return redirects[low - 1];
}

/** magic-string with a source map that is exact for each character that a position of V8 can point to. */
export class TextEdits extends MagicString {
  readonly #redirects: Redirect[] = [];

  /** Positions in a part of the original, which overlaps no other such part, are told as another place. Used where V8 points to a part that differs from the author's form. */
  tellAs(start: number, end: number, to: number): this {
    this.#redirects.push({ start, end, to });
    return this;
  }

  /** The map from the edited text back: exact at the first character of each word and at every other character outside words. */
  sourceMap(): SourceMap {
    const { mappings } = this.generateDecodedMap({ hires: 'boundary' });
    if (this.#redirects.length > 0) {
      const lines = new LineIndex(this.original);
      const redirects = this.#redirects.sort((a, b) => a.start - b.start);
      for (const segment of mappings.flat()) {
        if (segment.length < 4) continue;
        const offset = lines.offset(segment[2] ?? 0, segment[3] ?? 0);
        const redirect = lastFrom(redirects, offset);
        if (redirect && offset < redirect.end) {
          const { line, column } = lines.place(redirect.to);
          segment[2] = line;
          segment[3] = column;
        }
      }
    }
    return sourceMap(encode(mappings));
  }
}
