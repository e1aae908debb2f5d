import path from 'node:path';

/** An error that the person at the terminal can mend: the message says what happened and what to do, and is shown without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** What the command ends with. */
  readonly exitCode: number = 1;
}

/** What a command ends with that was called in a wrong way. */
export const WRONG_USE = 2;

/** The command was called in a wrong way: nothing was done. */
export class UsageError extends UserError {
  override readonly name = 'UsageError';
  override readonly exitCode = WRONG_USE;
}

/** Words for a system error on a file or folder; other errors come back as they are. `wish`: what to do instead. */
export function inWords(error: unknown, wish: string): unknown {
  const { code, path: place } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new UserError(`No permission to write ${place ?? 'there'}.\n${wish}`, { cause: error });
  if (code === 'ENOSPC') return new UserError('There is no space left on the disk. Free some, then run the command again.', { cause: error });
  if (code === 'ENOTDIR' || code === 'EEXIST') return new UserError(`${place ?? 'The place'} is not a folder.\n${wish}`, { cause: error });
  if (code === 'ENOENT' && place !== undefined) return new UserError(`Nothing can be made in ${path.dirname(place)}.\n${wish}`, { cause: error });
  if (code !== undefined && place !== undefined) return new UserError(`${place} can't be written: ${(error as Error).message}.\n${wish}`, { cause: error });
  return error;
}
