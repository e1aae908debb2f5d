/** Lines and columns of offsets in a text. Lines end with a line feed. */

/** Looks up positions in one text; offsets and columns count UTF-16 units from 0, lines from 0. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const { index } of text.matchAll(/\n/g)) this.#starts.push(index + 1);
  }

  /** The offset of a line's column; the column is not checked. */
  offset(line: number, column: number): number {
    return (this.#starts[line] ?? 0) + column;
  }

  /** The line and column of an offset. */
  place(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (this.#starts[low] ?? 0) };
  }
}
