/**
 * A client that measures: it notes when each message of a request arrives, before it parses anything. It checks no signatures and keeps no
 * messages: what it costs is in every kernel's time.
 */
import { randomUUID } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import { DELIMITER, signedFrames } from '../../test/protocol/support/wire-format';
import type { Connection } from './connection';

/** A JSON object of unknown content. */
export type Fields = Readonly<Record<string, unknown>>;

/** What may come after a request was sent; `output` is a result or a stream: tslab prints its results. */
export type Moment = 'busy' | 'output' | 'reply' | 'idle';

/** A kernel that did not do in time what a measure waits for. */
export class BenchFault extends Error {
  override readonly name = 'BenchFault';
}


/** libzmq's own default of 100 ms would be most of what a start takes. */
const RECONNECT_MS = 1;

/** What a request may have beside its content. */
export interface SendOptions {
  readonly channel?: 'shell' | 'control';
  onText?(text: string, at: number): void;
}

/** One request and when its answers came; times are ms of the monotonic clock. */
export class Exchange {
  readonly type: string;
  readonly content: object;
  readonly channel: 'shell' | 'control';
  sentAt = 0;
  /** When each moment came first. */
  readonly at: Partial<Record<Moment, number>> = {};
  /** Content of the reply. */
  reply: Fields | null = null;
  /** Ms that our kernel says the check of the cell's types took, and its evaluation; null where it says nothing of it. */
  checkMs: number | null = null;
  evaluationMs: number | null = null;
  /** Takes the text of stdout. */
  readonly onText: ((text: string, at: number) => void) | null;
  readonly #waiting = new Map<Moment, () => void>();

  constructor(type: string, content: object, { channel = 'shell', onText }: SendOptions) {
    this.type = type;
    this.content = content;
    this.channel = channel;
    this.onText = onText ?? null;
  }

  came(moment: Moment, at: number): void {
    this.at[moment] ??= at;
    this.#waiting.get(moment)?.();
    this.#waiting.delete(moment);
  }

  /** Ms from the sending to the moment. @throws BenchFault when it does not come within `limitMs`. */
  async until(moment: Moment, limitMs: number): Promise<number> {
    if (this.at[moment] === undefined) {
      let limit: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve, reject) => {
        this.#waiting.set(moment, resolve);
        limit = setTimeout(() => reject(new BenchFault(`no ${moment} of ${this.type} within ${limitMs / 1000} s`)), limitMs);
      }).finally(() => clearTimeout(limit));
    }
    return (this.at[moment] ?? NaN) - this.sentAt;
  }
}

export class BenchClient {
  readonly #session = randomUUID();
  readonly #connection: Connection;
  readonly #shell: Dealer;
  readonly #control: Dealer;
  readonly #iopub: Subscriber;
  readonly #exchanges = new Map<string, Exchange>();
  readonly #receiving: Promise<void>[];
  #sent = 0;
  /** Cells that were answered, and how many of them the kernel says it has checked. */
  readonly cells = { answered: 0, checked: 0 };

  /** Connects as soon as the kernel listens. */
  constructor(connection: Connection) {
    this.#connection = connection;
    const options = { linger: 0, reconnectInterval: RECONNECT_MS, receiveHighWaterMark: 0 };
    this.#shell = new Dealer({ ...options, routingId: this.#session });
    this.#control = new Dealer({ ...options, routingId: this.#session });
    this.#iopub = new Subscriber(options);
    const address = (port: number): string => `tcp://${connection.ip}:${port}`;
    this.#shell.connect(address(connection.shell_port));
    this.#control.connect(address(connection.control_port));
    this.#iopub.connect(address(connection.iopub_port));
    this.#iopub.subscribe();
    this.#receiving = [this.#shell, this.#control, this.#iopub].map((socket) => this.#receive(socket));
  }

  send(type: string, content: object, options: SendOptions = {}): Exchange {
    const exchange = new Exchange(type, content, options);
    this.sendAgain(exchange);
    return exchange;
  }

  /** Sends the same request under a further id; the answer to either counts, and times are counted from now. */
  sendAgain(exchange: Exchange): void {
    const { type: msg_type, content, channel } = exchange;
    const msg_id = `${this.#session}_${++this.#sent}`;
    this.#exchanges.set(msg_id, exchange);
    const header = { msg_id, session: this.#session, username: 'bench', date: new Date().toISOString(), msg_type, version: '5.3' };
    const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    const frames = signedFrames(parts, this.#connection);
    const socket = channel === 'shell' ? this.#shell : this.#control;
    exchange.sentAt = performance.now();
    void socket.send(frames);
  }

  sendCell(code: string, options: SendOptions = {}): Exchange {
    return this.send('execute_request', { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: false }, options);
  }

  /** Closes the sockets; what still comes is dropped. */
  async close(): Promise<void> {
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    await Promise.all(this.#receiving);
  }

  async #receive(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) this.#received(frames, performance.now());
  }

  /** `told`: `awaitbook` in the metadata of our kernel's reply. */
  #noteChecked(exchange: Exchange, told: unknown): void {
    const { timing, checkMs } = (told ?? {}) as { timing?: { wallMs: number }; checkMs?: number };
    exchange.checkMs = checkMs ?? null;
    exchange.evaluationMs = timing?.wallMs ?? null;
    this.cells.answered += 1;
    if (checkMs !== undefined) this.cells.checked += 1;
  }

  #received(frames: readonly Buffer[], at: number): void {
    const start = frames.findIndex((frame) => frame.equals(DELIMITER)) + 2;
    const read = (index: number): Fields => JSON.parse(String(frames[start + index])) as Fields;
    const exchange = this.#exchanges.get(String(read(1)['msg_id']));
    if (exchange === undefined) return;
    const type = String(read(0)['msg_type']);
    if (type === 'stream' || type === 'execute_result' || type === 'display_data') {
      exchange.came('output', at);
      if (type !== 'stream' || exchange.onText === null) return;
      const { name, text } = read(3);
      if (name === 'stdout') exchange.onText(String(text), at);
    } else if (type === 'status') {
      const { execution_state } = read(3);
      if (execution_state === 'busy' || execution_state === 'idle') exchange.came(execution_state, at);
    } else if (type.endsWith('_reply')) {
      exchange.reply = read(3);
      if (type === 'execute_reply') this.#noteChecked(exchange, read(2)['awaitbook']);
      exchange.came('reply', at);
    }
  }
}
