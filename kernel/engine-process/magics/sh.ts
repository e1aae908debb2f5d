/** `%sh` and `%%sh`. */
import type { MagicImplementation } from './magic';
import { runProgram } from './run-program';

export const magic: MagicImplementation = {
  async run({ line, body }) {
    if (body !== null && line !== '') throw new Error('%%sh takes its script from the lines below; its own line stays empty.');
    if (body !== null && body.trim() === '') throw new Error('%%sh needs a script below its line.');
    if (body === null && line === '') throw new Error('%sh needs a command behind it, for example `%sh ls`.');
    await runProgram({ command: body ?? line, args: [], options: { shell: true }, called: body === null ? 'The command' : 'The script' });
  },
};
