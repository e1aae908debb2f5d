/** The form of a handler, typed from the map of requests: one that answers with another request's reply does not compile. */
import type { IncomingMessage } from '../protocol/message';
import type { ErrorReply } from '../protocol/messages/message-pair';
import type { Requests, RequestType } from '../protocol/messages/requests';
import type { Services } from './services';

/** A request whose content was read and found good. */
export interface Request<Type extends RequestType> {
  readonly content: Requests[Type]['request'];
  readonly message: IncomingMessage;
}

/** What a handler gives back: the reply, or null for requests that have none. */
export type Answer<Type extends RequestType> = Requests[Type]['reply'] extends null
  ? null
  : {
      readonly content: Requests[Type]['reply'];
      readonly metadata?: Record<string, unknown>;
      /** ISO date, of a reply that is sent again; by default now. */
      readonly date?: string;
    };

/** One handler. An error that `handle` throws becomes an error reply. */
export interface Handler<Type extends RequestType> {
  handle(request: Request<Type>, services: Services): Answer<Type> | Promise<Answer<Type>>;
  /** Whether the request waits for its turn behind the execute requests before it; without this it is answered at once. */
  waits?(request: Request<Type>, services: Services): boolean;
  /** The answer when the queue was aborted meanwhile; without this the request is handled all the same. */
  abort?(services: Services): Answer<Type>;
  /** Completes the reply to a request that could not be read or handled. */
  refuse?(error: ErrorReply, services: Services): Answer<Type>;
}
