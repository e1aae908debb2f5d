/** The files that a person means by paths that Node itself does not find. */
import { statSync } from 'node:fs';
import path from 'node:path';

/** Tried behind a path without one, in this order. */
export const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** TypeScript's own convention: the import names the file that will be, the author has the one before. */
const WRITTEN_FOR: Readonly<Record<string, readonly string[]>> = { '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

/** Whether there is a file, not a folder. */
export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** The file behind an absolute path: without extension, a folder's index, or a TypeScript file named as JavaScript; null where there is none. */
export function findWritten(target: string): string | null {
  const extension = path.extname(target);
  const stem = target.slice(0, target.length - extension.length);
  const candidates = [
    ...(WRITTEN_FOR[extension] ?? []).map((other) => stem + other),
    ...EXTENSIONS.map((other) => target + other),
    ...EXTENSIONS.map((other) => path.join(target, `index${other}`)),
  ];
  return candidates.find(isFile) ?? null;
}
