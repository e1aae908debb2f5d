/**
 * The map from each request's type to its pair. It is the only place where a request is named: handlers are typed from it, so that
 * one that returns the wrong reply, or is missing, does not compile.
 */
import { commClose, commMsg, commOpen } from './comm';
import type { CommClosePair, CommMsgPair, CommOpenPair } from './comm';
import { commInfo } from './comm-info';
import type { CommInfoPair } from './comm-info';
import { complete } from './complete';
import type { CompletePair } from './complete';
import { connect } from './connect';
import type { ConnectPair } from './connect';
import { debug } from './debug';
import type { DebugPair } from './debug';
import { execute } from './execute';
import type { ExecutePair } from './execute';
import { history } from './history';
import type { HistoryPair } from './history';
import { inspect } from './inspect';
import type { InspectPair } from './inspect';
import { interrupt } from './interrupt';
import type { InterruptPair } from './interrupt';
import { isComplete } from './is-complete';
import type { IsCompletePair } from './is-complete';
import { kernelInfo } from './kernel-info';
import type { KernelInfoPair } from './kernel-info';
import type { PairEntry } from './message-pair';
import { shutdown } from './shutdown';
import type { ShutdownPair } from './shutdown';
import { createSubshell, deleteSubshell, listSubshell } from './subshell';
import type { CreateSubshellPair, DeleteSubshellPair, ListSubshellPair } from './subshell';

/** Type of the request to its pair. */
export interface Requests {
  kernel_info_request: KernelInfoPair;
  execute_request: ExecutePair;
  complete_request: CompletePair;
  inspect_request: InspectPair;
  is_complete_request: IsCompletePair;
  history_request: HistoryPair;
  comm_info_request: CommInfoPair;
  comm_open: CommOpenPair;
  comm_msg: CommMsgPair;
  comm_close: CommClosePair;
  connect_request: ConnectPair;
  shutdown_request: ShutdownPair;
  interrupt_request: InterruptPair;
  debug_request: DebugPair;
  create_subshell_request: CreateSubshellPair;
  delete_subshell_request: DeleteSubshellPair;
  list_subshell_request: ListSubshellPair;
}

export type RequestType = keyof Requests;

/** The same at run time. */
export const REQUESTS: { readonly [Type in RequestType]: PairEntry<Requests[Type]> } = {
  kernel_info_request: kernelInfo,
  execute_request: execute,
  complete_request: complete,
  inspect_request: inspect,
  is_complete_request: isComplete,
  history_request: history,
  comm_info_request: commInfo,
  comm_open: commOpen,
  comm_msg: commMsg,
  comm_close: commClose,
  connect_request: connect,
  shutdown_request: shutdown,
  interrupt_request: interrupt,
  debug_request: debug,
  create_subshell_request: createSubshell,
  delete_subshell_request: deleteSubshell,
  list_subshell_request: listSubshell,
};

/** Whether a message type is a request that the kernel knows; `constructor` and its like are not. */
export function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(REQUESTS, type);
}
