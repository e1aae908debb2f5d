/**
 * Names that a cell imported and that are not what their types say: the module was edited since, or gave no value. The compiler reads
 * modules as they are now, the run keeps what it imported.
 */
import { findFreeReferences } from '../language/free-references';
import { LineIndex } from '../language/line-index';
import type { CellAnalysis } from './cell-analysis';
import type { CellDiagnostic } from './cell-diagnostic';
import type { LiveNames } from './live-names';

interface ImportedValue {
  readonly specifier: string;
  /** State of the module's files when it was imported; empty for a package. */
  readonly state: string;
  readonly isMissing: boolean;
  /** Where the history has the name: another declaration of it stands elsewhere. */
  readonly path: string | undefined;
}

export class ImportedValues {
  readonly #values = new Map<string, ImportedValue>();

  /** Takes the imports of a cell that ran. `stateOf`: of the files of a module as it was run. `missing`: names that are undefined. */
  note({ declared }: CellAnalysis, live: LiveNames, stateOf: (specifier: string) => string, missing: readonly string[]): void {
    for (const { name, imported } of declared) {
      if (imported === null || imported.isTypeOnly) continue;
      const { specifier } = imported.module;
      this.#values.set(name, { specifier, state: stateOf(specifier), isMissing: missing.includes(name), path: live.value(name)?.path });
    }
  }

  clear(): void {
    this.#values.clear();
  }

  /** Warnings about a cell's uses of such names as values, the first of each module. `stateOf`: of the files of a module now. */
  faults(analysis: CellAnalysis, live: LiveNames, stateOf: (specifier: string) => string): CellDiagnostic[] {
    if (this.#values.size === 0) return [];
    const suspects = new Map<string, string>();
    for (const [name, { specifier, state, isMissing, path }] of this.#values) {
      if (!analysis.mentioned.has(name) || live.value(name)?.path !== path || analysis.declared.some((own) => own.name === name)) continue;
      if (isMissing) suspects.set(name, `\`${name}\` is undefined: '${specifier}' exports no value of that name.`);
      else if (state !== '' && state !== stateOf(specifier)) suspects.set(name, `\`${name}\` is still what '${specifier}' exported before it was edited, while its type is the new one. Run the cell that imports it again.`);
    }
    if (suspects.size === 0) return [];
    const lines = new LineIndex(analysis.text);
    const told = new Set<string>();
    const faults: CellDiagnostic[] = [];
    const statements = analysis.program.body.filter(({ type }) => type !== 'ImportDeclaration');
    findFreeReferences(statements, new Set(suspects.keys()), ({ name, start, end }) => {
      const { specifier, isMissing } = this.#values.get(name)!;
      if (told.has(specifier)) return;
      told.add(specifier);
      const [from, to] = [lines.place(start), lines.place(end)];
      faults.push({ severity: 'warning', code: isMissing ? 'missing-export' : 'old-import', message: suspects.get(name)!, line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1, file: null, fileLine: null, related: [] });
    });
    return faults;
  }
}
