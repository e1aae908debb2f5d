/** inspect_request, inspect_reply. Positions count code points. */
import type { KernelMessage } from '@jupyterlab/services';
import { SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, PairEntry } from './message-pair';

export type InspectRequest = KernelMessage.IInspectRequestMsg['content'];

export type InspectPair = MessagePair<InspectRequest, 'inspect_reply', KernelMessage.IInspectReply>;

export const inspect: PairEntry<InspectPair> = {
  replyType: 'inspect_reply',
  channels: SHELL_AND_CONTROL,
  read: (content) => ({
    code: content.string('code'),
    cursor_pos: content.integer('cursor_pos'),
    detail_level: content.choice('detail_level', [0, 1], 0),
  }),
};
