/** Where lines of the history stand in the cells that they were written in: a fault of a later cell may speak of them. */
import { LineIndex } from '../language/line-index';
import type { CellAnalysis } from './cell-analysis';

/** A line (from 1) of a cell. */
export interface HistoryPlace {
  /** How the cell is called. */
  readonly label: string;
  readonly line: number;
}

export class HistoryPlaces {
  /** By the number of the namespace: the cell, and for each line of the namespace (from 0) that of the cell (from 1). */
  readonly #cells = new Map<number, { readonly label: string; readonly lines: readonly number[] }>();

  /** Takes a cell as the history has it now; `label`: null for one that has no name to be told by. */
  note(namespace: number, label: string | null, { kept, text }: Pick<CellAnalysis, 'kept' | 'text'>): void {
    if (label === null) return void this.#cells.delete(namespace);
    const index = new LineIndex(text);
    // The namespace's own first line links names.
    const lines = [1];
    for (const part of kept) {
      const first = index.place(part.start).line + 1;
      part.text.split('\n').forEach((_, offset) => lines.push(first + offset));
    }
    this.#cells.set(namespace, { label, lines });
  }

  /** @param document a text of the history. @param line from 0. */
  find(document: string, line: number): HistoryPlace | null {
    const all = document.split('\n');
    for (let head = line; head > 0; head--) {
      const namespace = /^export namespace \$(\d+) \{/.exec(all[head]!)?.[1];
      if (namespace === undefined) continue;
      const cell = this.#cells.get(Number(namespace));
      const found = cell?.lines[line - head];
      return cell === undefined || found === undefined ? null : { label: cell.label, line: found };
    }
    return null;
  }
}
