/** debug_request, debug_reply. Not supported yet: the fields are those that tell a client so. */
import type { KernelMessage } from '@jupyterlab/services';
import type { ErrorReply, MessagePair, PairEntry } from './message-pair';

export type DebugRequest = Pick<KernelMessage.IDebugRequestMsg['content'], 'seq' | 'command'>;

/** A refusal that both the Debug Adapter Protocol (`success: false`) and Jupyter (`status: error`) understand. */
export type DebugReply = KernelMessage.IDebugReplyMsg['content'] & ErrorReply;

export type DebugPair = MessagePair<DebugRequest, 'debug_reply', DebugReply>;

export const debug: PairEntry<DebugPair> = {
  replyType: 'debug_reply',
  channels: ['control'],
  read: (content) => ({ seq: content.optionalInteger('seq') ?? 0, command: content.optionalString('command') ?? '' }),
};
