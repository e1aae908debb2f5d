/** What a program has beside the notebook's documents, and follows: the person's configuration and modules on disk, and the standard declarations. */
import { readPersonConfig } from '../person-config';
import type { ConfigReading } from '../person-config';
import type { CellDiagnostic } from './cell-diagnostic';
import { configDocument } from './compiler-options';
import type { CompilerServer } from './compiler-server';
import { configFault } from './judge-cell';
import { LocalModules } from './local-modules';
import type { NotebookDocument } from './notebook-documents';

export class Surroundings {
  readonly files: LocalModules;
  readonly #folder: string;
  readonly #roots: readonly string[];
  #config: ConfigReading | undefined;
  #toldConfig: ConfigReading | undefined;
  #hasWeb = false;

  /** @param folder the notebook's, absolute. `roots`: the program's files. */
  constructor(folder: string, roots: readonly string[]) {
    this.#folder = folder;
    this.#roots = roots;
    this.files = new LocalModules(folder);
  }

  /** The configuration as it is on disk. */
  read(): NotebookDocument {
    this.#readConfig();
    return this.#document();
  }

  /** Gives the notebook the web's declarations as soon as it speaks of them (`standard-types.ts`). False when it had them, or needs none. */
  takeWeb(server: CompilerServer, speaksOfWeb: () => boolean): boolean {
    if (this.#hasWeb || !speaksOfWeb()) return false;
    this.#hasWeb = true;
    server.put(this.#document());
    return true;
  }

  /** Tells the compiler what changed on disk since the last look. */
  follow(server: CompilerServer): { readonly isChanged: boolean; readonly hasNewPackages: boolean } {
    const changes = this.files.takeChanges();
    if (changes.length > 0) server.filesChanged(changes);
    const isConfigChanged = this.#readConfig();
    if (isConfigChanged) server.put(this.#document());
    return { isChanged: changes.length > 0 || isConfigChanged, hasNewPackages: changes.some(({ path }) => path.endsWith('package.json')) };
  }

  /** What is wrong with the person's configuration; once for each state of it. */
  takeFaults(): CellDiagnostic[] {
    const config = this.#config;
    if (config?.problem == null || config === this.#toldConfig) return [];
    this.#toldConfig = config;
    return [configFault(config.problem, this.#folder)];
  }

  /** Whether it is another than before. */
  #readConfig(): boolean {
    const known = this.#config;
    this.#config = readPersonConfig(this.#folder, known);
    this.files.paths = this.#config.config?.paths ?? {};
    return this.#config !== known;
  }

  #document(): NotebookDocument {
    return configDocument(this.#folder, this.#roots, { person: this.#config?.config ?? null, hasWeb: this.#hasWeb });
  }
}
