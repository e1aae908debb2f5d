/** The `tsconfig.json` beside or above a file of the person's: what of it we have to know, and which files it is made of. */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileText } from './file-text';
import { STANDARD_CLASSES } from './language/class-settings';
import type { ClassSettings } from './language/class-settings';
import { isMappable, isPath } from './mapped-specifier';

/** What is read of the compiler options of a person's configuration. */
export interface PersonConfig {
  /** The nearest file. */
  readonly file: string;
  /** All compiler options, with those of what it extends; folders of `rootDirs` are absolute. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly types: readonly string[];
  /** Absolute; null where the configuration says nothing. */
  readonly typeRoots: readonly string[] | null;
  /** Patterns of specifiers with the paths that they stand for, absolute; both may have one `*`. A `baseUrl` is among them as `*`. */
  readonly paths: MappedPaths;
  readonly classes: ClassSettings;
}

export type MappedPaths = Readonly<Record<string, readonly string[]>>;

/** A place in a file (offset in UTF-16 units) and what is wrong there, in plain words. */
export interface ConfigProblem {
  readonly file: string;
  readonly text: string;
  readonly offset: number;
  readonly message: string;
}

export interface ConfigReading {
  /** Null without a configuration, and with one that can't be used. */
  readonly config: PersonConfig | null;
  /** The nearest file and all that it extends, with the times of their last change: another text when there is something new to be read. */
  readonly state: string;
  readonly files: readonly string[];
  readonly problem: ConfigProblem | null;
}

interface Options {
  types?: unknown;
  typeRoots?: unknown;
  rootDirs?: unknown;
  paths?: unknown;
  baseUrl?: unknown;
  target?: unknown;
  experimentalDecorators?: unknown;
  emitDecoratorMetadata?: unknown;
  useDefineForClassFields?: unknown;
}

/** Looks for the configuration from a folder upwards. `known`: an earlier reading, which is returned while nothing has changed. */
export function readPersonConfig(folder: string, known?: ConfigReading): ConfigReading {
  const file = nearestConfig(folder);
  const stateOf = (files: readonly string[]): string => [file, ...files.map((one) => `${one}:${statSync(one, { throwIfNoEntry: false })?.mtimeMs}`)].join('|');
  if (known !== undefined && known.state === stateOf(known.files)) return known;
  const reader = new ConfigReader(folder);
  const text = file === null ? null : fileText(file);
  const options = file === null || text === null ? null : reader.optionsOf(file, []);
  const { files, problem } = reader;
  if (file === null || text === null || options === null) return { config: null, state: stateOf(files), files, problem };
  const strings = (value: unknown): string[] | null => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null);
  const config: PersonConfig = { file, options: { ...options }, types: strings(options.types) ?? [], typeRoots: strings(options.typeRoots), paths: mappedPaths(options), classes: classSettings(options) };
  return { config, state: stateOf(files), files, problem };
}

/** How the classes of a file in a folder are lowered. */
export function classSettingsFor(folder: string): ClassSettings {
  return readPersonConfig(folder).config?.classes ?? STANDARD_CLASSES;
}

/**
 * Where a specifier may lead by the person's `paths`: absolute, without endings, the first that is there counts. As in TypeScript the exact
 * name comes first, then the pattern with the longest beginning; none where the specifier is never mapped.
 */
export function mappedTargets(specifier: string, paths: MappedPaths): string[] {
  const patterns = Object.keys(paths);
  if (patterns.length === 0 || !isMappable(specifier)) return [];
  const exact = paths[specifier];
  if (exact !== undefined) return [...exact];
  const fitting = patterns.flatMap((pattern) => {
    const [head, tail] = pattern.split('*');
    const fits = head !== undefined && tail !== undefined && specifier.length >= head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail);
    return fits ? [{ pattern, head, name: specifier.slice(head.length, specifier.length - tail.length) }] : [];
  });
  const [best] = fitting.sort((a, b) => b.head.length - a.head.length);
  return best === undefined ? [] : paths[best.pattern]!.map((target) => target.replace('*', () => best.name));
}

/** TypeScript 7 refuses `baseUrl` and advises what is done here. */
function mappedPaths({ paths, baseUrl }: Options): MappedPaths {
  const result: Record<string, readonly string[]> = typeof baseUrl === 'string' ? { '*': [path.join(baseUrl, '*')] } : {};
  for (const [pattern, targets] of Object.entries(paths ?? {})) if (Array.isArray(targets)) result[pattern] = targets.filter((target) => typeof target === 'string');
  return result;
}

