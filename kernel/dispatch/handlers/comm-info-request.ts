/** comm_info_request: the open comms, so that a reloaded page finds its widgets again. */
import type { Handler } from '../handler';

export const commInfoHandler: Handler<'comm_info_request'> = {
  handle: ({ content }, { comms }) => ({
    content: {
      status: 'ok',
      comms: Object.fromEntries(comms.list(content.target_name).map(([id, target]) => [id, { target_name: target }])),
    },
  }),
};
