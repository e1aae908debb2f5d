/** What the kernel publishes on iopub: message type to content. */
import type { KernelMessage } from '@jupyterlab/services';
import type { JsonRecord } from '../json';
import type { CommClose, CommMsg, CommOpen } from './comm';
import type { ShutdownReply } from './shutdown';

type Content<Message extends { content: unknown }> = Message['content'];

/** MIME bundles are what the engine made: JSON, unknown in detail. */
interface Bundle {
  data: JsonRecord;
  metadata: JsonRecord;
}

export interface PublishedMessages {
  status: { execution_state: Extract<KernelMessage.Status, 'starting' | 'busy' | 'idle'> };
  execute_input: Content<KernelMessage.IExecuteInputMsg>;
  execute_result: Bundle & KernelMessage.IExecuteCount;
  stream: Content<KernelMessage.IStreamMsg>;
  display_data: Bundle & { transient: { display_id?: string } };
  update_display_data: Bundle & { transient: { display_id: string } };
  clear_output: Content<KernelMessage.IClearOutputMsg>;
  error: Content<KernelMessage.IErrorMsg>;
  comm_open: CommOpen;
  comm_msg: CommMsg;
  comm_close: CommClose;
  /** Told to all clients, as ipykernel does: each of them learns that the kernel goes. */
  shutdown_reply: ShutdownReply;
}

export type PublishedType = keyof PublishedMessages;

/** `iopub_welcome` (JEP 65): goes to a new subscriber alone. */
export interface WelcomeContent {
  subscription: string;
}
