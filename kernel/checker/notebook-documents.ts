/**
 * The documents that the compiler sees of a notebook. They are laid out so that a check touches one document alone and never the list of
 * its imports, which would make the compiler read everything anew (50 to 400 ms): the current cell has one constant import, and earlier
 * cells are namespaces `$1`, `$2`, … in documents of their own ("chunks"). None is on disk.
 */
import path from 'node:path';
import { HISTORY_CHUNK_CELLS, HISTORY_CHUNKS } from '../limits';
import { LineIndex } from '../language/line-index';
import { probeCell } from './async-probes';
import type { Probe, ProbedText } from './async-probes';
import type { CellAnalysis, DeclaredName, ImportedModule } from './cell-analysis';
import { GlobalDocuments } from './global-blocks';
import type { GlobalBlock } from './global-blocks';
import { HistoryPlaces } from './history-places';
import type { HistoryPlace } from './history-places';
import { groupDeclared, LiveNames, ownPath } from './live-names';
import type { Declared } from './live-names';
import { ModuleList } from './module-list';
import type { DocumentLanguage } from './compiler-server';

/** How documents of the notebook are called; no person's file begins so. */
export const DOCUMENT_PREFIX = '__nb__';

/** A document of the notebook and its text. */
export interface NotebookDocument {
  readonly path: string;
  readonly language: DocumentLanguage;
  readonly text: string;
}

/** A cell as the compiler reads it: line 0 is ours, the author's lines follow with their columns as they are. */
export interface CellDocument extends NotebookDocument {
  /** Where a place (from 0, as the compiler counts) stands in the author's text; null outside of it. */
  locate(line: number, character: number): { readonly offset: number } | { readonly probe: Probe } | null;
}

/** Cells of the history in one document. Those that only parse as `.ts`, or have pragmas, are apart from others. */
interface Chunk {
  readonly language: 'ts' | 'tsx';
  readonly pragmas: string;
  readonly parts: string[];
  isFull: boolean;
}

function chunkEntry(index: number, language: Chunk['language'], pragmas: string): [name: string, chunk: Chunk] {
  return [`h${index}.${language}`, { language, pragmas, parts: [], isFull: false }];
}

const SELF = `import * as $self from "./${DOCUMENT_PREFIX}hist";`;

export class NotebookDocuments {
  readonly live = new LiveNames();
  readonly #folder: string;
  readonly #chunks = new Map(Array.from({ length: HISTORY_CHUNKS }, (_, index) => chunkEntry(index, 'tsx', '')));
  readonly #modules = new ModuleList();
  readonly #globals = new GlobalDocuments();
  readonly #places = new HistoryPlaces();
  /** Modules without types of their own, as far as the cell that was checked last declares them. */
  #untyped: ReadonlySet<string> = new Set();
  /** The cell of each namespace, by its text and how that is read. */
  readonly #namespaces = new Map<string, number>();
  /** Documents whose text changed since `takeChanged`. */
  readonly #changed = new Set<string>();
  #cells = 0;
  #looks = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(name: string): string {
    return path.join(this.#folder, `${DOCUMENT_PREFIX}${name}`);
  }

  /** The roots of the compiler's program. They never change; all else is reached by imports. */
  roots(): string[] {
    return ['cur.tsx', 'cast.ts', 'help.tsx', 'globals.d.ts'].map((name) => `./${DOCUMENT_PREFIX}${name}`);
  }

