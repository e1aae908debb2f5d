/** `%pwd` */
import { noArguments } from './arguments';
import type { MagicImplementation } from './magic';

export const magic: MagicImplementation = {
  run({ line }, { written }) {
    noArguments(line, written);
    process.stdout.write(`${process.cwd()}\n`);
  },
};
