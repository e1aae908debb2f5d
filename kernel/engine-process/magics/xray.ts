/** `%%xray` and `%xray on | off | notice on | notice off`. */
import { tellBlocking } from '../blocked-notice';
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
  'notice on': () => {
    tellBlocking(true);
    return 'A note tells when the event loop was blocked and a timer came late.';
  },
  'notice off': () => {
    tellBlocking(false);
    return 'No note tells when the event loop was blocked.';
  },
};

export const magic: MagicImplementation = {
  run({ line }, { written }) {
    const setting = line.replace(/\s+/g, ' ');
    const set = Object.hasOwn(SETTINGS, setting) ? SETTINGS[setting] : undefined;
    if (set === undefined) throw new Error(`Write \`${written} on\`, \`${written} off\`, \`${written} notice on\` or \`${written} notice off\`; \`%%xray\` on the first line of a cell is for that cell alone.`);
    process.stdout.write(`${set()}\n`);
  },
  enter(line, { written }) {
    noArguments(line, written);
    const scope = currentScope();
    if (scope !== null) beginXray(scope, true);
    return () => {
      if (scope !== null) endXray(scope, { status: 'ok' });
    };
  },
};