  /** The history as it stands, in an order in which it can be opened: what imports before what it imports. */
  history(): NotebookDocument[] {
    const chunks = [...this.#chunks.keys()].map((name) => this.#document(name));
    const globals = this.#globals.names().map((name) => this.#document(name));
    return [this.#document('hist.tsx'), this.#document('mods.tsx'), ...globals, ...chunks];
  }

  /** The documents that are new, or changed, since this was last asked, in an order in which they can be opened. */
  takeChanged(): NotebookDocument[] {
    const importers = ['hist.tsx', 'mods.tsx'].filter((name) => this.#changed.has(name));
    const changed = [...new Set([...importers, ...this.#changed])].map((name) => this.#document(name));
    this.#changed.clear();
    return changed;
  }

  /**
   * The document in which a cell is checked. Its modules are taken into the list of modules first. `asks` says what is looked for by probes.
   */
  check(analysis: CellAnalysis, asks: (rule: Probe['rule']) => boolean): CellDocument {
    const own = this.#declaredBy(analysis);
    const links = this.live.links(this.#mentioned(analysis), own, '$h') + this.#importLinks(analysis, '$h');
    const cell = analysis.isObjectLiteral ? NO_PROBES(analysis.text) : probeCell(blank(analysis), analysis, asks);
    const open = analysis.isObjectLiteral ? ';(' : '';
    const close = analysis.isObjectLiteral ? '\n)' : '';
    const name = analysis.language === 'ts' ? 'cast.ts' : 'cur.tsx';
    const text = `${analysis.pragmas}${header(links)}${open}\n${cell.text}${close}`;
    const lines = new LineIndex(cell.text);
    const length = cell.text.length;
    return {
      path: this.path(name),
      language: analysis.language === 'ts' ? 'typescript' : 'typescriptreact',
      text,
      locate(line, character) {
        if (line === 0) return null;
        const offset = lines.offset(line - 1, character);
        return offset > length ? null : cell.locate(offset);
      },
    };
  }

  /** The document in which help is asked for: a text that need not parse, among names of the notebook. `asAliases`: see `LiveNames.links`. */
  help(text: string, names: Iterable<string>, asAliases: boolean): NotebookDocument {
    const links = this.live.links(names, new Map(), '$h', asAliases);
    return { path: this.path('help.tsx'), language: 'typescriptreact', text: `${header(links)}\n${text}` };
  }

  /** Whether a name means now what an import of it would make it mean. */
  isImported({ name, imported }: DeclaredName): boolean {
    return imported !== null && this.live.path(name) === this.#modules.path(imported);
  }

  /** What current cells say before there is one. */
  empty(name: 'cur.tsx' | 'cast.ts' | 'help.tsx'): NotebookDocument {
    return { path: this.path(name), language: name === 'cast.ts' ? 'typescript' : 'typescriptreact', text: `${header('')}\n` };
  }

  /** Takes a cell that ran into the history; `label`: how it is called where places of it are told. */
  commit(analysis: CellAnalysis, label: string | null = null): void {
    if (analysis.declared.length === 0 && analysis.globals.length === 0 && analysis.kept.length === 0) return;
    this.addModules(analysis);
    const cell = ++this.#cells;
    let own = this.#declaredBy(analysis, cell);
    const links = this.live.links(this.#mentioned(analysis), own, '$self') + this.#importLinks(analysis, '$self');
    for (const block of analysis.globals) {
      const name = this.#globals.add(block, `${SELF}${links}\n`, block.module !== null && this.#untyped.has(block.module));
      if (name !== null) this.#changed.add(name).add('mods.tsx');
    }
    this.#globals.settle();
    if (analysis.kept.length > 0) {
      const body = `{${links}\n${analysis.kept.map(({ text }) => text).join('\n')}\n}`;
      const key = `${analysis.language} ${analysis.pragmas}${body}`;
      const same = this.#namespaces.get(key);
      this.#places.note(same ?? cell, label, analysis);
      // A cell that runs again as it was: its names go back to the namespace that is there, and the compiler has nothing new to read.
      if (same !== undefined) own = this.#declaredBy(analysis, same, cell);
      else {
        this.#namespaces.set(key, cell);
        this.#addToChunk(`export namespace $${cell} ${body}`, analysis);
      }
    }
    this.live.declare(own);
  }

  /** What a line (from 0) of a document of the history was in its cell; null for other documents, and for lines of ours. */
  placeOf(document: string, line: number): HistoryPlace | null {
    const name = [...this.#chunks.keys()].find((one) => this.path(one) === document);
    return name === undefined ? null : this.#places.find(this.#text(name), line);
  }

  /** Whether a cell has declared something for all, or for a module. */
  get hasGlobals(): boolean {
    return this.#globals.names().length > 0;
  }

  /** Takes out what a cell that is checked declares for all otherwise; whether there is any. It is back with the next check unless the cell ran. */
  cutGlobals(blocks: readonly GlobalBlock[], what: 'all' | 'unmerging'): boolean {
    const cut = this.#globals.cut(blocks, what);
    for (const name of cut) this.#changed.add(name);
    return cut.length > 0;
  }

  restoreGlobals(): void {
    for (const name of this.#globals.restore()) this.#changed.add(name);
  }

  /** Of the modules that a cell declares, those that are not there, or have no types. */
  noteUntyped(specifiers: readonly string[]): void {
    this.#untyped = new Set(specifiers);
  }

  /** Forgets `declare global` and `declare module`: what they told of is gone with the values that were made for them. */
  forgetGlobals(): void {
    if (this.#globals.names().length > 0) this.#changed.add('mods.tsx');
    this.#globals.clear();
  }

  /** Makes the compiler look anew where packages are: it does so when the imports of a document change, and not when it is told of a file. */
  lookForPackages(): void {
    this.#looks += 1;
    this.#changed.add('mods.tsx');
  }

  /** Takes the modules that a cell imports into the list of modules: before it is checked, since its header reaches for them. */
  addModules(analysis: CellAnalysis): void {
    if (this.#modules.add(analysis)) this.#changed.add('mods.tsx');
  }

  /** The line (from 0) of the list of modules that stands for a module: behind that of the blocks for all. */
  moduleLine(module: ImportedModule | string): number {
    return this.#modules.line(module) + 1;
  }

  #addToChunk(part: string, { language, pragmas }: CellAnalysis): void {
    const isLarge = part.length > LARGE_PART_CHARACTERS;
    let found = [...this.#chunks].find(([, chunk]) => !chunk.isFull && chunk.language === language && chunk.pragmas === pragmas && !(isLarge && chunk.parts.length > 0));
    if (found === undefined) {
      found = chunkEntry(this.#chunks.size, language, pragmas);
      this.#chunks.set(...found);
      this.#changed.add('hist.tsx');
    }
    const [name, chunk] = found;
    chunk.parts.push(part);
    chunk.isFull = isLarge || chunk.parts.length >= HISTORY_CHUNK_CELLS;
    this.#changed.add(name);
  }

  /** @param cell whose namespace has what it declares; `age`: see `Declared`. */
  #declaredBy(analysis: CellAnalysis, cell = this.#cells + 1, age = cell): Map<string, Declared> {
    return groupDeclared(analysis.declared, age, (one) => (one.imported === null ? ownPath(cell, one) : this.#modules.path(one.imported)));
  }

  #importLinks(analysis: CellAnalysis, root: string): string {
    return analysis.declared.map(({ name, imported }) => (imported === null ? '' : `import ${name}=${root}.${this.#modules.path(imported)};`)).join('');
  }

  #mentioned(analysis: CellAnalysis): string[] {
    return [...analysis.mentioned].filter((name) => this.live.has(name));
  }

  #document(name: string): NotebookDocument {
    return { path: this.path(name), language: name.endsWith('.ts') ? 'typescript' : 'typescriptreact', text: this.#text(name) };
  }

  #text(name: string): string {
    if (name === 'mods.tsx') {
      const globals = this.#globals.names().map((block) => `import "./${DOCUMENT_PREFIX}${block.split('.')[0]}";`).join('');
      const look = this.#looks % 2 === 0 ? '' : `import "./${DOCUMENT_PREFIX}hist";`;
      return [globals, ...this.#modules.lines(), `${look}export {};`].join('\n');
    }
    if (name === 'hist.tsx') {
      const chunks = [...this.#chunks.keys()].map((chunk) => `export * from "./${DOCUMENT_PREFIX}${path.parse(chunk).name}";`);
      return `export * from "./${DOCUMENT_PREFIX}mods";${chunks.join('')}`;
    }
    const chunk = this.#chunks.get(name);
    if (chunk === undefined) return this.#globals.text(name);
    return `${chunk.pragmas}${SELF}\n${chunk.parts.join('\n')}`;
  }
}

/**
 * Line 0 of a cell. It always imports the same module, else the compiler would read everything anew; by its name only where a link needs
 * that: the names of 1,000 cells take 1 ms to be gathered, in every check.
 */
function header(links: string): string {
  return `import ${links === '' ? '' : '* as $h from '}"./${DOCUMENT_PREFIX}hist";${links}export {};`;
}

const NO_PROBES = (text: string): ProbedText => ({ text, locate: (offset) => ({ offset }) });

/** Parts from which on a document is no longer read in no time: 1,000 lines. */
const LARGE_PART_CHARACTERS = 30_000;

/** The cell's text with its imports as spaces. */
function blank({ text, blanked }: CellAnalysis): string {
  let result = '';
  let from = 0;
  for (const { start, end } of blanked) {
    // A semicolon keeps what stands before it apart from what comes after.
    result += `${text.slice(from, start)};${text.slice(start + 1, end).replace(/[^\n]/g, ' ')}`;
    from = end;
  }
  return result + text.slice(from);
}
