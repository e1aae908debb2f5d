/**
 * The iopub channel: a publisher that speaks ZMTP itself, because libzmq can't hold the rule "a subscriber that is more than 64 MiB
 * behind loses messages, others lose nothing". Its high-water mark counts messages, not bytes, and the sender hears what a subscriber
 * has read only after each half of the mark. Seen with 4.3.5, the mark moved along so that it is as many of the last messages as
 * make 64 MiB: after 155,555 messages of 400 bytes, all read, a healthy subscriber got 7 of 20 messages of 8 MiB and then none ever
 * again, as the sender believed it thousands of messages behind. Here each subscriber has a queue of its own, counted in
 * bytes, and a new one is greeted alone (JEP 65).
 */
import { lstatSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { IOPUB_BACKLOG_BYTES, LOGGED_KINDS } from '../limits';
import { bindError } from './endpoint';
import type { Endpoint } from './endpoint';
import { Subscriber } from './subscriber';
import { encodeMessage } from './zmtp';

/** What the publisher needs from the kernel. */
export interface PublisherOptions {
  /** The frames that greet a new subscriber, or null. */
  welcome(subscription: Buffer): Buffer[] | null;
  log(line: string): void;
  /** Bytes that a subscriber may be behind; `IOPUB_BACKLOG_BYTES` but in tests. */
  readonly backlogBytes?: number;
}

/** Sends each message to those who subscribed to its topic. */
export class Publisher {
  readonly #server: Server;
  readonly #subscribers = new Set<Subscriber>();
  readonly #options: PublisherOptions;
  #held: (readonly Buffer[])[] = [];
  /** Connections that came before `start`; null once started. */
  #early: Socket[] | null = [];
  #losses = 0;
  readonly #toldFaults = new Set<string>();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => {
      // A reset connection is how most clients end; 'close' follows.
      socket.on('error', () => socket.destroy());
      if (this.#early === null) this.#accept(socket);
      else this.#early.push(socket);
    });
  }

  /** @throws ChannelsError when the place can't be listened on. */
  async listen(endpoint: Endpoint): Promise<void> {
    const { path } = endpoint.listenOptions;
    if (path !== undefined) removeStaleSocket(path);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(bindError('iopub', endpoint, error)));
      this.#server.listen(endpoint.listenOptions, resolve);
    });
    this.#server.on('error', (error) => this.#options.log(`iopub: a client could not connect: ${error.message}`));
  }

  /** Serves those who came already, and from now on each at once: before, nobody could greet them. */
  start(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const socket of early) this.#accept(socket);
  }

  /** @param frames topic first. Never waits. Sent with the rest of this turn, see `flush`. */
  publish(frames: readonly Buffer[]): void {
    if (this.#subscribers.size === 0) return;
    if (this.#held.push(frames) === 1) queueMicrotask(() => this.flush());
  }

  /**
   * Sends what this turn of the event loop published, in one write a subscriber: each write wakes the client. Called by itself when the
   * turn ends: work that a turn begins with, such as handing a cell to the engine, does not wait for it.
   */
  flush(): void {
    const messages = this.#held;
    if (messages.length === 0) return;
    this.#held = [];
    const encoded = messages.map((frames) => ({ topic: frames[0]!.toString('latin1'), chunks: encodeMessage(frames) }));
    for (const subscriber of this.#subscribers) {
      subscriber.together(() => {
        for (const { topic, chunks } of encoded) if (subscriber.wants(topic)) subscriber.send(chunks);
      });
    }
  }

  /** Sends out what is queued for at most `limitMs`, then closes. */
  async close(limitMs: number): Promise<void> {
    this.flush();
    this.#server.close();
    for (const socket of this.#early ?? []) socket.destroy();
    await Promise.all([...this.#subscribers].map((subscriber) => subscriber.end(limitMs)));
  }

  #accept(socket: Socket): void {
    const subscriber = new Subscriber(socket, {
      backlogBytes: this.#options.backlogBytes ?? IOPUB_BACKLOG_BYTES,
      welcome: this.#options.welcome,
      fellBehind: () => this.#tellLoss(),
      closed: (fault) => {
        this.#subscribers.delete(subscriber);
        if (fault !== null) this.#tellFault(fault);
      },
    });
    this.#subscribers.add(subscriber);
  }

  /** Each kind once: a port scanner comes again and again. */
  #tellFault(fault: string): void {
    if (this.#toldFaults.has(fault) || this.#toldFaults.size >= LOGGED_KINDS) return;
    this.#toldFaults.add(fault);
    this.#options.log(`iopub: a connection was closed: ${fault} (said once)`);
  }

  #tellLoss(): void {
    this.#losses++;
    const mebibytes = Math.round((this.#options.backlogBytes ?? IOPUB_BACKLOG_BYTES) / 1024 / 1024);
    this.#options.log(`iopub: a client is more than ${mebibytes} MiB behind and loses output until it reads again (time ${this.#losses})`);
  }
}

/** What a kernel that was killed left behind; libzmq removes its own in the same way. A restart listens on the same path. */
function removeStaleSocket(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true) rmSync(path);
}
