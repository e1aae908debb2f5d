/** `%who` */
import { noArguments } from './arguments';
import type { MagicImplementation } from './magic';
import { kindOf } from './session-variables';

export const magic: MagicImplementation = {
  run({ line }, { written, variables }) {
    noArguments(line, written);
    const listed = variables.list();
    const width = Math.max(0, ...listed.map(({ name }) => name.length));
    const lines = listed.map(({ name, value }) => `${name.padEnd(width)}  ${kindOf(value)}\n`);
    process.stdout.write(lines.length === 0 ? 'There are no variables yet.\n' : lines.join(''));
  },
};
