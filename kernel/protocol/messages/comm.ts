/** comm_open, comm_msg, comm_close: one-way messages, both ways (Jupyter messaging 5.5, custom messages). */
import type { KernelMessage } from '@jupyterlab/services';
import type { JsonRecord } from '../json';
import type { MessagePair, PairEntry } from './message-pair';

export type CommOpen = Pick<KernelMessage.ICommOpenMsg['content'], 'comm_id' | 'target_name'> & { data: JsonRecord };
export type CommMsg = Pick<KernelMessage.ICommMsgMsg['content'], 'comm_id'> & { data: JsonRecord };
export type CommClose = CommMsg;

export type CommOpenPair = MessagePair<CommOpen, null, null>;
export type CommMsgPair = MessagePair<CommMsg, null, null>;
export type CommClosePair = MessagePair<CommClose, null, null>;

export const commOpen: PairEntry<CommOpenPair> = {
  replyType: null,
  channels: ['shell'],
  read: (content) => ({
    comm_id: content.string('comm_id'),
    target_name: content.string('target_name'),
    data: content.object('data'),
  }),
};

export const commMsg: PairEntry<CommMsgPair> = {
  replyType: null,
  channels: ['shell'],
  read: (content) => ({ comm_id: content.string('comm_id'), data: content.object('data') }),
};

export const commClose: PairEntry<CommClosePair> = commMsg;
