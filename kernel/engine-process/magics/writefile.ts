/** `%%writefile` */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileArgument, fileTrouble } from './arguments';
import type { MagicImplementation } from './magic';

export const magic: MagicImplementation = {
  run({ line, body }) {
    const [, flag, name = ''] = /^(-a\b|--append\b)?\s*(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error('%%writefile needs the name of a file behind it, for example `%%writefile helpers.ts`.');
    const file = path.resolve(fileArgument(name));
    const text = body === null || body === '' || body.endsWith('\n') ? (body ?? '') : `${body}\n`;
    const verb = flag !== undefined ? 'Appended to' : existsSync(file) ? 'Overwrote' : 'Wrote';
    try {
      if (flag !== undefined) appendFileSync(file, text);
      else writeFileSync(file, text);
    } catch (error) {
      throw new Error(`${file} can't be written: ${fileTrouble(error) === 'it does not exist' ? 'its folder does not exist' : fileTrouble(error)}.`);
    }
    process.stdout.write(`${verb} ${file}\n`);
  },
};
