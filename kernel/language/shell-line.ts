/** Lines such as `!ls -l`, which are commands in a notebook of Python's. */

/** A word, and maybe further ones: no operator of TypeScript behind the first. */
const COMMAND = /^!\s?([\w./~-]+(?:\s+[\w./~"'$*@-].*)?)\s*$/;

/** What to write in place of a command on the line that an offset (UTF-16) stands on; null where there is none. */
export function shellAdvice(text: string, offset: number): string | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const command = COMMAND.exec(text.slice(start).split('\n', 1)[0]!)?.[1];
  if (command === undefined) return null;
  return `A command of the shell is written \`${command.startsWith('npm ') ? '%' : '%sh '}${command}\`.`;
}
