/** Names that are unknown only because the cell that declares them was stopped: that cell is told. */
import { analyseCell } from './cell-analysis';
import type { CheckResult } from './cell-diagnostic';

export class RefusedNames {
  /** Labels of the cells that were stopped last, by the names that they declare. */
  readonly #cells = new Map<string, string>();

  add(source: string, label: string): void {
    for (const name of declaredIn(source)) this.#cells.set(name, label);
  }

  /** Forgets what a cell declares that ran. */
  drop(source: string): void {
    if (this.#cells.size === 0) return;
    for (const name of declaredIn(source)) this.#cells.delete(name);
  }

  /** The result, with a line more under each name that is missing for this reason. */
  told(result: CheckResult): CheckResult {
    if (this.#cells.size === 0 || result.status !== 'checked') return result;
    const diagnostics = result.diagnostics.map((one) => {
      const name = /^Cannot find (?:name|namespace) '([^']+)'/.exec(one.message)?.[1];
      const label = name === undefined || one.file !== null ? undefined : this.#cells.get(name);
      return label === undefined ? one : { ...one, related: [...one.related, { message: `${label} declares it, but nothing of that cell ran.`, line: null }] };
    });
    return { ...result, diagnostics };
  }
}

function declaredIn(source: string): string[] {
  return analyseCell(source)?.declared.map(({ name }) => name) ?? [];
}
