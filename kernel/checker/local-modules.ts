/** The person's own modules that a notebook imports: which files they are, and which changed on disk since they were last looked at. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileText } from '../file-text';
import { parseText } from '../language/parse-source';
import { isPath } from '../mapped-specifier';
import { mappedTargets } from '../person-config';
import type { MappedPaths } from '../person-config';
import type { FILE_CHANGES } from './compiler-server';

export interface FileChange {
  readonly path: string;
  readonly change: keyof typeof FILE_CHANGES;
}

/** Endings that a specifier may leave out, and what `.js` may stand for. */
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.json', '/index.ts', '/index.tsx', '/index.js'];

/** Files that are read for their own faults: what is not TypeScript has none. */
const CHECKED_FILE = /\.[cm]?tsx?$/;

/** A file: the time of its last change in ms, null while it is not there, what it imports, and its text in short. */
interface LookedAt {
  readonly changedAt: number | null;
  readonly imports: readonly string[];
  readonly digest: string;
}

const ABSENT: LookedAt = { changedAt: null, imports: [], digest: '' };

/** Watches by looking: a look is 5 us a file, and no watcher has to be kept. */
export class LocalModules {
  readonly #folder: string;
  readonly #files = new Map<string, LookedAt>();

  /** Packages whose `package.json` is looked at. */
  readonly #packages = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What the person's configuration has names stand for. */
  paths: MappedPaths = {};

  /** Files that a cell imports by a path, or by one of `paths`, and what they import in turn; only those that the compiler finds faults in. */
  checkedFiles(specifiers: readonly string[]): string[] {
    return this.#filesOf(specifiers).filter((file) => CHECKED_FILE.test(file) && !file.endsWith('.d.ts'));
  }

  /** Another text whenever a file that a module is made of has another one, as of the last look; empty for a package. */
  stateOf(specifier: string): string {
    return this.#filesOf([specifier]).map((file) => `${file}:${this.#files.get(file)?.digest}`).join('|');
  }

  #filesOf(specifiers: readonly string[]): string[] {
    const found = new Set<string>();
    const visit = (specifier: string, folder: string): void => {
      const file = this.#resolve(specifier, folder);
      if (file === null || found.has(file)) return;
      found.add(file);
      for (const inner of this.#look(file).imports) visit(inner, path.dirname(file));
    };
    for (const specifier of specifiers) visit(specifier, this.#folder);
    return [...found];
  }

  /** What changed since it was last asked, among files that were imported or looked for. */
  takeChanges(): FileChange[] {
    const changes: FileChange[] = [];
    for (const [file, known] of this.#files) {
      const changedAt = timeOf(file);
      if (changedAt === known.changedAt) continue;
      changes.push({ path: file, change: known.changedAt === null ? 'created' : changedAt === null ? 'deleted' : 'changed' });
      this.#files.set(file, lookAt(file));
    }
    return changes;
  }

  #resolve(specifier: string, folder: string): string | null {
    const isPackage = !isPath(specifier);
    const bases = isPackage ? mappedTargets(specifier, this.paths) : [path.resolve(folder, specifier)];
    for (const base of bases) {
      const stem = base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
      const candidates = [...(stem === base ? [] : [stem]), ...ENDINGS.map((ending) => base + ending)];
      const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true);
      if (file !== undefined) return file;
      // Looked for: when one of them is written, the compiler has to be told.
      for (const candidate of candidates) if (!this.#files.has(candidate)) this.#files.set(candidate, ABSENT);
    }
    if (isPackage) this.#watchPackage(specifier);
    return null;
  }

  /** A package may be installed, or brought to another version, at any time, and its types as well. */
  #watchPackage(specifier: string): void {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
    if (name === undefined || isBuiltin(name) || this.#packages.has(name)) return;
    this.#packages.add(name);
    for (let current = this.#folder; ; current = path.dirname(current)) {
      for (const found of [name, `@types/${name.replace(/^@/, '').replace('/', '__')}`]) {
        const file = path.join(current, 'node_modules', found, 'package.json');
        if (!this.#files.has(file)) this.#files.set(file, { ...ABSENT, changedAt: timeOf(file) });
      }
      if (path.dirname(current) === current) return;
    }
  }

  #look(file: string): LookedAt {
    const known = this.#files.get(file);
    if (known !== undefined && known.changedAt !== null) return known;
    const seen = lookAt(file);
    this.#files.set(file, seen);
    return seen;
  }
}

function timeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function lookAt(file: string): LookedAt {
  const changedAt = timeOf(file);
  const text = changedAt === null ? null : fileText(file);
  if (text === null) return { ...ABSENT, changedAt };
  return { changedAt, imports: importsOf(file, text), digest: createHash('sha1').update(text).digest('base64') };
}

function importsOf(file: string, text: string): string[] {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return [];
  const { parsed } = parseText(text, file.endsWith('x') ? 'tsx' : 'ts');
  const { staticImports, staticExports } = parsed.module;
  const exported = staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])));
  return [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported];
}
