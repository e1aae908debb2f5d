/** A client of a kernel, directly over zeromq: requests out, whole ordered lists of messages in, every one of them checked. */
import { randomUUID } from 'node:crypto';
import { Dealer, Request, Subscriber } from 'zeromq';
import { addressOf } from './connection';
import type { Connection } from './connection';
import { MessageChecks } from './message-checks';
import { decode, signedFrames } from './wire-format';
import type { Fields, Header, Message, MessageChannel } from './wire-format';

/** All that belongs to one request: its reply, and what was published with it as parent, in order, from busy to idle. */
export interface Exchange {
  readonly reply: Message;
  readonly iopub: readonly Message[];
}

export interface SendOptions {
  readonly channel?: 'shell' | 'control' | 'stdin';
  readonly id?: string;
  readonly metadata?: object;
  readonly parent?: object;
  readonly buffers?: readonly Buffer[];
}

export interface ClientOptions {
  /** ZeroMQ's identity of the request sockets; the session's id by default, as in jupyter_client. */
  readonly identity?: string;
  /** What is subscribed to on iopub. */
  readonly topic?: string;
  /** Resolves with the kernel's log when its process has ended: nothing more is waited for then. */
  readonly ended?: Promise<string>;
}

/** Content of an execute request but its code. */
export type ExecuteOptions = SendOptions & { readonly content?: object };

type RequestChannel = 'shell' | 'control' | 'stdin';

/** Ms after which a message that does not come is a fault; far beyond what a slow machine needs, below jest's own time-out, which tells nothing. */
const WAIT_LIMIT_MS = 60_000;

/** Ms that the last messages of a kernel that has ended may be on their way. */
const LAST_MESSAGES_MS = 2_000;

interface Waiter {
  readonly isIt: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
  /** Gives up, with the reason. */
  readonly fail: (why: string) => void;
}

export class KernelClient {
  readonly session = randomUUID();
  /** All messages so far in the order in which they came; only within one channel is that the order in which they were sent. */
  readonly seen: Message[] = [];
  readonly checks = new MessageChecks();
  readonly #connection: Connection;
  readonly #sockets: Readonly<Record<RequestChannel, Dealer>>;
  readonly #iopub: Subscriber;
  readonly #receiving: Promise<void>[];
  #waiters: Waiter[] = [];
  #sent = 0;
  #isClosed = false;

