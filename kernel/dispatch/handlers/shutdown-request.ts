/** shutdown_request: the reply, told to all clients on iopub too, then the end. */
import type { Handler } from '../handler';

export const shutdownHandler: Handler<'shutdown_request'> = {
  handle: ({ content, message }, services) => {
    const reply = { status: 'ok', restart: content.restart } as const;
    services.iopub.publish('shutdown_reply', reply, message);
    services.endSoon();
    return { content: reply };
  },
};
