/** Message type to handler; one handler a file. A missing one does not compile. */
import type { RequestType } from '../../protocol/messages/requests';
import type { Handler } from '../handler';
import { commCloseHandler, commMsgHandler, commOpenHandler } from './comm-messages';
import { commInfoHandler } from './comm-info-request';
import { completeHandler } from './complete-request';
import { connectHandler } from './connect-request';
import { debugHandler } from './debug-request';
import { executeHandler } from './execute-request';
import { historyHandler } from './history-request';
import { inspectHandler } from './inspect-request';
import { interruptHandler } from './interrupt-request';
import { isCompleteHandler } from './is-complete-request';
import { kernelInfoHandler } from './kernel-info-request';
import { shutdownHandler } from './shutdown-request';
import { createSubshellHandler, deleteSubshellHandler, listSubshellHandler } from './subshell-requests';

export const HANDLERS: { readonly [Type in RequestType]: Handler<Type> } = {
  kernel_info_request: kernelInfoHandler,
  execute_request: executeHandler,
  complete_request: completeHandler,
  inspect_request: inspectHandler,
  is_complete_request: isCompleteHandler,
  history_request: historyHandler,
  comm_info_request: commInfoHandler,
  comm_open: commOpenHandler,
  comm_msg: commMsgHandler,
  comm_close: commCloseHandler,
  connect_request: connectHandler,
  shutdown_request: shutdownHandler,
  interrupt_request: interruptHandler,
  debug_request: debugHandler,
  create_subshell_request: createSubshellHandler,
  delete_subshell_request: deleteSubshellHandler,
  list_subshell_request: listSubshellHandler,
};
