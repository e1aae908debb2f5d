/**
 * Packages that are not there yet. Node 24 and 26 remember for good that a package has no package.json, so one that is installed after a
 * failed import would never be found: where its folder is missing, Node is not asked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What npm takes as a name, in any case; what is behind it is a path within the package. */
const PACKAGE_NAME = /^((?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*)(?:\/|$)/;

/** The package that a specifier belongs to; undefined for what is no package's. */
export function packageName(specifier: string): string | undefined {
  return PACKAGE_NAME.exec(specifier)?.[1];
}

/** Whether no folder in which a file would look has the package of a specifier. `parent`: URL of the file that asks. */
export function isAbsentPackage(specifier: string, parent: string | undefined): boolean {
  const name = packageName(specifier);
  if (name === undefined || isBuiltin(specifier) || parent?.startsWith('file:') !== true) return false;
  const file = fileURLToPath(parent);
  const folders = createRequire(file).resolve.paths(specifier) ?? [];
  return !folders.some((folder) => existsSync(path.join(folder, name))) && !isOwnName(name, path.dirname(file));
}

/** A package may import itself by its name. */
function isOwnName(name: string, folder: string): boolean {
  for (let current = folder; ; current = path.dirname(current)) {
    const file = path.join(current, 'package.json');
    if (existsSync(file)) return readFileSync(file, 'utf8').includes(JSON.stringify(name));
    if (path.dirname(current) === current) return false;
  }
}
