/** The `tsconfig.json` beside or above a notebook: what of it we have to know, and which files it is made of. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readJsonWithComments } from './json-with-comments';

/** What is read of the compiler options of a person's configuration. */
export interface PersonConfig {
  /** The nearest file. */
  readonly file: string;
  readonly text: string;
  /** It and all that it extends. */
  readonly files: readonly string[];
  readonly types: readonly string[];
  /** Absolute; null where the configuration says nothing. */
  readonly typeRoots: readonly string[] | null;
  /** Decorators as they were before the standard. */
  readonly hasLegacyDecorators: boolean;
}

interface Options {
  types?: unknown;
  typeRoots?: unknown;
  experimentalDecorators?: unknown;
}

/** Looks for the configuration from a folder upwards; null without one. */
export function findPersonConfig(folder: string): PersonConfig | null {
  const file = nearest(folder);
  const text = file === null ? null : textOf(file);
  if (file === null || text === null) return null;
  const files: string[] = [];
  const options = readOptions(file, files);
  const strings = (value: unknown): string[] | null => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null);
  return { file, text, files, types: strings(options.types) ?? [], typeRoots: strings(options.typeRoots), hasLegacyDecorators: options.experimentalDecorators === true };
}

function nearest(folder: string): string | null {
  for (let current = folder; ; current = path.dirname(current)) {
    const file = path.join(current, 'tsconfig.json');
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
    if (path.dirname(current) === current) return null;
  }
}

/** A file that can't be read counts as absent: the compiler tells what it makes of it. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

/** The options of a file over those that it extends; the files are added in the order in which they are read. */
function readOptions(file: string, files: string[]): Options {
  if (files.includes(file)) return {};
  files.push(file);
  const config = readJsonWithComments(textOf(file) ?? '{}') as { extends?: unknown; compilerOptions?: Options } | undefined;
  const bases = [config?.extends ?? []].flat().filter((base) => typeof base === 'string');
  const inherited = bases.map((base) => extended(base, path.dirname(file))).filter((base) => base !== null);
  const own = { ...config?.compilerOptions };
  if (Array.isArray(own.typeRoots)) own.typeRoots = own.typeRoots.map((root) => path.resolve(path.dirname(file), String(root)));
  return Object.assign({}, ...inherited.map((base) => readOptions(base, files)), own) as Options;
}

function extended(base: string, folder: string): string | null {
  if (/^\.{0,2}[/\\]/.test(base) || path.isAbsolute(base)) {
    const file = path.resolve(folder, base);
    return [file, `${file}.json`].find((one) => statSync(one, { throwIfNoEntry: false })?.isFile() === true) ?? null;
  }
  const required = createRequire(path.join(folder, 'tsconfig.json'));
  for (const specifier of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return required.resolve(specifier);
    } catch (error) {
      if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    }
  }
  return null;
}
