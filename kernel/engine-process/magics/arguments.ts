/** Reads what stands behind a magic. Its errors are for people. */
import os from 'node:os';
import path from 'node:path';

/** @throws Error when there is something. A semicolon, as behind a statement, is nothing. */
export function noArguments(line: string, written: string): void {
  if (line !== '' && line !== ';') throw new Error(`${written} takes nothing behind it, and there is \`${line}\`.`);
}

/** One name of a file or folder: with spaces as it is or in quotes, `~` is the home folder; empty without one. */
export function fileArgument(line: string): string {
  const bare = /^(["'])(.*)\1$/.exec(line)?.[2] ?? line;
  return bare === '~' || /^~[/\\]/.test(bare) ? path.join(os.homedir(), bare.slice(1)) : bare;
}

/** Words, split at spaces outside of quotes. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, (_all, double?: string, single?: string) => double ?? single ?? ''));
}

/** What went wrong with a file, in words. */
export function fileTrouble(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'ENOTDIR') return 'it, or what it lies in, is not a folder';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'this account may not';
  return error instanceof Error ? error.message : String(error);
}