/** As TypeScript does, fields are assigned where the target is older than the standard's fields. */
function classSettings({ target, experimentalDecorators, emitDecoratorMetadata, useDefineForClassFields }: Options): ClassSettings {
  const isOldTarget = /^es(?:[356]|20(?:1[5-9]|2[01]))$/i.test(String(target ?? ''));
  return {
    hasLegacyDecorators: experimentalDecorators === true,
    emitsMetadata: emitDecoratorMetadata === true,
    definesFields: typeof useDefineForClassFields === 'boolean' ? useDefineForClassFields : !isOldTarget,
  };
}

/** The `tsconfig.json` in a folder or in the nearest one above it. */
export function nearestConfig(folder: string): string | null {
  for (let current = folder; ; current = path.dirname(current)) {
    const file = path.join(current, 'tsconfig.json');
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
    if (path.dirname(current) === current) return null;
  }
}

/** Reads a configuration with all that it extends. */
class ConfigReader {
  readonly files: string[] = [];
  problem: ConfigProblem | null = null;

  /** @param folder the notebook's: its `tsconfig.json` is ours for the compiler, whether there is one on disk or not. */
  constructor(private readonly folder: string) {}

  /** The options of a file over those that it extends; null where the whole can't be used. `chain`: the files that lead here. */
  optionsOf(file: string, chain: readonly string[]): Options | null {
    if (!this.files.includes(file)) this.files.push(file);
    const text = fileText(file) ?? '{}';
    // With it comes the parser, which the engine needs for nothing else where there is no such file.
    const { readJsonWithComments } = require('./json-with-comments') as typeof import('./json-with-comments');
    const reading = readJsonWithComments(text);
    const name = path.basename(file);
    if ('faultAt' in reading) return this.#refuse(file, text, reading.faultAt, `${name} is not valid JSON from here on. It counts as if it were not there.`);
    const config = reading.value as { extends?: unknown; compilerOptions?: Options } | null;
    const { unknownOptions, unknownOptionsWords } = require('./compiler-option-names') as typeof import('./compiler-option-names');
    const [unknown, ...others] = unknownOptions(Object.keys(config?.compilerOptions ?? {}));
    if (unknown !== undefined) this.#tell(file, text, Math.max(0, text.indexOf(JSON.stringify(unknown))), unknownOptionsWords([unknown, ...others], name));
    const bases = [config?.extends ?? []].flat().filter((base) => typeof base === 'string');
    const result: Options = {};
    for (const base of bases) {
      const at = Math.max(0, text.indexOf(JSON.stringify(base)));
      const found = extended(base, path.dirname(file));
      // The compiler would wait for itself for ever, deaf to SIGTERM.
      if (found !== null && [...chain, file].includes(found)) return this.#refuse(file, text, at, `${path.basename(found)} extends itself here. It counts as if it were not there.`);
      if (found === null && path.resolve(path.dirname(file), base).replace(/(?:\.json)?$/, '.json') === path.join(this.folder, 'tsconfig.json')) return this.#refuse(file, text, at, `'${base}' is not there. ${name} counts as if it were not there.`);
      if (found === null) this.#tell(file, text, at, `'${base}', which is to be extended here, is not there. The rest of ${name} counts.`);
      const options = found === null ? {} : this.optionsOf(found, [...chain, file]);
      if (options === null) return null;
      Object.assign(result, options);
    }
    const own = { ...config?.compilerOptions };
    if (typeof own.baseUrl === 'string') own.baseUrl = path.resolve(path.dirname(file), own.baseUrl);
    if (typeof own.paths === 'object' && own.paths !== null) own.paths = absolutePaths(own.paths, String(own.baseUrl ?? result.baseUrl ?? path.dirname(file)));
    for (const folders of ['typeRoots', 'rootDirs'] as const) {
      const value = own[folders];
      if (Array.isArray(value)) own[folders] = value.map((one) => path.resolve(path.dirname(file), String(one)));
    }
    return Object.assign(result, own);
  }

  #tell(file: string, text: string, offset: number, message: string): void {
    this.problem ??= { file, text, offset, message };
  }

  #refuse(file: string, text: string, offset: number, message: string): null {
    this.problem = { file, text, offset, message };
    return null;
  }
}

function absolutePaths(paths: object, folder: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(paths).map(([pattern, targets]) => [pattern, Array.isArray(targets) ? targets.map((target) => path.resolve(folder, String(target))) : targets]));
}

function extended(base: string, folder: string): string | null {
  if (isPath(base)) {
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
