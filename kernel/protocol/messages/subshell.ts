/** create_, delete_ and list_subshell_request (JEP 91). Not supported yet: the only reply is an error. */
import { readNoFields } from './message-pair';
import type { ErrorReply, MessagePair, NoFields, PairEntry } from './message-pair';

export type CreateSubshellPair = MessagePair<NoFields, 'create_subshell_reply', ErrorReply>;
export type DeleteSubshellPair = MessagePair<NoFields, 'delete_subshell_reply', ErrorReply>;
export type ListSubshellPair = MessagePair<NoFields, 'list_subshell_reply', ErrorReply>;

export const createSubshell: PairEntry<CreateSubshellPair> = {
  replyType: 'create_subshell_reply',
  channels: ['control'],
  read: readNoFields,
};
export const deleteSubshell: PairEntry<DeleteSubshellPair> = {
  replyType: 'delete_subshell_reply',
  channels: ['control'],
  read: readNoFields,
};
export const listSubshell: PairEntry<ListSubshellPair> = {
  replyType: 'list_subshell_reply',
  channels: ['control'],
  read: readNoFields,
};