  private constructor(connection: Connection, { identity, topic = '', ended }: ClientOptions) {
    this.#connection = connection;
    const options = { linger: 0, reconnectInterval: 20, receiveHighWaterMark: 0, ipv6: connection.ip.includes(':') };
    // `sendTimeout: 0`: the message goes to libzmq within the call, so that many can be sent in one turn.
    const dealer = () => new Dealer({ ...options, sendHighWaterMark: 0, sendTimeout: 0, routingId: identity ?? this.session });
    this.#sockets = { shell: dealer(), control: dealer(), stdin: dealer() };
    this.#iopub = new Subscriber(options);
    for (const [name, socket] of [...Object.entries(this.#sockets), ['iopub', this.#iopub]] as [MessageChannel, Dealer | Subscriber][]) {
      socket.connect(addressOf(connection, name));
    }
    this.#iopub.subscribe(topic);
    this.#receiving = [
      ...Object.entries(this.#sockets).map(([name, socket]) => this.#receive(name as RequestChannel, socket)),
      this.#receive('iopub', this.#iopub),
    ];
    void ended?.then((log) => this.#kernelEnded(log));
  }

  /** Connects and waits until the kernel greets the subscription: from then on no message is missed. */
  static async connect(connection: Connection, options: ClientOptions = {}): Promise<KernelClient> {
    const client = new KernelClient(connection, options);
    await client.until(({ header }) => header.msg_type === 'iopub_welcome', 'iopub_welcome');
    return client;
  }

  /** Sends a message; returns its `msg_id`. */
  send(type: string, content: object = {}, options: SendOptions = {}): string {
    const { channel = 'shell', id = `${this.session}_${++this.#sent}`, metadata = {}, parent = {}, buffers = [] } = options;
    this.sendFrames(channel, [...this.frames([this.header(type, id), parent, metadata, content]), ...buffers]);
    return id;
  }

  header(type: string, id: string): Header {
    return { msg_id: id, session: this.session, username: 'tester', date: new Date().toISOString(), msg_type: type, version: '5.5' };
  }

  /** Delimiter, right signature and four frames: header, parent header, metadata, content. */
  frames(parts: readonly (object | Buffer)[]): Buffer[] {
    return signedFrames(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(JSON.stringify(part)))), this.#connection);
  }

  /** Sends frames as they are. */
  sendFrames(channel: RequestChannel, frames: Buffer[]): void {
    this.#sockets[channel].send(frames).catch((error: unknown) => this.checks.addFault(`${channel}: could not be sent: ${(error as Error).message}`));
  }

  /** Sends a request and waits for its reply and its idle. */
  async request(type: string, content: object = {}, options: SendOptions = {}): Promise<Exchange> {
    return this.exchange(this.send(type, content, options));
  }

  /** Sends a cell; returns its `msg_id`. */
  sendCell(code: string, { content, ...options }: ExecuteOptions = {}): string {
    const fields = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true, ...content };
    return this.send('execute_request', fields, options);
  }

  /** Runs a cell to its end. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Exchange> {
    return this.exchange(this.sendCell(code, options));
  }

  /** The reply and the published messages of a request, once both its reply and its idle are there. */
  async exchange(id: string): Promise<Exchange> {
    const isOf = (message: Message) => message.parent_header.msg_id === id;
    const isReply = (message: Message) => isOf(message) && isReplyChannel(message) && message.header.msg_type.endsWith('_reply');
    const reply = await this.until(isReply, `the reply to ${id}`);
    await this.untilIdle(id);
    await this.checks.done();
    const iopub = this.published(id);
    return { reply, iopub: iopub.slice(0, iopub.findIndex(isIdle) + 1) };
  }

  async untilIdle(id: string): Promise<Message> {
    return this.until((message) => message.parent_header.msg_id === id && isIdle(message), `idle of ${id}`);
  }

  /** All that was published with this parent so far, also after its idle. */
  published(id: string): Message[] {
    return this.seen.filter(({ channel, parent_header }) => channel === 'iopub' && parent_header.msg_id === id);
  }

  /** The first message, seen already or to come, that `isIt` says yes to. @param what how it is called when it does not come. */
  async until(isIt: (message: Message) => boolean, what: string): Promise<Message> {
    const there = this.seen.find(isIt);
    if (there !== undefined) return there;
    let limit: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Message>((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${what} did not come: ${why}\nSeen:\n${this.#lastSeen()}`));
        this.#waiters.push({ isIt, resolve, fail });
        limit = setTimeout(() => fail(`${WAIT_LIMIT_MS} ms are over.`), WAIT_LIMIT_MS);
      });
    } finally {
      clearTimeout(limit);
    }
  }

  /** Until a stream's text, joined over its messages, holds the words. */
  async untilText(id: string, words: string): Promise<void> {
    const isOf = ({ header, parent_header }: Message) => header.msg_type === 'stream' && parent_header.msg_id === id;
    await this.until((message) => isOf(message) && this.text(id).includes(words), `the text ${JSON.stringify(words)}`);
  }

  /** What a cell wrote so far, both streams joined. */
  text(id: string): string {
    return this.published(id).filter(({ header }) => header.msg_type === 'stream').map(({ content }) => content['text']).join('');
  }

  /** One echo of the heartbeat. */
  async beat(bytes: string): Promise<string> {
    const socket = new Request({ linger: 0, receiveTimeout: WAIT_LIMIT_MS, ipv6: this.#connection.ip.includes(':') });
    try {
      socket.connect(addressOf(this.#connection, 'hb'));
      await socket.send(bytes);
      const [echo] = await socket.receive();
      return String(echo);
    } finally {
      socket.close();
    }
  }

  /** Ends the connection. @throws Error when a message broke the protocol. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const socket of [...Object.values(this.#sockets), this.#iopub]) socket.close();
    await Promise.all(this.#receiving);
    await this.checks.done();
  }

  async #receive(channel: MessageChannel, socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      try {
        this.#saw(decode(channel, frames, this.#connection));
      } catch (error) {
        this.checks.addFault((error as Error).message);
      }
    }
  }

  #saw(message: Message): void {
    this.seen.push(message);
    this.checks.add(message);
    const ready = this.#waiters.filter(({ isIt }) => isIt(message));
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve(message);
  }

  async #kernelEnded(log: string): Promise<void> {
    if (this.#isClosed) return;
    await new Promise((resolve) => setTimeout(resolve, LAST_MESSAGES_MS).unref());
    for (const { fail } of this.#waiters.splice(0)) fail(`the kernel has ended. Its log:\n${log}`);
  }

  #lastSeen(): string {
    const line = ({ channel, header, content }: Message) => `${channel} ${header.msg_type} ${JSON.stringify(content).slice(0, 200)}`;
    return this.seen.slice(-15).map(line).join('\n');
  }
}

function isReplyChannel({ channel }: Message): boolean {
  return channel === 'shell' || channel === 'control';
}

function isIdle({ header, content }: { header: Header; content: Fields }): boolean {
  return header.msg_type === 'status' && content['execution_state'] === 'idle';
}
