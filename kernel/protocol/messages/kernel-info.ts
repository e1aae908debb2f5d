/** kernel_info_request, kernel_info_reply. */
import type { KernelMessage } from '@jupyterlab/services';
import { readNoFields, SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, NoFields, PairEntry } from './message-pair';

/** The services' type has no `debugger`, which the specification has had since 5.0. */
export type KernelInfoReply = KernelMessage.IInfoReply & { debugger: boolean };

export type KernelInfoPair = MessagePair<NoFields, 'kernel_info_reply', KernelInfoReply>;

export const kernelInfo: PairEntry<KernelInfoPair> = {
  replyType: 'kernel_info_reply',
  channels: SHELL_AND_CONTROL,
  read: readNoFields,
};
