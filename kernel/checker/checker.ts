/**
 * Checks the cells of one notebook against all that it has declared so far, with the native compiler as a child process. A compiler that
 * ends or hangs is started anew with the history; cells meanwhile go unchecked, and are told so.
 */
import { RULES_ON } from '../language/check-settings';
import type { AsyncRule } from '../language/check-settings';
import { COMPILER_START_TRIES } from '../limits';
import { analyseCell } from './cell-analysis';
import type { CellAnalysis } from './cell-analysis';
import type { CheckResult } from './cell-diagnostic';
import { CompilerMissingError, compilerPath } from './compiler-path';
import { CompilerGoneError, startCompilerServer } from './compiler-server';
import type { CompilerServer } from './compiler-server';
import { FaultlessCells } from './faultless-cells';
import type { HelpDesk } from './help-text';
import { MISSING_MODULE_CODES, UNTYPED_MODULE_CODE } from './diagnostic-rules';
import { isUnlikeEarlier } from './global-blocks';
import { judgeCell } from './judge-cell';
import type { Findings } from './judge-cell';
import { ImportedValues } from './imported-values';
import { largeTypes } from './large-types';
import { NotebookDocuments } from './notebook-documents';
import type { CellDocument } from './notebook-documents';
import { globalsText } from './notebook-globals';
import { largeType } from './open-values';
import { speaksOfWeb, textSpeaksOfWeb } from './standard-types';
import { Surroundings } from './surroundings';

export interface CheckerHost {
  /** Whether a name has a value at run time, as after `globalThis.zed = 1`. */
  exists(name: string): Promise<boolean>;
  /** One line for the kernel's log. */
  log(line: string): void;
  /** The compiler's executable; ours by default. @throws CompilerMissingError */
  findCompiler?(): string;
}

export class Checker {
  readonly documents: NotebookDocuments;
  /** Rules about async mistakes that are on. */
  readonly rules = new Set<AsyncRule>(RULES_ON);
  readonly #folder: string;
  readonly #host: CheckerHost;
  readonly #surroundings: Surroundings;
  readonly #faultless = new FaultlessCells();
  readonly #imported = new ImportedValues();
  /** States of the modules that the cell names which was checked last, as it is about to run them. */
  readonly #checkedStates = new Map<string, string>();
  #server: CompilerServer | null = null;
  /** Settles when the compiler has read its libraries and answered once; null when it is given up. */
  #warm: Promise<void> | null = null;
  #isOpen = false;
  #isWarm = false;
  #isFirst = true;
  #failures = 0;
  #revision = 0;
  #helping: Promise<unknown> = Promise.resolve();
  #isEnded = false;
  #largeTypes: ReadonlyMap<string, string> = new Map();
  /** Why cells go unchecked just now. */
  #trouble = '';

  /** @param folder the notebook's, absolute. */
  constructor(folder: string, host: CheckerHost) {
    this.#folder = folder;
    this.#host = host;
    this.documents = new NotebookDocuments(folder);
    this.#surroundings = new Surroundings(folder, this.documents.roots());
  }

  /** The compiler's process, for tests and figures; undefined without one. */
  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /** Starts the compiler, beside whatever else goes on. */
  start(): void {
    try {
      this.#launch();
    } catch (error) {
      if (!(error instanceof CompilerMissingError)) throw error;
      this.#trouble = error.message;
      this.#host.log(error.message);
    }
  }

  /**
   * Checks a cell. One that does not parse has nothing to be checked: the transform tells why. `limit`: of a large cell, for which nobody
   * waits, the time that a start may take. Types of its large values are remembered for when it is taken into the history.
   */
  async check(source: string, limit?: 'start'): Promise<CheckResult> {
    const analysis = analyseCell(source);
    if (analysis === null) return { status: 'unchecked', words: null };
    const result = await this.checkAnalysed(analysis, limit);
    if (result.status === 'checked' && analysis.large.length > 0) this.#largeTypes = await largeTypes(analysis, this.documents, this.#server!);
    return result;
  }

