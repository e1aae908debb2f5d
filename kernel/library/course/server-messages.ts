/** What passes between a slow server's thread and the cell that made it. */
import type { MessagePort } from 'node:worker_threads';
import type { LogSnapshot } from './server-log';

/** How the server behaves; all values are given and checked. */
export interface ServerBehaviour {
  /** Ms before an answer. */
  readonly delay: number;
  /** Ms by which a delay may be shorter or longer. */
  readonly jitter: number;
  /** Share of the requests that are answered with 500, from 0 to 1. */
  readonly errorRate: number;
  /** Requests in flight above which the next is answered with 503; null for as many as come. */
  readonly limit: number | null;
  /** Where the random numbers of jitter and errors begin. */
  readonly seed: number;
}

/** Handed to the thread when it starts. */
export interface ServerThreadData {
  readonly behaviour: ServerBehaviour;
  /** Questions come and answers go by it. */
  readonly port: MessagePort;
  /** One Int32, counted up with every answer: the asking thread sleeps on it. */
  readonly turn: SharedArrayBuffer;
}

/** `figures`: the log without its requests. `idle`: answered when no request is in flight, the others at once. */
export type ServerQuestion = { readonly ask: 'log' | 'figures' | 'clear'; readonly id: number } | { readonly ask: 'idle'; readonly port: MessagePort } | { readonly ask: 'close'; readonly port: MessagePort };

export interface ServerAnswer {
  readonly id: number;
  /** Times are of the process's clock, `process.hrtime`, in ms. */
  readonly log: LogSnapshot;
}

/** The thread's first and only other word. */
export type ServerStarted = { readonly listening: number } | { readonly failed: string };
