/** connect_request, connect_reply (deprecated since 5.1, still answered; the services have no type for it). */
import type { ConnectionPorts } from '../connection-file';
import { readNoFields, SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, NoFields, PairEntry } from './message-pair';

export type ConnectReply = { status: 'ok' } & ConnectionPorts;

export type ConnectPair = MessagePair<NoFields, 'connect_reply', ConnectReply>;

export const connect: PairEntry<ConnectPair> = { replyType: 'connect_reply', channels: SHELL_AND_CONTROL, read: readNoFields };
