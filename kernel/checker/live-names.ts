/**
 * Which declaration a name means now: the newest one, for values and for types apart, since `interface A` leaves the value of an
 * earlier `class A` as it is at run time.
 */
import { nestedName } from './cell-analysis';
import type { DeclaredName, DeclarationKind } from './cell-analysis';

/** All that one cell declared under one name. */
export interface Declared {
  readonly kinds: ReadonlySet<DeclarationKind>;
  /** Where the history has it, for example `$3.total` or `$m0.readFile`. */
  readonly path: string;
  readonly isValue: boolean;
  readonly isType: boolean;
  /** Rises with each cell: the newest first in completion. */
  readonly age: number;
}

const VALUE_ONLY: ReadonlySet<DeclarationKind> = new Set(['let', 'const', 'nested', 'function']);

/** What a cell declares, name by name; `pathOf` tells where the history has it. */
export function groupDeclared(names: readonly DeclaredName[], age: number, pathOf: (declared: DeclaredName) => string): Map<string, Declared> {
  const groups = new Map<string, Declared>();
  for (const one of names) {
    const isType = !VALUE_ONLY.has(one.kind);
    const isValue = one.kind !== 'type' && one.imported?.isTypeOnly !== true;
    const before = groups.get(one.name);
    // Of a name that is declared several times, the value counts: `function f() {} namespace f {}`.
    groups.set(one.name, {
      kinds: new Set([...(before?.kinds ?? []), one.kind]),
      path: before !== undefined && !isValue ? before.path : pathOf(one),
      isValue: isValue || before?.isValue === true,
      isType: isType || before?.isType === true,
      age,
    });
  }
  return groups;
}

/** The path of a name that the cell's own text declares. */
export function ownPath(cell: number, { name, kind }: DeclaredName): string {
  return `$${cell}.${kind === 'nested' ? nestedName(name) : name}`;
}

export class LiveNames {
  readonly #values = new Map<string, Declared>();
  readonly #types = new Map<string, Declared>();

  declare(groups: ReadonlyMap<string, Declared>): void {
    for (const [name, declared] of groups) {
      if (declared.isValue) {
        this.dropValue(name);
        this.#values.set(name, declared);
      }
      if (declared.isType) this.#types.set(name, declared);
    }
  }

  /** A class that is no more is no type either. */
  dropValue(name: string): void {
    const old = this.#values.get(name);
    this.#values.delete(name);
    if (old !== undefined && this.#types.get(name) === old) this.#types.delete(name);
  }

  /** Drops all that lived in the engine; types alone stay. */
  dropValues(): void {
    for (const name of [...this.#values.keys()]) this.dropValue(name);
  }

  clear(): void {
    this.#values.clear();
    this.#types.clear();
  }

  /** Every name. */
  names(): Set<string> {
    return new Set([...this.#values.keys(), ...this.#types.keys()]);
  }

  valueNames(): Iterable<string> {
    return this.#values.keys();
  }

  typeNames(): Iterable<string> {
    return this.#types.keys();
  }

  value(name: string): Declared | undefined {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name) || this.#types.has(name);
  }

  /** Where the history has a name: the value of it, else the type. */
  path(name: string): string | undefined {
    return (this.#values.get(name) ?? this.#types.get(name))?.path;
  }

  /** How new a name is; 0 for one that is not declared. */
  age(name: string): number {
    return Math.max(this.#values.get(name)?.age ?? 0, this.#types.get(name)?.age ?? 0);
  }

  /**
   * Declarations that make names mean what the history has, as text on one line. `root` is how the history is reached. Names that
   * `own` declares are left to it, each for what it is there: value, type or both. `asAliases`: also variables are aliases, which carry
   * their documentation and lead to where they are declared, but can't be written to.
   */
  links(names: Iterable<string>, own: ReadonlyMap<string, Declared>, root: '$h' | '$self', asAliases = false): string {
    let text = '';
    for (const name of names) text += this.#link(name, own.get(name), root, asAliases);
    return text;
  }

  #link(name: string, own: Declared | undefined, root: string, asAliases: boolean): string {
    const value = own?.isValue === true ? undefined : this.#values.get(name);
    let type = own?.isType === true ? undefined : this.#types.get(name);
    // What the own value replaces is gone with its type.
    if (own?.isValue === true && type !== undefined && type === this.#values.get(name)) type = undefined;
    if (value !== undefined && value === type) return `import ${name}=${root}.${value.path};`;
    let text = '';
    if (value !== undefined) {
      const at = `${root}.${value.path}`;
      if (asAliases && type === undefined) text += `import ${name}=${at};`;
      else if (isAssignable(value)) text += `declare let ${name}: typeof ${at};`;
      // Of two imports of one name, the other of which is its type, neither would count.
      else text += value.isType || type !== undefined || value.kinds.has('const') ? `declare const ${name}: typeof ${at};` : `import ${name}=${at};`;
    }
    if (type !== undefined) text += `import ${name}=${root}.${type.path};`;
    return text;
  }
}

function isAssignable({ kinds }: Declared): boolean {
  return kinds.has('let') || kinds.has('nested');
}
