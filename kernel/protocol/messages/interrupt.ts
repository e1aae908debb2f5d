/** interrupt_request, interrupt_reply (for `interrupt_mode: message`). */
import type { KernelMessage } from '@jupyterlab/services';
import { readNoFields } from './message-pair';
import type { MessagePair, NoFields, PairEntry } from './message-pair';

export type InterruptPair = MessagePair<NoFields, 'interrupt_reply', KernelMessage.IInterruptReply>;

export const interrupt: PairEntry<InterruptPair> = { replyType: 'interrupt_reply', channels: ['control'], read: readNoFields };
