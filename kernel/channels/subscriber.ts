/** One client of iopub: what it subscribed to, and what is still to be sent to it, counted in bytes. */
import type { Socket } from 'node:net';
import { SUBSCRIBER_IN_FLIGHT_BYTES } from '../limits';
import { encodeMessage, PUBLISHER_HELLO, SubscriberReader } from './zmtp';
import type { SubscriberEvent } from './zmtp';

/** What a subscriber needs from its publisher. */
export interface SubscriberOptions {
  readonly backlogBytes: number;
  welcome(subscription: Buffer): Buffer[] | null;
  /** It starts to lose messages; told once until it has caught up. */
  fellBehind(): void;
  /** `fault`: what it sent that no subscriber sends, or null. */
  closed(fault: string | null): void;
}

/**
 * The queue is our own and the socket's is kept short: `writableLength` shrinks only when a whole write is through, and would
 * count a large write that is nearly through in full.
 */
export class Subscriber {
  readonly #socket: Socket;
  readonly #options: SubscriberOptions;
  readonly #reader = new SubscriberReader();
  /** Topic to how often it was subscribed. */
  readonly #topics = new Map<string, number>();
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #isBehind = false;
  #whenEmpty: (() => void) | null = null;
  #fault: string | null = null;

  constructor(socket: Socket, options: SubscriberOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (bytes) => this.#received(bytes));
    socket.on('drain', () => this.#pump());
    // A reset connection is how most clients end; 'close' follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#clear();
      options.closed(this.#fault);
    });
    socket.write(PUBLISHER_HELLO);
  }

  wants(topic: string): boolean {
    for (const prefix of this.#topics.keys()) if (topic.startsWith(prefix)) return true;
    return false;
  }

  /** Queues one message, whole, or drops it, whole, when more than the allowed bytes wait already. */
  send(chunks: readonly Buffer[]): void {
    if (this.#socket.destroyed) return;
    if (this.#queuedBytes + this.#socket.writableLength > this.#options.backlogBytes) {
      if (!this.#isBehind) this.#options.fellBehind();
      this.#isBehind = true;
      return;
    }
    for (const chunk of chunks) {
      this.#queue.push(chunk);
      this.#queuedBytes += chunk.length;
    }
    this.#pump();
  }

  /** Resolves when all is handed to the operating system and the connection is closed, or after `limitMs`. */
  async end(limitMs: number): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(() => this.#socket.destroy(), limitMs);
      this.#socket.once('close', () => {
        clearTimeout(limit);
        resolve();
      });
      this.#whenEmpty = () => this.#socket.end(() => this.#socket.destroySoon());
      this.#pump();
    });
  }

  #pump(): void {
    const socket = this.#socket;
    let sent = 0;
    while (sent < this.#queue.length && socket.writableLength < SUBSCRIBER_IN_FLIGHT_BYTES) {
      const chunk = this.#queue[sent]!;
      const part = chunk.length <= SUBSCRIBER_IN_FLIGHT_BYTES ? chunk : chunk.subarray(0, SUBSCRIBER_IN_FLIGHT_BYTES);
      socket.write(part);
      this.#queuedBytes -= part.length;
      if (part === chunk) sent++;
      else this.#queue[sent] = chunk.subarray(part.length);
    }
    if (sent === this.#queue.length) {
      this.#queue = [];
      this.#isBehind = false;
      this.#whenEmpty?.();
      this.#whenEmpty = null;
    } else if (sent > 0) this.#queue = this.#queue.slice(sent);
  }

  #received(bytes: Buffer): void {
    try {
      for (const event of this.#reader.read(bytes)) this.#did(event);
    } catch (error) {
      this.#fault = (error as Error).message;
      this.#socket.destroy();
    }
  }

  #did(event: SubscriberEvent): void {
    if (event.kind === 'ping') return void this.send([event.pong]);
    const topic = event.topic.toString('latin1');
    const count = this.#topics.get(topic) ?? 0;
    if (event.kind === 'subscribe') {
      this.#topics.set(topic, count + 1);
      const frames = count === 0 ? this.#options.welcome(event.topic) : null;
      if (frames !== null) this.send(encodeMessage(frames));
    } else if (count > 1) this.#topics.set(topic, count - 1);
    else this.#topics.delete(topic);
  }

  #clear(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#topics.clear();
  }
}
