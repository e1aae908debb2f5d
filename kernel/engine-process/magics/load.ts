/** `%load` */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileArgument, fileTrouble } from './arguments';
import type { MagicImplementation } from './magic';

function read(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new Error(`${file} can't be loaded: ${error instanceof TypeError ? 'it is not text in UTF-8' : fileTrouble(error)}.`);
  }
}

export const magic: MagicImplementation = {
  run({ line }, { setNextInput }) {
    if (line === '') throw new Error('%load needs the name of a file behind it, for example `%load helpers.ts`.');
    const text = read(path.resolve(fileArgument(line)));
    setNextInput(text.replace(/\r\n?/g, '\n').replace(/\n$/, ''));
  },
};
