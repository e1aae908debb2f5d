/**
 * Which events of sockets, servers, requests, children and workers came late. `emit` is another one only from when the worker has seen that
 * the event loop does not turn until what came meanwhile has been told: at all other times it costs nothing.
 */
import { EventEmitter } from 'node:events';
import { callSitesOf, captureStack } from '../xray/collect/stack-holder';
import { currentCell } from './cell-context';
import { isFirstRound, noteLate } from './held-up';
import { frameOf } from './stack-frames';

/** Classes whose events Node emits for what comes from outside, and what these are called; loading the classes would cost each start some ms. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ['Socket', 'a socket'],
  ['TLSSocket', 'a socket'],
  ['Server', 'a server'],
  ['IncomingMessage', 'a request'],
  ['ClientRequest', 'a request'],
  ['ChildProcess', 'a child process'],
  ['Worker', 'a worker'],
]);

/** Events that something from outside makes. To the end of a stream Node itself listens. */
const EVENTS: ReadonlySet<unknown> = new Set(['data', 'readable', 'message', 'request', 'connection', 'response', 'connect', 'upgrade', 'exit', 'secureConnect']);

/** Frames of which one would be the person's if the person's code had emitted the event itself. */
const FRAMES = 30;

let nodeEmit: typeof EventEmitter.prototype.emit | null = null;
let noted = new WeakSet<object>();

function isOfPerson(): boolean {
  return callSitesOf(captureStack(FRAMES, emit)).some((site) => !site.isAsync() && frameOf(site.getScriptNameOrSourceURL() ?? '', site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1, '', false) !== null);
}

function note(emitter: EventEmitter, event: string | symbol): void {
  const source = SOURCES.get(emitter.constructor.name);
  const cell = currentCell();
  if (source === undefined || cell === null || noted.has(emitter) || emitter.listenerCount(event) === 0 || isOfPerson()) return;
  noted.add(emitter);
  noteLate({ cell, lateMs: null, what: `${String(event)} of ${source}`, stack: null });
}

function emit(this: EventEmitter, ...args: Parameters<typeof EventEmitter.prototype.emit>): boolean {
  const [event] = args as [string | symbol];
  if (isFirstRound() && EVENTS.has(event)) note(this, event);
  return Reflect.apply(nodeEmit ?? EventEmitter.prototype.emit, this, args);
}

/** The event loop does not turn. */
export function watchEvents(): void {
  if (nodeEmit !== null) return;
  nodeEmit = EventEmitter.prototype.emit;
  Reflect.set(EventEmitter.prototype, 'emit', emit);
}

/** It turns again, and all that came late was called. */
export function leaveEvents(): void {
  if (nodeEmit === null) return;
  // Somebody else's in the meantime goes on to call this one, and this one Node's.
  if (EventEmitter.prototype.emit === emit) {
    Reflect.set(EventEmitter.prototype, 'emit', nodeEmit);
    nodeEmit = null;
  }
  noted = new WeakSet();
}
