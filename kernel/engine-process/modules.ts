/**
 * `import` and `require` of cells: resolved from the notebook's folder, as a module that lies there would do it; a short list of
 * packages of ours stands in where the folder has none.
 */
import { createRequire, registerHooks, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { ConfigReading } from '../person-config';
import { KERNEL_FOLDER } from '../kernel-folder';
import { isMappable } from '../mapped-specifier';
import type { RunningFormHelpers } from '../language/running-form';
import { npmSpecifier } from '../language/npm-specifier';
import { isAbsentPackage } from './absent-packages';
import { withAllExports } from './common-js-names';
import { whyForeign } from './foreign-specifiers';
import { constant, deno, hide, keep, lowering, names } from './lowered-syntax';
import { hideOwnWarnings } from './own-warnings';
import { tellFailedModule } from './local-modules/failed-module';
import { installModuleHooks } from './local-modules/module-hooks';
import { isLocalFile, refreshChangedModules } from './local-modules/module-graph';
import { findWritten, isFile } from './local-modules/written-file';
import { explainMissing } from './missing-modules';
import { observeModule } from './observed-modules';
import { createResourceScope } from './resource-scope';
import { standingFrames, withImporter } from './stack-frames';

/** What a cell may import without having installed it, and our file of it: always ours, since it has to be the running kernel's. */
const ALWAYS_OURS: ReadonlyMap<string, string> = new Map([
  ['awaitbook', 'library/awaitbook.js'],
  ['awaitbook/course', 'library/course.js'],
]);

/** Packages that come with us and that the course's cells use. One that the notebook's folder has comes first. */
const STAND_INS: ReadonlySet<string> = new Set(['piscina']);

const ownRequire = createRequire(__filename);
const OWN_URL = pathToFileURL(__filename).href;

/** Frames that tell where an import stands in its cell. */
const IMPORTER_FRAMES = 10;

/** The file of our own package behind a specifier. */
function ownFile(specifier: string): string | null {
  const file = ALWAYS_OURS.get(specifier);
  return file === undefined ? null : path.join(KERNEL_FOLDER, file);
}

/**
 * The URL that a specifier of a cell or of a local module has by `paths` of the notebook's `tsconfig.json`, as the checker reads them; null
 * where they say nothing or lead nowhere.
 */
function createMapping(folder: string): (specifier: string, parent: string | undefined) => string | null {
  let reading: ConfigReading | undefined;
  return (specifier, parent) => {
    if (!isMappable(specifier)) return null;
    if (parent?.startsWith('file:') !== true || !isLocalFile(fileURLToPath(parent)) || fileURLToPath(parent).startsWith(KERNEL_FOLDER + path.sep)) return null;
    const { mappedTargets, readPersonConfig } = require('../person-config') as typeof import('../person-config');
    reading = readPersonConfig(folder, reading);
    for (const target of mappedTargets(specifier, reading.config?.paths ?? {})) {
      const file = isFile(target) ? target : findWritten(target);
      // Types alone are for the checker: what they are of lies elsewhere.
      if (file !== null && !/\.d\.[cm]?ts$/.test(file)) return pathToFileURL(file).href;
    }
    return null;
  };
}

function installResolution(notebookFolder: string, cellUrl: string): void {
  const importerOf = (parent: string | undefined): string | null => (parent?.startsWith('file:') === true && parent !== cellUrl ? fileURLToPath(parent) : null);
  const mapped = createMapping(notebookFolder);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const foreign = whyForeign(specifier);
      if (foreign !== null) throw new Error(foreign);
      const installed = npmSpecifier(specifier)?.installed ?? specifier;
      const file = ownFile(installed);
      if (file !== null) return { url: pathToFileURL(file).href, format: 'commonjs', shortCircuit: true };
      const url = mapped(specifier, context.parentURL);
      if (url !== null) return { url, shortCircuit: true };
      observeModule(installed);
      try {
        if (isAbsentPackage(installed, context.parentURL)) throw absent(installed, context.conditions.includes('import'));
        return nextResolve(installed, context);
      } catch (error) {
        if (STAND_INS.has(installed) && context.parentURL !== OWN_URL) {
          // Node takes another parent for `import` only.
          if (context.conditions.includes('import')) return nextResolve(installed, { ...context, parentURL: OWN_URL });
          return { url: pathToFileURL(ownRequire.resolve(installed)).href, format: 'commonjs', shortCircuit: true };
        }
        explainMissing(error, { specifier, importer: importerOf(context.parentURL), notebookFolder });
        throw error;
      }
    },
  });
}

/** What Node says of a package that it does not find; `explainMissing` finds the words. */
function absent(specifier: string, isImport: boolean): Error {
  return Object.assign(new Error(`Cannot find package '${specifier}'`), { code: isImport ? 'ERR_MODULE_NOT_FOUND' : 'MODULE_NOT_FOUND' });
}

function missingNames(namespace: unknown, names: readonly string[]): string[] {
  const held = Object(namespace) as object;
  return names.filter((name) => !(name in held));
}

/** Makes the helpers for cells whose notebook lies in `folder`, and puts `require`, `__dirname` and `__filename` in place. */
export function installModules(folder: string): RunningFormHelpers {
  const filename = path.join(folder, '[cell].js');
  const require = createRequire(filename);
  const importFrom = vm.runInThisContext('(specifier, options) => import(specifier, options)', {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (specifier: unknown, options?: unknown) => Promise<unknown>;
  const url = pathToFileURL(filename).href;
  installResolution(folder, url);
  installModuleHooks();
  hideOwnWarnings();

  const importModule = async (specifier: unknown, options?: unknown): Promise<unknown> => {
    const importer = standingFrames(IMPORTER_FRAMES).frames;
    refreshChangedModules();
    try {
      return withAllExports(await importFrom(specifier, options), specifier);
    } catch (error) {
      tellFailedModule(error);
      throw withImporter(error, importer);
    }
  };
  const requireFromCell = Object.assign((specifier: string): unknown => {
    const importer = standingFrames(IMPORTER_FRAMES).frames;
    refreshChangedModules();
    try {
      return require(specifier);
    } catch (error) {
      tellFailedModule(error);
      throw withImporter(error, importer);
    }
  }, require);
  for (const [name, value] of Object.entries({ require: requireFromCell, __dirname: folder, __filename: filename })) {
    Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, writable: true, value });
  }
  const resolve = (specifier: string): string => {
    const found = require.resolve(specifier);
    return path.isAbsolute(found) ? pathToFileURL(found).href : found.startsWith('node:') ? found : `node:${found}`;
  };
  return {
    awaiting: 0,
    import: importModule,
    async importNames(specifier, wanted, attributes) {
      const namespace = await importModule(specifier, attributes === undefined ? undefined : { with: attributes });
      const missing = missingNames(namespace, wanted);
      if (missing.length === 0) return namespace;
      const list = missing.map((name) => `'${name}'`).join(', ');
      throw new SyntaxError(`The module '${specifier}' has no export named ${list}.`);
    },
    meta: Object.assign(Object.create(null) as object, { url, dirname: folder, filename, resolve, main: false }),
    keep,
    names,
    hide,
    constant,
    lowering,
    deno,
    scope: createResourceScope,
  };
}

/** A termination in the midst of a `require` leaves the module in the cache with half of its exports. */
export function forgetHalfLoadedModules(): void {
  for (const [file, module] of Object.entries(ownRequire.cache)) if (module?.loaded === false) delete ownRequire.cache[file];
}

/** Makes ESM importers see what was patched in Node's own modules. */
export function publishPatches(): void {
  syncBuiltinESMExports();
}
