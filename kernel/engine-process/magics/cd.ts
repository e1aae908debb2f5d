/** `%cd` */
import os from 'node:os';
import path from 'node:path';
import { fileArgument, fileTrouble } from './arguments';
import type { MagicImplementation } from './magic';

let previous: string | null = null;

export const magic: MagicImplementation = {
  run({ line }) {
    if (line === '-' && previous === null) throw new Error('%cd - goes back to the folder before, and there was none yet.');
    const from = process.cwd();
    const to = line === '-' ? (previous ?? from) : path.resolve(fileArgument(line) || os.homedir());
    try {
      process.chdir(to);
    } catch (error) {
      throw new Error(`The folder ${to} can't be entered: ${fileTrouble(error)}.`);
    }
    previous = from;
    process.stdout.write(`${process.cwd()}\n`);
  },
};
