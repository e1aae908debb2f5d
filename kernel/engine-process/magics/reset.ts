/** `%reset` */
import { noArguments } from './arguments';
import type { MagicImplementation } from './magic';

export const magic: MagicImplementation = {
  run({ line }, { written, variables }) {
    noArguments(line, written);
    const names = variables.drop();
    const count = `${names.length} ${names.length === 1 ? 'variable' : 'variables'}`;
    process.stdout.write(names.length === 0 ? 'There was nothing to drop.\n' : `Dropped ${count}: ${names.join(', ')}\n`);
  },
};
