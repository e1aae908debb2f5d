/** What every message pair declares: the shapes are typed from `@jupyterlab/services` where it has them. */
import type { ContentReader } from '../fields';
import type { RequestChannel } from '../message';

/** An error reply, the same for every request (Jupyter messaging 5.5, "Request-Reply"). */
export interface ErrorReply {
  status: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The types of a pair: content of the request, type of the reply (null where none is sent), content of the reply. */
export interface MessagePair<Request, ReplyType extends string | null, Reply> {
  readonly request: Request;
  readonly replyType: ReplyType;
  readonly reply: Reply;
}

/** The same pair at run time. */
export interface PairEntry<Pair extends MessagePair<unknown, string | null, unknown>> {
  readonly replyType: Pair['replyType'];
  /** Where the request may come in. */
  readonly channels: readonly RequestChannel[];
  /** Reads and checks the content. @throws ContentError in plain words. */
  readonly read: (content: ContentReader) => Pair['request'];
}

/** A request without fields. */
export type NoFields = Record<string, never>;

/** Reads a request without fields: whatever else stands in it is ignored, as the specification allows. */
export function readNoFields(): NoFields {
  return {};
}

/** Requests that are answered at once, on whichever of the two channels. */
export const SHELL_AND_CONTROL: readonly RequestChannel[] = ['shell', 'control'];
