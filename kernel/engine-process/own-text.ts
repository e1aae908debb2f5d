/** Knows the kernel's own functions, such as those in place of Node's timers, by their text: V8 does not tell where a function stands. */
import fs from 'node:fs';
import path from 'node:path';
import { KERNEL_FOLDER } from '../kernel-folder';

/** Shorter texts, such as `() => {}`, may be a person's as well. */
const TELLING_CHARACTERS = 40;

let ownText: string | null = null;

/** Whether a function's text stands in one of the kernel's files; they are read at the first question (1 MB, some ms). */
export function isOwnText(text: string): boolean {
  if (text.length < TELLING_CHARACTERS) return false;
  ownText ??= readOwnText(KERNEL_FOLDER);
  return ownText.includes(text);
}

function readOwnText(folder: string): string {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'));
  return files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
}
