/**
 * interrupt_request: answered at once, so that the order of messages is always the same: the reply, then the running cell's
 * `KeyboardInterrupt`, then the queued cells as aborted.
 */
import type { Handler } from '../handler';

export const interruptHandler: Handler<'interrupt_request'> = {
  handle: (_request, services) => {
    services.interrupt();
    return { content: { status: 'ok' } };
  },
};
