/**
 * Held by the type check, never run: a handler that returns the wrong reply, leaves a field out, or is missing, does not compile.
 * An `@ts-expect-error` without an error below it is an error itself.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { Answer, Handler } from '../../kernel/dispatch/handler';
import type { Iopub } from '../../kernel/dispatch/iopub';
import type { HANDLERS } from '../../kernel/dispatch/handlers/handlers';
import type { Requests, RequestType } from '../../kernel/protocol/messages/requests';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_Fact extends true>(): void => undefined;

// The types come from the services' own, and are no `any`.
holds<Equal<Requests['execute_request']['request']['code'], KernelMessage.IExecuteRequestMsg['content']['code']>>();
holds<Requests['is_complete_request']['request'] extends KernelMessage.IIsCompleteRequestMsg['content'] ? true : false>();
holds<Requests['inspect_request']['reply'] extends KernelMessage.IInspectReplyMsg['content'] ? true : false>();
holds<Requests['execute_request']['reply'] extends KernelMessage.IExecuteReplyMsg['content'] ? true : false>();
holds<Requests['kernel_info_request']['reply'] extends KernelMessage.IInfoReplyMsg['content'] ? true : false>();
holds<Equal<0 extends 1 & Requests['comm_info_request']['reply'] ? 'any' : 'typed', 'typed'>>();

// Each request's reply is named after it.
type RepliesOf<Type extends RequestType> = Type extends `${infer Name}_request` ? `${Name}_reply` : null;
holds<Equal<{ [Type in RequestType]: Requests[Type]['replyType'] }, { [Type in RequestType]: RepliesOf<Type> }>>();

const good: Handler<'comm_info_request'> = { handle: () => ({ content: { status: 'ok', comms: {} } }) };

export const wrongReply: Handler<'comm_info_request'> = {
  // @ts-expect-error: tslab answered comm_info_request with a complete_reply
  handle: () => ({ content: { status: 'ok', matches: [], cursor_start: 0, cursor_end: 0, metadata: {} } }),
};

export const missingField: Handler<'kernel_info_request'> = {
  // @ts-expect-error: most of kernel_info_reply is missing
  handle: () => ({ content: { status: 'ok', protocol_version: '5.5' } }),
};

export const noReply: Handler<'shutdown_request'> = {
  // @ts-expect-error: a request with a reply must be answered
  handle: () => null,
};

export const replyToComm: Handler<'comm_msg'> = {
  // @ts-expect-error: comm messages have no reply
  handle: () => ({ content: { status: 'ok' } }),
};

// @ts-expect-error: a map of handlers with one missing
export const missingHandler: typeof HANDLERS = { comm_info_request: good };

// @ts-expect-error: a handler under another request's type
export const wrongPlace: Pick<typeof HANDLERS, 'connect_request'> = { connect_request: good };

// @ts-expect-error: a field of the wrong type
export const wrongType: Answer<'history_request'> = { content: { status: 'ok', history: [['1', 2, 'x']] } };

export function published(iopub: Iopub): void {
  iopub.publish('clear_output', { wait: true }, null);
  // @ts-expect-error: the content of another message
  iopub.publish('clear_output', { name: 'stdout', text: '' }, null);
  // @ts-expect-error: no such message on iopub
  iopub.publish('complete_reply', {}, null);
}
