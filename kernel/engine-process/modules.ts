/**
 * `import` and `require` of cells: resolved from the notebook's folder, as a module that lies there would do it; a short list of
 * packages of ours stands in where the folder has none.
 */
import { createRequire, registerHooks, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { KERNEL_FOLDER } from '../kernel-folder';
import type { RunningFormHelpers } from '../language/running-form';
import { npmSpecifier, whyForeign } from './foreign-specifiers';
import { constant, deno, hide, keep, lowering, names } from './lowered-syntax';
import { hideOwnWarnings } from './own-warnings';
import { installModuleHooks } from './local-modules/module-hooks';
import { refreshChangedModules } from './local-modules/module-graph';
import { createResourceScope } from './resource-scope';
import { standingFrames, withImporter } from './stack-frames';

/** What a cell may import without having installed it, and our file of it: always ours, since it has to be the running kernel's. */
const ALWAYS_OURS: ReadonlyMap<string, string> = new Map([
  ['awaitbook', 'library/awaitbook.js'],
  ['awaitbook/course', 'library/course.js'],
]);

const ownRequire = createRequire(__filename);

/** Frames that tell where an import stands in its cell. */
const IMPORTER_FRAMES = 10;

function isMissing(error: unknown): boolean {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/** The file of our own package behind a specifier. */
function ownFile(specifier: string): string | null {
  const file = ALWAYS_OURS.get(specifier);
  return file === undefined ? null : path.join(KERNEL_FOLDER, file);
}

function installResolution(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const foreign = whyForeign(specifier);
      if (foreign !== null) throw new Error(foreign);
      const installed = npmSpecifier(specifier)?.installed ?? specifier;
      const file = ownFile(installed);
      if (file !== null) return { url: pathToFileURL(file).href, format: 'commonjs', shortCircuit: true };
      return nextResolve(installed, context);
    },
  });
}

/** A missing package's error, with what to do about it. */
function withAdvice(error: unknown, written: string): unknown {
  if (!isMissing(error) || !(error instanceof Error)) return error;
  const npm = npmSpecifier(written);
  const specifier = npm?.installed ?? written;
  const isPath = /^(?:\.{0,2}\/|[a-z]+:)/i.test(specifier);
  // What an imported module itself lacks is told as it is.
  const isItself = error.message.includes(isPath ? path.basename(specifier) : `'${packageOf(specifier)}`);
  if (isPath && isItself) {
    error.message = `There is no file '${specifier}' (nor one with .ts, .tsx, .mts, .cts, .js or .json added, nor a folder with an index) in the notebook's folder.`;
  }
  if (isPath || !isItself) return error;
  const name = packageOf(specifier);
  error.message = `The package '${name}' is not installed where this notebook can see it. In a terminal, in the notebook's folder: npm install ${npm?.installAs ?? name}`;
  return error;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
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
  installResolution();
  installModuleHooks();
  hideOwnWarnings();

  const importModule = async (specifier: unknown, options?: unknown): Promise<unknown> => {
    const importer = standingFrames(IMPORTER_FRAMES).frames;
    refreshChangedModules();
    try {
      return await importFrom(specifier, options);
    } catch (error) {
      throw withImporter(withAdvice(error, String(specifier)), importer);
    }
  };
  const requireFromCell = Object.assign((specifier: string): unknown => {
    const importer = standingFrames(IMPORTER_FRAMES).frames;
    refreshChangedModules();
    try {
      return require(specifier);
    } catch (error) {
      throw withImporter(withAdvice(error, specifier), importer);
    }
  }, require);
  for (const [name, value] of Object.entries({ require: requireFromCell, __dirname: folder, __filename: filename })) {
    Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, writable: true, value });
  }
  const url = pathToFileURL(filename).href;
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