  async checkAnalysed(analysis: CellAnalysis, limit?: 'start'): Promise<CheckResult> {
    if (isUnchecked(analysis)) return { status: 'unchecked', words: null };
    if (this.#warm === null) return { status: 'unchecked', words: this.#takeTrouble() };
    if (!this.#isWarm && !this.#isFirst) return { status: 'unchecked', words: this.#trouble };
    try {
      if (!this.#isWarm) await this.#warm;
      return await this.#askAbout(analysis, this.#server!, limit);
    } catch (error) {
      if (!(error instanceof CompilerGoneError)) throw error;
      return { status: 'unchecked', words: this.#warm === null ? this.#takeTrouble() : this.#trouble };
    }
  }

  /** Why no cell is checked any more; once is enough. */
  #takeTrouble(): string | null {
    const words = this.#trouble;
    this.#trouble = '';
    return words === '' ? null : words;
  }

  /** Another number whenever the same text may mean something else. */
  get revision(): number {
    return this.#revision;
  }

  /** Lets ask about a text that is being written, `source`, one question after the other; null when the compiler is not there. */
  async help<Answer>(source: string, ask: (desk: HelpDesk) => Promise<Answer>): Promise<Answer | null> {
    const before = this.#helping;
    const answer = (async () => {
      await before;
      if (this.#warm === null || (!this.#isWarm && !this.#isFirst)) return null;
      await this.#warm;
      const server = this.#server!;
      this.#follow(server, () => textSpeaksOfWeb(source, (name) => this.documents.live.has(name)));
      this.#send();
      return ask({ server, documents: this.documents });
    })();
    this.#helping = answer.catch(() => undefined);
    return answer;
  }

  /** Takes a cell that ran into the history; `absent`: names that it was to declare but never came to, `missing`: imports that are undefined; `label`: how it is called. */
  commit(source: string, absent: readonly string[] = [], missing: readonly string[] = [], label: string | null = null): void {
    const analysis = analyseCell(source);
    if (analysis === null) return;
    this.#revision += 1;
    const types = this.#largeTypes;
    this.#largeTypes = new Map();
    const kept = analysis.large.length === 0 ? analysis.kept : analysis.kept.map(({ text, start }) => ({ start, text: analysis.large.reduce((one, { name }) => one.replace(largeType(name), () => types.get(name) ?? 'any'), text) }));
    this.documents.commit({ ...analysis, kept }, label);
    for (const name of absent) this.documents.live.dropValue(name);
    this.#imported.note(analysis, this.documents.live, (specifier) => this.#checkedStates.get(specifier) ?? this.#surroundings.files.stateOf(specifier), missing);
    this.#checkedStates.clear();
    this.#send();
  }

  /** Forgets names: all of them, or all that lived in an engine that is gone. */
  forget(which: 'all' | 'values'): void {
    this.#revision += 1;
    this.#faultless.clear();
    this.documents.forgetGlobals();
    this.#imported.clear();
    if (which === 'all') this.documents.live.clear();
    else this.documents.live.dropValues();
    this.#send();
  }

  end(): void {
    this.#isEnded = true;
    this.#server?.end();
  }

  async #askAbout(analysis: CellAnalysis, server: CompilerServer, limit?: 'start'): Promise<CheckResult> {
    this.#follow(server, () => speaksOfWeb(analysis, (name) => this.documents.live.has(name)));
    this.documents.restoreGlobals();
    this.documents.cutGlobals(analysis.globals, 'unmerging');
    this.documents.addModules(analysis);
    this.#send();
    const document = this.documents.check(analysis, (rule) => this.rules.has(rule));
    const findings = await this.#findings(analysis, document, server, limit);
    const diagnostics = await judgeCell({ analysis, document, rules: this.rules, findings, documents: this.documents, folder: this.#folder, exists: (name) => this.#host.exists(name) });
    const ofImports = this.#imported.faults(analysis, this.documents.live, (specifier) => this.#surroundings.files.stateOf(specifier));
    return { status: 'checked', diagnostics: [...this.#surroundings.takeFaults(), ...ofImports, ...diagnostics] };
  }

  /** What the compiler finds in a cell, its imports and the person's modules that it names. */
  async #findings(analysis: CellAnalysis, document: CellDocument, server: CompilerServer, limit?: 'start'): Promise<Findings> {
    const { modules, calledModules, globals } = analysis;
    this.#checkedStates.clear();
    for (const { specifier } of modules) this.#checkedStates.set(specifier, this.#surroundings.files.stateOf(specifier));
    if (this.#faultless.has(document)) return { cell: [], modules: [], files: [] };
    const files = this.#surroundings.files.checkedFiles([...modules.map(({ specifier }) => specifier), ...calledModules]);
    server.put(document);
    const inCell = server.diagnostics(document.path, limit);
    const inModules = modules.length > 0 || globals.length > 0 ? server.diagnostics(this.documents.path('mods.tsx')) : Promise.resolve([]);
    const inFiles = Promise.all(files.map(async (path) => ({ path, diagnostics: await server.diagnostics(path) })));
    const [cell, ofModules, ofFiles] = await Promise.all([inCell, inModules, inFiles]);
    const found = { cell, modules: ofModules, files: ofFiles };
    const isFaultless = [cell, ofModules, ...ofFiles.map(({ diagnostics }) => diagnostics)].every(({ length }) => length === 0);
    // What is declared for all may be cut and put back, in documents that no link names.
    if (isFaultless && globals.length === 0 && !this.documents.hasGlobals) this.#faultless.add(document);
    return globals.length === 0 ? found : { ...found, cell: await this.#withNewest(analysis, document, found, server) };
  }

  /** What is found in a cell with blocks that are for all, when they have taken the place of earlier ones that they don't fit. */
  async #withNewest({ globals }: CellAnalysis, { path }: CellDocument, found: Pick<Findings, 'cell' | 'modules'>, server: CompilerServer): Promise<Findings['cell']> {
    const untyped = found.modules.filter(({ code }) => MISSING_MODULE_CODES.has(Number(code)) || Number(code) === UNTYPED_MODULE_CODE).map(({ range }) => range.start.line);
    this.documents.noteUntyped(globals.flatMap(({ module }) => (module !== null && untyped.includes(this.documents.moduleLine(module)) ? [module] : [])));
    if (!isUnlikeEarlier(found.cell.map(({ code }) => code)) || !this.documents.cutGlobals(globals, 'all')) return found.cell;
    this.#send();
    return server.diagnostics(path);
  }

  /** What changed around the notebook since the last look: the person's modules and configuration, and whether it speaks of the web. */
  #follow(server: CompilerServer, speaksOfWeb: () => boolean): void {
    const { isChanged, hasNewPackages } = this.#surroundings.follow(server);
    if (hasNewPackages) this.documents.lookForPackages();
    const isNew = this.#surroundings.takeWeb(server, speaksOfWeb);
    if (!isChanged && !isNew) return;
    this.#revision += 1;
    this.#faultless.clear();
  }

  #send(): void {
    // Before the first documents are open all of them are still to be sent.
    if (!this.#isOpen) return;
    for (const document of this.documents.takeChanged()) this.#server?.putAlone(document);
  }

  #launch(): void {
    const server = startCompilerServer({
      executable: (this.#host.findCompiler ?? compilerPath)(),
      folder: this.#folder,
      onGone: (words) => this.#restart(words),
    });
    this.#server = server;
    this.#isOpen = false;
    this.#isWarm = false;
    this.#warm = this.#warmUp(server);
    this.#warm.catch(() => undefined);
  }

  async #warmUp(server: CompilerServer): Promise<void> {
    const config = this.#surroundings.read();
    const globals = { path: this.documents.path('globals.d.ts'), language: 'typescript', text: globalsText(this.#folder) } as const;
    const current = (['cur.tsx', 'cast.ts', 'help.tsx'] as const).map((name) => this.documents.empty(name));
    this.documents.takeChanged();
    // What imports comes before what it imports: a document that nothing has asked for yet would get a program, and libraries, of its own.
    for (const document of [config, ...current, ...this.documents.history(), globals]) server.put(document);
    this.#isOpen = true;
    await server.ready;
    await server.diagnostics(this.documents.path('cur.tsx'), 'start');
    this.#isWarm = true;
    this.#isFirst = false;
    this.#failures = 0;
  }

  #restart(words: string): void {
    if (this.#isEnded) return;
    this.#failures += 1;
    this.#isFirst = false;
    this.#isWarm = false;
    const isOver = this.#failures > COMPILER_START_TRIES;
    this.#trouble = `The type checker is not there: ${words}. ${isOver ? 'It failed several times, so types are not checked any more; restart the kernel to try again.' : 'It is being started anew; this cell ran unchecked.'}`;
    this.#host.log(`the type checker is gone: ${words}`);
    if (isOver) this.#warm = null;
    else this.#launch();
  }
}

/** `// @ts-nocheck` counts in front of the first statement, as in a file. */
function isUnchecked({ text, program }: CellAnalysis): boolean {
  const first = program.body[0]?.start ?? text.length;
  return /(?:^|\*\/)\s*(?:\/\/\/?|\/\*+)\s*@ts-nocheck\b/m.test(text.slice(0, first));
}
