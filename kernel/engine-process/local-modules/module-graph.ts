/**
 * The local modules (files outside of any `node_modules`) that were loaded, who imports whom, and which version of each is current. A file is
 * run once while it is unchanged; after an edit it is taken anew, together with all that depends on it.
 */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

interface LocalModule {
  /** State of the file when it was loaded. */
  stamp: string;
  version: number;
  readonly importers: Set<string>;
}

const modules = new Map<string, LocalModule>();
/** Those whose text Node took since a cell last began to import. */
const taken = new Set<string>();
const { cache: requireCache } = createRequire(__filename);

/** Changes whenever the file does, as far as the file system tells. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}

/** Whether the file is one of the person's own, not of an installed package. */
export function isLocalFile(file: string): boolean {
  return path.isAbsolute(file) && !file.split(path.sep).includes('node_modules');
}

/** Notes that `importer` (null: a cell) uses `file`; returns the version under which the file is to be loaded. */
export function noteImport(file: string, importer: string | null): number {
  let known = modules.get(file);
  if (known === undefined) {
    known = { stamp: stampOf(file), version: 0, importers: new Set() };
    modules.set(file, known);
  }
  if (importer !== null) known.importers.add(importer);
  return known.version;
}

function takeAnew(file: string, done: Set<string>): void {
  const known = modules.get(file);
  if (known === undefined || done.has(file)) return;
  done.add(file);
  known.version += 1;
  delete requireCache[file];
  for (const importer of known.importers) takeAnew(importer, done);
}

/** Looks at every local module's file; to be called before a cell imports. */
export function refreshChangedModules(): void {
  taken.clear();
  const done = new Set<string>();
  for (const [file, known] of modules) {
    const stamp = stampOf(file);
    if (stamp === known.stamp) continue;
    known.stamp = stamp;
    takeAnew(file, done);
  }
}

/** A module whose loading failed is taken anew at the next import, edited or not: what it lacked may be there by then. */
export function forgetFailedModule(file: string): void {
  takeAnew(file, new Set());
}

/** Notes that Node takes a module's text. */
export function noteTaken(file: string): void {
  taken.add(file);
}

/** Where to look for what a cell's import failed in; in the order in which Node took them. */
export function takenFiles(): string[] {
  return [...taken];
}
