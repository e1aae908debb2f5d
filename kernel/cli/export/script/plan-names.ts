/** What becomes of names that several cells declare: a module declares each once. */
import type { ReadCell } from './read-cells';

/**
 * `once`: only one cell declares it. `assigned`: all declarations are variables; the later ones become assignments, so that functions of
 * earlier cells see the newest value, as in the notebook. `same`: the same import each time. `numbered`: each later declaration, and what
 * comes behind it, gets a name of its own.
 */
export type NamePlan = 'once' | 'assigned' | 'same' | 'numbered';

export function planNames(cells: readonly ReadCell[]): Map<string, NamePlan> {
  const found = new Map<string, { cells: Set<ReadCell>; kinds: Set<string>; sources: Set<string | null> }>();
  for (const cell of cells) {
    for (const { name, kind, source } of cell.declarations) {
      const entry = found.get(name) ?? { cells: new Set(), kinds: new Set(), sources: new Set() };
      found.set(name, entry);
      entry.cells.add(cell);
      entry.kinds.add(kind);
      entry.sources.add(source);
    }
  }
  return new Map([...found].map(([name, { cells: declaring, kinds, sources }]) => {
    if (declaring.size === 1) return [name, 'once'];
    const [kind] = kinds;
    if (kinds.size === 1 && kind === 'variable') return [name, 'assigned'];
    return [name, kinds.size === 1 && kind === 'import' && sources.size === 1 ? 'same' : 'numbered'];
  }));
}

/** Names in the script for those in the notebook, from one cell to the next. */
export class ScriptNames {
  readonly plan: ReadonlyMap<string, NamePlan>;
  readonly #taken: Set<string>;
  readonly #declared = new Set<string>();
  readonly #current = new Map<string, string>();

  constructor(cells: readonly ReadCell[], texts: string) {
    this.plan = planNames(cells);
    this.#taken = new Set(texts.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  }

  /** Whether an earlier cell declared it. */
  isDeclared(name: string): boolean {
    return this.#declared.has(name);
  }

  /** The names that are another in the script by now. */
  get renamed(): ReadonlyMap<string, string> {
    return this.#current;
  }

  /** To be called for each name that a cell declares, before the cell is written. */
  begin(name: string): void {
    if (this.plan.get(name) === 'numbered' && this.#declared.has(name)) this.#current.set(name, this.#free(name));
  }

  /** To be called when the cell is written. */
  end(name: string): void {
    this.#declared.add(name);
  }

  /** A name of the script's own, which no cell has. */
  own(name: string): string {
    if (this.#taken.has(name)) return this.#free(name);
    this.#taken.add(name);
    return name;
  }

  #free(name: string): string {
    for (let number = 2; ; number++) {
      const numbered = `${name}_${number}`;
      if (this.#taken.has(numbered)) continue;
      this.#taken.add(numbered);
      return numbered;
    }
  }
}
