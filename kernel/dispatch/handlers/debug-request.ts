/** debug_request: refused in words, both in Jupyter's form and in the Debug Adapter Protocol's. */
import { errorReply, RefusedError } from '../error-reply';
import type { Handler } from '../handler';

export const debugHandler: Handler<'debug_request'> = {
  handle: ({ content }) => {
    const message = 'Debugging is not supported by this kernel yet.';
    const { seq, command } = content;
    return {
      content: { ...errorReply(new RefusedError(message)), seq, type: 'response', request_seq: seq, success: false, command, message },
    };
  },
};
