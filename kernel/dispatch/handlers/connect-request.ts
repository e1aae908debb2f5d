/** connect_request: the ports. */
import type { Handler } from '../handler';

export const connectHandler: Handler<'connect_request'> = {
  handle: (_request, { ports }) => ({ content: { status: 'ok', ...ports } }),
};
