/** is_complete_request, is_complete_reply. */
import type { KernelMessage } from '@jupyterlab/services';
import { SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, PairEntry } from './message-pair';

export type IsCompleteReply = KernelMessage.IIsCompleteReplyIncomplete | KernelMessage.IIsCompleteReplyOther;

export type IsCompletePair = MessagePair<KernelMessage.IIsCompleteRequestMsg['content'], 'is_complete_reply', IsCompleteReply>;

export const isComplete: PairEntry<IsCompletePair> = {
  replyType: 'is_complete_reply',
  channels: SHELL_AND_CONTROL,
  read: (content) => ({ code: content.string('code') }),
};
