/** Errors that the kernel itself answers with, not those of cells. */
import { ContentError } from '../protocol/fields';
import type { ErrorReply } from '../protocol/messages/message-pair';

/** A request that is refused, in words for the client. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Whether an error tells the client what it did wrong, and not the kernel's own fault. */
export function isClientsFault(error: unknown): error is ContentError | RefusedError {
  return error instanceof ContentError || error instanceof RefusedError;
}

export function errorReply(error: unknown): ErrorReply {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
