/** comm_info_request, comm_info_reply. */
import type { KernelMessage } from '@jupyterlab/services';
import { SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, PairEntry } from './message-pair';

/** `target_name` null: all comms. */
export type CommInfoRequest = { target_name: string | null };

export type CommInfoPair = MessagePair<CommInfoRequest, 'comm_info_reply', KernelMessage.ICommInfoReply>;

export const commInfo: PairEntry<CommInfoPair> = {
  replyType: 'comm_info_reply',
  channels: SHELL_AND_CONTROL,
  read: (content) => ({ target_name: content.optionalString('target_name') }),
};
