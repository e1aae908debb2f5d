/** `%%xray`, `%xray on` and `%xray off`. */
import { currentScope } from '../cell-context';
import { beginXray, endXray, xrayEveryCell } from '../cell-xray';
import { noArguments } from './arguments';
import type { MagicImplementation } from './magic';

const SETTINGS: Readonly<Record<string, () => string>> = {
  on: () => {
    xrayEveryCell(true);
    return 'Every cell from the next one on shows what it waited for.';
  },
  off: () => {
    xrayEveryCell(false);
    return 'Only cells with %%xray show what they waited for.';
  },
};

export const magic: MagicImplementation = {
  run({ line }, { written }) {
    const set = Object.hasOwn(SETTINGS, line) ? SETTINGS[line] : undefined;
    if (set === undefined) throw new Error(`Write \`${written} on\` or \`${written} off\`; \`%%xray\` on the first line of a cell is for that cell alone.`);
    process.stdout.write(`${set()}\n`);
  },
  enter(line, { written }) {
    noArguments(line, written);
    const scope = currentScope();
    if (scope !== null) beginXray(scope);
    return () => {
      if (scope !== null) endXray(scope, { status: 'ok' });
    };
  },
};
