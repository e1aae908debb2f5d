/** complete_request, complete_reply. Positions count code points. */
import type { KernelMessage } from '@jupyterlab/services';
import { SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, PairEntry } from './message-pair';

export type CompleteRequest = KernelMessage.ICompleteRequestMsg['content'];

/** The services keep the type of a good reply to themselves: it is the one with `matches`. */
export type CompleteReply = Extract<KernelMessage.ICompleteReplyMsg['content'], { matches: string[] }>;

export type CompletePair = MessagePair<CompleteRequest, 'complete_reply', CompleteReply>;

export const complete: PairEntry<CompletePair> = {
  replyType: 'complete_reply',
  channels: SHELL_AND_CONTROL,
  read: (content) => ({ code: content.string('code'), cursor_pos: content.integer('cursor_pos') }),
};
