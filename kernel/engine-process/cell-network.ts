/** Network clients that know their cell: an interrupt ends its fetches, requests and client sockets; servers and their connections stay. */
import { subscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import net from 'node:net';
import { currentScope, runDetached } from './cell-context';
import { isFirstRound, noteLate } from './held-up';
import { observing } from './observing';
import { registerWait } from './pending-work';
import { protectedFromTermination, type SharedTurns } from './shared-turns';

type Emitter = { removeAllListeners(): unknown; on(event: 'error', listener: () => void): unknown; destroy(): unknown };

/** Ends a stream of the person's without calling any of the person's listeners. */
function endSilently(emitter: Emitter): void {
  emitter.removeAllListeners();
  emitter.on('error', () => undefined);
  emitter.destroy();
}

/** The signal of a `fetch` call's own, from its options or its Request. */
function signalOf(input: unknown, init: RequestInit | undefined, NodeRequest: typeof Request): AbortSignal | null {
  if (init?.signal !== undefined) return init.signal;
  return input instanceof NodeRequest ? input.signal : null;
}

/**
 * The request runs detached: its connection goes back to a pool that other cells use, so it is not the cell's own; what ends is the
 * request, by its signal.
 */
function installFetch(turns: SharedTurns): void {
  const nodeFetch = globalThis.fetch;
  let NodeRequest: typeof Request | null = null;
  function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const observer = observing.by;
    return observer === null ? fetchOfCell(input, init) : observer.fetch(input, init, fetch, () => fetchOfCell(input, init));
  }
  function fetchOfCell(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    // Node loads its HTTP client at the first use; half loaded it would be broken for good.
    NodeRequest ??= protectedFromTermination(turns, () => globalThis.Request);
    const scope = currentScope();
    if (scope === null) return nodeFetch(input, init);
    const beganHeldUp = isFirstRound();
    const ending = new AbortController();
    const own = signalOf(input, init, NodeRequest);
    const signal = own === null ? ending.signal : AbortSignal.any([own, ending.signal]);
    let response: WeakRef<Response> | null = null;
    let isOver = false;
    // Its body may still be read as long as somebody holds the response.
    registerWait({ isOver: () => isOver || (response !== null && response.deref() === undefined), end: () => ending.abort() });
    return runDetached(() => nodeFetch(input, { ...init, signal })).then(
      (arrived) => {
        if (isFirstRound() && !beganHeldUp) noteLate({ cell: scope.cell, lateMs: null, what: 'fetch', stack: null });
        response = new WeakRef(arrived);
        return arrived;
      },
      (error: unknown) => {
        isOver = true;
        throw error;
      },
    );
  }
  globalThis.fetch = fetch;
}

/** By Node's own announcement of each request: loading `http` for it would cost every start 8 ms. */
function installRequests(): void {
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest & { res?: IncomingMessage | null } };
    registerWait({
      isOver: () => request.destroyed || request.closed,
      end: () => {
        if (request.res) endSilently(request.res);
        endSilently(request);
      },
    });
  });
}

/** Options of a connection that an http agent makes: the request is ended instead, and the agent learns of it. */
function isAgents(options: unknown): boolean {
  return typeof options === 'object' && options !== null && '_agentKey' in options;
}

function installSockets(): void {
  const { connect: nodeConnect, ref: nodeRef, unref: nodeUnref } = net.Socket.prototype;
  const unrefed = new WeakSet<net.Socket>();
  Reflect.set(net.Socket.prototype, 'unref', function unref(this: net.Socket): net.Socket {
    unrefed.add(this);
    return nodeUnref.call(this);
  });
  Reflect.set(net.Socket.prototype, 'ref', function ref(this: net.Socket): net.Socket {
    unrefed.delete(this);
    return nodeRef.call(this);
  });
  Reflect.set(net.Socket.prototype, 'connect', function connect(this: net.Socket, ...values: unknown[]): unknown {
    // `net.connect` hands its options over in an array that it has normalised.
    const first: unknown = Array.isArray(values[0]) ? values[0][0] : values[0];
    if (observing.by !== null && !isAgents(first)) observing.by.beginConnect(this, first);
    if (!isAgents(first)) registerWait({ isOver: () => this.destroyed || unrefed.has(this), end: () => endSilently(this) });
    return Reflect.apply(nodeConnect, this, values);
  });
}

/**
 * Node makes the handle of an accepted connection outside of every scope, so what its events run would be nobody's; `asyncReset` (Node's own
 * means, by which http's agent hands a kept connection to its next request) takes the scope that runs now.
 */
function adopt(connection: unknown): void {
  const handle: unknown = connection instanceof net.Socket ? Reflect.get(connection, '_handle') : null;
  if (typeof handle !== 'object' || handle === null) return;
  const asyncReset: unknown = Reflect.get(handle, 'asyncReset');
  if (typeof asyncReset === 'function') Reflect.apply(asyncReset, handle, [handle]);
}

function installServers(): void {
  const { listen: nodeListen } = net.Server.prototype;
  Reflect.set(net.Server.prototype, 'emit', function emit(this: net.Server, event: unknown, ...values: unknown[]): unknown {
    if (event === 'connection') adopt(values[0]);
    // As it is now, see `late-events.ts`.
    return Reflect.apply(EventEmitter.prototype.emit, this, [event, ...values]);
  });
  Reflect.set(net.Server.prototype, 'listen', function listen(this: net.Server, ...values: unknown[]): unknown {
    return runDetached(() => Reflect.apply(nodeListen, this, values));
  });
}

/** Puts all of it in place. */
export function installCellNetwork(turns: SharedTurns): void {
  installFetch(turns);
  installRequests();
  installSockets();
  installServers();
}
