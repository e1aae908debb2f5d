/** `%magics` */
import { MAGICS } from '../../language/magics';
import { noArguments } from './arguments';
import type { MagicImplementation } from './magic';

const LINE_CHARACTERS = 100;

/** Breaks a text between words. */
function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

export const magic: MagicImplementation = {
  run({ line }, { written }) {
    noArguments(line, written);
    const column = Math.max(...MAGICS.map(({ usage }) => usage.length)) + 2;
    const rows = MAGICS.map(({ usage, help }) => usage.padEnd(column) + wrapped(help, LINE_CHARACTERS - column).join(`\n${' '.repeat(column)}`));
    const note = 'A magic stands where a statement may begin: behind an expression without a semicolon, `%` is the operator.';
    process.stdout.write(`${rows.join('\n')}\n\n${note}\n`);
  },
};
