/** shutdown_request, shutdown_reply (the services name the types, but not their content). */
import { SHELL_AND_CONTROL } from './message-pair';
import type { MessagePair, PairEntry } from './message-pair';

/** `restart`: whether the client will start the kernel again. */
export type ShutdownRequest = { restart: boolean };

export type ShutdownReply = { status: 'ok'; restart: boolean };

export type ShutdownPair = MessagePair<ShutdownRequest, 'shutdown_reply', ShutdownReply>;

export const shutdown: PairEntry<ShutdownPair> = {
  replyType: 'shutdown_reply',
  channels: SHELL_AND_CONTROL,
  read: (content) => ({ restart: content.boolean('restart', false) }),
};
