/** execute_request, execute_reply. */
import type { KernelMessage } from '@jupyterlab/services';
import type { JsonRecord } from '../json';
import type { ErrorReply, MessagePair, PairEntry } from './message-pair';

/** Every field is present; `user_expressions` are read one by one as they are evaluated. */
export type ExecuteRequest = Omit<Required<KernelMessage.IExecuteRequestMsg['content']>, 'user_expressions'> & {
  user_expressions: JsonRecord;
};

/** All three forms carry the execution count. */
export type ExecuteReply = (
  | KernelMessage.IExecuteReply
  | (ErrorReply & { user_expressions: Record<string, never>; payload: never[] })
  | KernelMessage.IReplyAbortContent
) &
  KernelMessage.IExecuteCount;

export type ExecutePair = MessagePair<ExecuteRequest, 'execute_reply', ExecuteReply>;

export const execute: PairEntry<ExecutePair> = {
  replyType: 'execute_reply',
  channels: ['shell'],
  read: (content) => {
    const silent = content.boolean('silent', false);
    return {
      code: content.string('code'),
      silent,
      store_history: content.boolean('store_history', true) && !silent,
      user_expressions: content.object('user_expressions'),
      allow_stdin: content.boolean('allow_stdin', true),
      stop_on_error: content.boolean('stop_on_error', true),
    };
  },
};
