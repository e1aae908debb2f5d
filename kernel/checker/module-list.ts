/** The modules that a notebook imported: each exported in one document under a name of its own, so that a further one is read once. */
import type { CellAnalysis, DeclaredName, ImportedModule } from './cell-analysis';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export class ModuleList {
  readonly #modules = new Map<string, { readonly id: string; readonly module: ImportedModule; readonly names: Set<string> }>();

  /** Takes the modules that a cell imports, or declares; whether there was anything new. */
  add({ modules, declared, globals }: CellAnalysis): boolean {
    let isNew = false;
    const add = (module: ImportedModule, name: string): void => {
      const key = keyOf(module);
      const known = this.#modules.get(key) ?? { id: `$m${this.#modules.size}`, module, names: new Set() };
      if (this.#modules.has(key) && known.names.has(name)) return;
      this.#modules.set(key, { ...known, names: known.names.add(name) });
      isNew = true;
    };
    for (const module of modules) {
      add(module, '*');
      for (const { name } of module.names) add(module, name);
    }
    // A block about a module changes what that is only where the compiler has read it.
    for (const { module } of globals) if (module !== null) add(named(module), '*');
    for (const { imported } of declared) if (imported !== null) add(imported.module, listed(imported));
    return isNew;
  }

  /** The line of a module, from 0; -1 for one that was not added. */
  line(module: ImportedModule | string): number {
    return [...this.#modules.keys()].indexOf(keyOf(typeof module === 'string' ? named(module) : module));
  }

  /** Where it has what an import brings. */
  path(imported: Imported): string {
    const found = this.#modules.get(keyOf(imported.module));
    return aliasOf(found?.id ?? '$m', listed(imported), [...(found?.names ?? [])]);
  }

  /**
   * Each name as an import has it: `import join=$m0.join` knows no members of what a module exports by `export =`. That all names stand in
   * one declaration, which is there from the first on, spares the compiler a new list of imports with each further name.
   */
  lines(): string[] {
    return [...this.#modules.values()].map(({ id, module, names }) => {
      const from = `${JSON.stringify(module.specifier)}${module.attributes};`;
      const all = [...names];
      const exported = all.map((one) => {
        const { type, name } = partsOf(one);
        return name === '*' ? '' : `${type}${IDENTIFIER.test(name) ? name : JSON.stringify(name)} as ${aliasOf(id, one, all)},`;
      });
      const asType = all.includes('type *') ? `export type * as ${aliasOf(id, 'type *', all)} from ${from}` : '';
      return `import * as ${id} from ${from}export {${id}};export {${exported.join('')}} from ${from}${asType}`;
    });
  }
}

/** What is imported of a module: `*` is all of it. */
type Imported = NonNullable<DeclaredName['imported']>;

/** How a name stands in a list: what is imported as a type alone is no value, even if the module has one. */
function listed({ name, isTypeOnly }: Imported): string {
  return isTypeOnly ? `type ${name}` : name;
}

function partsOf(one: string): { readonly type: string; readonly name: string } {
  return one.startsWith('type ') ? { type: 'type ', name: one.slice('type '.length) } : { type: '', name: one };
}

function aliasOf(id: string, one: string, names: readonly string[]): string {
  const { type, name } = partsOf(one);
  const module = type === '' ? id : `${id}t`;
  if (name === '*') return module;
  return `${module}$${IDENTIFIER.test(name) ? name : names.indexOf(one)}`;
}

function named(specifier: string): ImportedModule {
  return { specifier, attributes: '', start: 0, end: 0, names: [] };
}

function keyOf({ specifier, attributes }: ImportedModule): string {
  return specifier + attributes;
}
