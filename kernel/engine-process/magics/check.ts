/** `%check`: the kernel, which checks cells before they run, has followed it and shown the mode; what is left is to refuse other words. */
import type { MagicImplementation } from './magic';

const MODES = ['', 'error', 'warn', 'off'];

export const magic: MagicImplementation = {
  run({ line }, { written }) {
    const mode = line.replace(/;$/, '').trim();
    if (!MODES.includes(mode)) throw new Error(`${written} takes error, warn or off, and there is \`${line}\`.`);
  },
};
