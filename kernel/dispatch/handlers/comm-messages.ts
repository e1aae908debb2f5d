/** comm_open, comm_msg, comm_close from a front end: on to the engine. */
import type { JsonObject } from '../../engine/contract';
import type { CommMessage } from '../../engine/contract';
import type { IncomingMessage } from '../../protocol/message';
import type { Handler, Request } from '../handler';
import type { Services } from '../services';

/**
 * A target that is not known may be registered by a cell that was sent before: such an open waits for those cells, and the messages
 * of its comm behind it. All others go at once, so that a widget can move what a running cell waits for.
 */
export const commOpenHandler: Handler<'comm_open'> = {
  waits: ({ content }, { comms }) => {
    const waits = !comms.isTarget(content.target_name);
    if (waits) comms.wait(content.comm_id);
    return waits;
  },
  handle: ({ content, message }, services) => {
    const { comms, iopub, engine } = services;
    comms.endWait(content.comm_id);
    if (comms.isTarget(content.target_name)) {
      comms.opened(content.comm_id, content.target_name);
      engine.comm(toEngine('open', content.comm_id, content.target_name, message));
    } else {
      iopub.publish('comm_close', { comm_id: content.comm_id, data: {} }, message);
    }
    return null;
  },
};

export const commMsgHandler: Handler<'comm_msg'> = forwarding('message');
export const commCloseHandler: Handler<'comm_close'> = forwarding('close');

function forwarding(action: 'message' | 'close'): Handler<'comm_msg'> & Handler<'comm_close'> {
  return {
    waits: ({ content }, { comms }) => {
      const waits = comms.isWaiting(content.comm_id);
      if (waits) comms.wait(content.comm_id);
      return waits;
    },
    handle: (request, services) => {
      forward(action, request, services);
      return null;
    },
  };
}

function forward(action: 'message' | 'close', { content, message }: Request<'comm_msg' | 'comm_close'>, services: Services): void {
  const { comms, engine, once } = services;
  if (comms.isWaiting(content.comm_id)) comms.endWait(content.comm_id);
  if (!comms.isOpen(content.comm_id)) {
    once.say(`a comm_${action === 'message' ? 'msg' : action} for a comm that is not open was dropped`);
    return;
  }
  if (action === 'close') comms.closed(content.comm_id);
  engine.comm(toEngine(action, content.comm_id, null, message));
}

function toEngine(action: CommMessage['action'], commId: string, targetName: string | null, message: IncomingMessage): CommMessage {
  const { content, metadata, buffers } = message;
  return {
    action,
    commId,
    targetName,
    // Both came out of JSON.
    data: (content['data'] ?? {}) as JsonObject,
    metadata: metadata as JsonObject,
    buffers: buffers.map((buffer) => buffer.toString('base64')),
  };
}
