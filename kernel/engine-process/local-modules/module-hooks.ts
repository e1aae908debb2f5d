/** Node's module hooks for local modules: where a specifier leads, and what Node gets to read. */
import { existsSync, readFileSync } from 'node:fs';
import { type LoadHookContext, type LoadHookSync, registerHooks, type ResolveHookSync } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { registerFileMap, VERSION_PARAMETER } from '../stack-frames';
import { isTypeScriptFile, lowerModule } from './lower-module';
import { forgetFailedModule, isLocalFile, noteImport, noteTaken } from './module-graph';
import { wasmSource } from './wasm-source';
import { findWritten, isFile } from './written-file';

function fileOf(url: string | undefined): string | null {
  return url?.startsWith('file:') === true ? fileURLToPath(url) : null;
}

/** A relative or absolute specifier as a path; null for packages and other schemes. */
function targetOf(specifier: string, parent: string | null): string | null {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  if (path.isAbsolute(specifier)) return specifier;
  return /^\.{1,2}(?:\/|$)/.test(specifier) && parent !== null ? path.resolve(path.dirname(parent), specifier) : null;
}

/** The cells' own place is no file, so a cell is nobody's importer. */
function importerOf(parent: string | null): string | null {
  return parent !== null && existsSync(parent) ? parent : null;
}

function parsedJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) error.message += ` (${file})`;
    throw error;
  }
}

/** `require` gives no attributes, and a `commonjs` format only where a cell calls it. */
function isRequired({ conditions, format }: LoadHookContext): boolean {
  return format === 'commonjs' || conditions.includes('require');
}

const resolveLocal: ResolveHookSync = (specifier, context, nextResolve) => {
  const parent = fileOf(context.parentURL);
  const target = targetOf(specifier, parent);
  const written = target !== null && isLocalFile(target) && !isFile(target) ? findWritten(target) : null;
  const resolved = written !== null ? { url: pathToFileURL(written).href, shortCircuit: true } : nextResolve(specifier, context);
  const file = fileOf(resolved.url);
  if (file === null || !isLocalFile(file)) return resolved;
  const version = noteImport(file, importerOf(parent));
  if (version === 0) return resolved;
  const url = new URL(resolved.url);
  url.searchParams.set(VERSION_PARAMETER, String(version));
  return { ...resolved, url: url.href };
};

const loadLocal: LoadHookSync = (url, context, nextLoad) => {
  const file = fileOf(url);
  if (file === null) return nextLoad(url, context);
  if (isTypeScriptFile(file)) {
    noteTaken(file);
    try {
      const { source, format, map } = lowerModule(file);
      registerFileMap(url, file, map);
      return { source, format, shortCircuit: true };
    } catch (error) {
      forgetFailedModule(file);
      throw error;
    }
  }
  if (!isLocalFile(file)) return nextLoad(url, context);
  noteTaken(file);
  // As in TypeScript with `resolveJsonModule`: no attribute needed.
  if (file.endsWith('.json') && !isRequired(context) && context.importAttributes['type'] === undefined) {
    return { source: `export default ${JSON.stringify(parsedJson(file))};`, format: 'module', shortCircuit: true };
  }
  if (file.endsWith('.wasm')) return { source: wasmSource(file), format: 'module', shortCircuit: true };
  try {
    return nextLoad(url, context);
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ERR_UNKNOWN_FILE_EXTENSION') {
      error.message = `${path.basename(file)} is no module: '${path.extname(file)}' is none of the kinds that can be imported. Read it as text: fs.readFileSync(…, 'utf8').`;
    }
    throw error;
  }
};

/** Puts the hooks in place. */
export function installModuleHooks(): void {
  registerHooks({ resolve: resolveLocal, load: loadLocal });
}
