/** An error that the person at the terminal can mend: the message says what happened and what to do, and is shown without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** What the command ends with. */
  readonly exitCode: number = 1;
}

/** The command was called in a wrong way: nothing was done. */
export class UsageError extends UserError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}

/** Words for a system error on a file or folder; other errors come back as they are. `wish`: what to do instead. */
export function inWords(error: unknown, wish: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new UserError(`No permission to write ${path ?? 'there'}.\n${wish}`, { cause: error });
  if (code === 'ENOSPC') return new UserError('There is no space left on the disk. Free some, then run the command again.', { cause: error });
  if (code === 'ENOTDIR' || code === 'EEXIST') return new UserError(`${path ?? 'The place'} is not a folder.\n${wish}`, { cause: error });
  if (code !== undefined && path !== undefined) return new UserError(`${path} can't be written: ${(error as Error).message}.\n${wish}`, { cause: error });
  return error;
}
