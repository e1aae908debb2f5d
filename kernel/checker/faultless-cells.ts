/** Cells that the compiler found nothing in: one that runs again as it was, among the same names, need not be asked about again. */
import { createHash } from 'node:crypto';
import { FAULTLESS_CELLS } from '../limits';
import type { NotebookDocument } from './notebook-documents';

export class FaultlessCells {
  /** Digests, the oldest first. */
  readonly #known = new Set<string>();

  /** Whether a cell's document is one in which nothing was found. Its text names the declarations of the history that it means. */
  has(document: NotebookDocument): boolean {
    return this.#known.has(digest(document));
  }

  add(document: NotebookDocument): void {
    this.#known.add(digest(document));
    for (const oldest of this.#known) {
      if (this.#known.size <= FAULTLESS_CELLS) return;
      this.#known.delete(oldest);
    }
  }

  /** What the history's documents do not hold has changed: a file, the configuration, what is declared for all. */
  clear(): void {
    this.#known.clear();
  }
}

function digest({ path, text }: NotebookDocument): string {
  return createHash('sha1').update(path).update('\0').update(text).digest('base64');
}
