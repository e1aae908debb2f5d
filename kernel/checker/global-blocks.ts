/** What cells declare for all: `declare global {}` and `declare module "x" {}`, each in a document of its own. */
import type { Directive, Statement, TSGlobalDeclaration, TSModuleDeclaration } from 'oxc-parser';
import { patternNames } from '../language/top-level-names';

export interface GlobalBlock {
  readonly text: string;
  /** The module that it is about; null for `global`. */
  readonly module: string | null;
  /** Its statements, by offsets in the text, with the names that they declare. `merges`: as an interface and a namespace do with others of their name. */
  readonly parts: readonly { readonly names: readonly string[]; readonly merges: boolean; readonly start: number; readonly end: number }[];
}

/** What the compiler says where a declaration does not fit an earlier one of its name. */
const UNLIKE_EARLIER: ReadonlySet<number> = new Set([2300, 2374, 2393, 2403, 2451, 2528, 2567, 2687, 2717]);

/** Whether a block fails because of an earlier one, by the codes of what was found in its cell. */
export function isUnlikeEarlier(codes: readonly (string | number | undefined)[]): boolean {
  return codes.some((code) => UNLIKE_EARLIER.has(Number(code)));
}

/** The block of such a declaration; null for `namespace` and `module` of a name. */
export function globalBlock(declaration: TSModuleDeclaration | TSGlobalDeclaration, text: string): GlobalBlock | null {
  const { id, kind, body, start } = declaration;
  if (id.type !== 'Literal' && kind !== 'global') return null;
  const statements: readonly (Statement | Directive)[] = body?.type === 'TSModuleBlock' ? body.body : [];
  const parts = statements.map((statement) => ({ ...declaredBy(statement), start: statement.start - start, end: statement.end - start }));
  return { text: text.slice(start, declaration.end), module: id.type === 'Literal' ? id.value : null, parts };
}

function declaredBy(statement: Statement | Directive): { names: string[]; merges: boolean } {
  if (statement.type === 'ExportDefaultDeclaration') return { names: ['default'], merges: false };
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type === 'VariableDeclaration') return { names: declaration.declarations.flatMap(({ id }) => patternNames(id)), merges: false };
  const { id, type } = (declaration ?? {}) as { readonly id?: { readonly name?: string } | null; readonly type?: string };
  return { names: id?.name === undefined ? [] : [id.name], merges: type === 'TSInterfaceDeclaration' || type === 'TSModuleDeclaration' };
}

/** A block without the statements that declare one of these names: they are blank. */
function without({ text, module, parts }: GlobalBlock, names: ReadonlySet<string>): GlobalBlock {
  let rest = text;
  const kept = parts.filter((part) => !part.names.some((name) => names.has(name)));
  for (const { start, end } of parts.filter((part) => !kept.includes(part))) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  return { text: rest, module, parts: kept };
}

interface GlobalDocument {
  readonly name: string;
  readonly head: string;
  readonly tail: string;
  block: GlobalBlock;
  /** What is left of it while a cell is checked that declares some of it otherwise, and for good when that has run. */
  rest: GlobalBlock | null;
}

export class GlobalDocuments {
  #documents: GlobalDocument[] = [];
  #count = 0;

  /** Names of the documents, in order. */
  names(): string[] {
    return this.#documents.map(({ name }) => name);
  }

  text(name: string): string {
    const found = this.#documents.find((one) => one.name === name);
    return found === undefined ? '' : found.head + (found.rest ?? found.block).text + found.tail;
  }

  /**
   * Adds a block of a cell that ran. `isScript`: it is about a module that has no types of its own, and declares it; in a module, the same
   * would be about one that has. `head` stands in front of it in a module. Returns the name of a new document, or of one that is as it was
   * before; null where there is nothing new.
   */
  add(block: GlobalBlock, head: string, isScript: boolean): string | null {
    const same = this.#documents.find((one) => one.block.text === block.text && (isScriptName(one.name) || one.head === head));
    if (same !== undefined) {
      if (same.rest === null) return null;
      same.rest = null;
      return same.name;
    }
    const name = `g${this.#count++}${isScript ? '.d.ts' : '.tsx'}`;
    this.#documents.push({ name, head: isScript ? '' : head, tail: isScript ? '' : '\nexport {};', block, rest: null });
    return name;
  }

  /** Takes out what some blocks declare as well, or of that only what does not merge: the names of the documents that changed. */
  cut(blocks: readonly GlobalBlock[], what: 'all' | 'unmerging'): string[] {
    return this.#documents.flatMap((one) => {
      const parts = blocks.filter(({ module }) => module === one.block.module).flatMap((block) => block.parts);
      const names = new Set(parts.filter(({ merges }) => what === 'all' || !merges).flatMap((part) => part.names));
      const rest = without(one.block, names);
      if (rest.text === one.block.text) return [];
      one.rest = rest;
      return [one.name];
    });
  }

  /** Puts back what was taken out: the names of the documents that changed. */
  restore(): string[] {
    const cut = this.#documents.filter(({ rest }) => rest !== null);
    for (const one of cut) one.rest = null;
    return cut.map(({ name }) => name);
  }

  /** Leaves out for good what was taken out: the cell that declares it has run. */
  settle(): void {
    for (const one of this.#documents) {
      one.block = one.rest ?? one.block;
      one.rest = null;
    }
  }

  clear(): void {
    this.#documents = [];
  }
}

function isScriptName(name: string): boolean {
  return name.endsWith('.d.ts');
}
