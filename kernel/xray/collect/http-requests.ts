/**
 * Requests of `fetch`, of undici and of `node:http`, by what Node's own clients announce (`diagnostics_channel`): when they leave the queue,
 * when the headers are there, when the body is.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Operation } from './operation';
import type { Observer } from './recorder';

interface UndiciRequest {
  readonly method: string;
  readonly path: string;
}

interface Announced {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number };
  readonly error: unknown;
}

/** A `fetch`, which may be several requests when it is redirected. */
class Fetching {
  #isUnderWay = false;
  #isResolved = false;
  readonly #operation: Operation;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  requested(): void {
    this.#isUnderWay = true;
  }

  bodyEnded(): void {
    this.#isUnderWay = false;
    if (this.#isResolved) this.#operation.done();
  }

  /** The person has the response; one without a request (`data:`) has its body too. */
  resolved(): void {
    this.#isResolved = true;
    if (!this.#isUnderWay) this.#operation.done();
  }
}

const fetchings = new WeakMap<Operation, Fetching>();

function fetchingOf(operation: Operation): Fetching {
  const known = fetchings.get(operation) ?? new Fetching(operation);
  fetchings.set(operation, known);
  return known;
}

/** Method and path of a `fetch`. */
function requestWords(input: unknown, init: RequestInit | undefined): string {
  const { method = 'GET', url } = typeof input === 'object' && input !== null && 'url' in input ? (input as Request) : { url: String(input) };
  const { protocol, pathname } = URL.canParse(url) ? new URL(url) : { protocol: '', pathname: url };
  // `data:` has all of its content there.
  const words = /^(?:https?:)?$/.test(protocol) ? pathOf(pathname) : protocol;
  return `${(init?.method ?? method).toUpperCase()} ${words}`;
}

/** Runs a `fetch`; it ends with its body, whoever reads that. */
export async function watchFetch(observer: Observer, input: unknown, init: RequestInit | undefined, calledAs: (...args: never[]) => unknown, run: () => Promise<Response>): Promise<Response> {
  const operation = observer.begin({ kind: 'http', type: 'fetch', label: () => requestWords(input, init), calledAs });
  if (operation === null) return run();
  try {
    const response = await observer.within(operation, run);
    fetchingOf(operation).resolved();
    return response;
  } catch (error) {
    operation.failed(error);
    throw error;
  }
}

/** Without what may be secret: the query. */
function pathOf(path: string): string {
  return path.split(/[?#]/, 1)[0] || '/';
}

function undiciListeners(observer: Observer): Record<string, (message: unknown) => void> {
  const operations = new WeakMap<object, Operation>();
  const withOperation = (use: (operation: Operation, message: Announced) => void) => (message: unknown): void => {
    const announced = message as Announced;
    const operation = operations.get(announced.request);
    if (operation !== undefined) use(operation, announced);
  };
  return {
    'undici:request:create': (message) => {
      const { request } = message as Announced;
      const ofFetch = observer.current();
      const label = `${request.method} ${pathOf(request.path)}`;
      const operation = ofFetch ?? observer.begin({ kind: 'http', type: 'request', label, calledAs: null });
      if (operation === null) return;
      operations.set(request, operation);
      if (ofFetch !== null) fetchingOf(ofFetch).requested();
    },
    'undici:client:sendHeaders': withOperation((operation) => operation.wasSent()),
    'undici:request:headers': withOperation((operation, { response }) => operation.hasHeaders(response.statusCode)),
    'undici:request:trailers': withOperation((operation) => {
      const fetching = fetchings.get(operation);
      if (fetching === undefined) operation.done();
      else fetching.bodyEnded();
    }),
    'undici:request:error': withOperation((operation, { error }) => operation.failed(error)),
  };
}

function nodeListeners(observer: Observer): Record<string, (message: unknown) => void> {
  const operations = new WeakMap<ClientRequest, Operation>();
  const { listeners } = observer;

  function began(request: ClientRequest): void {
    const operation = observer.begin({ kind: 'http', type: 'request', label: `${request.method} ${pathOf(request.path)}`, calledAs: null });
    if (operation === null) return;
    operations.set(request, operation);
    const leave = listeners.on(request, {
      socket: (socket: Socket) => {
        if (!socket.connecting) return operation.wasSent();
        const leaveSocket = listeners.on(socket, {
          connect: () => {
            operation.wasSent();
            leaveSocket();
          },
          close: () => leaveSocket(),
        });
      },
      close: () => {
        // With a response, that tells its end.
        if (operation.headers === null) operation.cleared();
        leave();
      },
    });
  }

  function answered(operation: Operation, response: IncomingMessage): void {
    operation.hasHeaders(response.statusCode ?? 0);
    const leave = listeners.on(response, {
      end: () => operation.done(),
      close: () => {
        if (response.complete) operation.done();
        else if (response.errored === null) operation.cleared();
        else operation.failed(response.errored);
        leave();
      },
    });
  }

  return {
    'http.client.request.created': (message) => began((message as { readonly request: ClientRequest }).request),
    'http.client.response.finish': (message) => {
      const { request, response } = message as { readonly request: ClientRequest; readonly response: IncomingMessage };
      const operation = operations.get(request);
      if (operation !== undefined && operation.end === null) answered(operation, response);
    },
    'http.client.request.error': (message) => {
      const { request, error } = message as { readonly request: ClientRequest; readonly error: unknown };
      operations.get(request)?.failed(error);
    },
  };
}

/** Begins to listen; the function that it returns ends that. */
export function watchRequests(observer: Observer): () => void {
  const listeners = Object.entries({ ...undiciListeners(observer), ...nodeListeners(observer) });
  for (const [channel, listener] of listeners) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener);
  };
}
