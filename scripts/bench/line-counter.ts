/** Checks that lines `line 0`, `line 1`, … come whole, in order and without a gap, however the text is cut. */
export class LineCounter {
  /** Whole lines so far. */
  received = 0;
  isInOrder = true;
  #rest = '';

  /** Takes the next piece of the text. */
  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trimEnd() !== `line ${this.received}`) this.isInOrder = false;
      this.received++;
    }
  }
}
