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

/** A message that waits. */
interface Queued {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

/**
 * The queue is our own and the socket's is kept short: `writableLength` shrinks only when a whole write is through, and would
 * count a large write that is nearly through in full. What counts as behind are the messages that wait; the one that is on its way
 * does not, else a message of more than the limit would cost a quick client those after it.
 */
export class Subscriber {
  readonly #socket: Socket;
  readonly #options: SubscriberOptions;
  readonly #reader = new SubscriberReader();
  /** Topic to how often it was subscribed. */
  readonly #topics = new Map<string, number>();
  #waiting: Queued[] = [];
  #waitingBytes = 0;
  /** What is left of the message that is on its way. */
  #chunks: readonly Buffer[] = [];
  #isBehind = false;
  #whenEmpty: (() => void) | null = null;
  #fault: string | null = null;

  constructor(socket: Socket, options: SubscriberOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (bytes) => this.#received(bytes));
    socket.on('drain', () => this.#pump());
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
    if (this.#waitingBytes > this.#options.backlogBytes) {
      if (!this.#isBehind) this.#options.fellBehind();
      this.#isBehind = true;
      return;
    }
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#waiting.push({ chunks, bytes });
    this.#waitingBytes += bytes;
    this.#pump();
  }

  /** What `work` sends goes out in one write, as far as the socket takes it. */
  together(work: () => void): void {
    this.#socket.cork();
    work();
    this.#socket.uncork();
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

  /** Writes until the socket has enough in flight; called again when that is through. */
  #pump(): void {
    const socket = this.#socket;
    let begun = 0;
    while (socket.writableLength < SUBSCRIBER_IN_FLIGHT_BYTES) {
      const chunk = this.#chunks[0];
      if (chunk !== undefined) {
        const part = chunk.subarray(0, SUBSCRIBER_IN_FLIGHT_BYTES);
        socket.write(part);
        this.#chunks = part.length === chunk.length ? this.#chunks.slice(1) : [chunk.subarray(part.length), ...this.#chunks.slice(1)];
        continue;
      }
      const next = this.#waiting[begun];
      if (next === undefined) break;
      begun++;
      this.#chunks = next.chunks;
      this.#waitingBytes -= next.bytes;
    }
    if (begun > 0) this.#waiting = begun === this.#waiting.length ? [] : this.#waiting.slice(begun);
    if (this.#waiting.length > 0) return;
    this.#isBehind = false;
    if (this.#chunks.length > 0) return;
    this.#whenEmpty?.();
    this.#whenEmpty = null;
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
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#chunks = [];
    this.#topics.clear();
  }
}
