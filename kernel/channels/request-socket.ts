/** A ROUTER socket of libzmq: shell, control, stdin, and the heartbeat. */
import { rmSync } from 'node:fs';
import { Router } from 'zeromq';
import { REPLY_BACKLOG_MESSAGES } from '../limits';
import { bindError } from './endpoint';
import type { Endpoint } from './endpoint';

/** Receives multipart messages, identity first, and sends them without ever waiting. */
export class RequestSocket {
  readonly #socket: Router;
  readonly #name: string;
  readonly #log: (line: string) => void;
  /** Of the `ipc` socket's file. */
  #path: string | undefined;

  /** @param lingerMs how long what was sent may still go out after `close`. */
  constructor(name: string, endpoint: Endpoint, lingerMs: number, log: (line: string) => void) {
    this.#name = name;
    this.#log = log;
    // `handover`: a client that comes back under its old identity (JupyterLab's server after a reconnect) takes it over.
    // `sendTimeout: 0`: `send` then hands the message to libzmq within the call, so that the order of calls is the order on the wire.
    this.#socket = new Router({
      handover: true,
      linger: lingerMs,
      ipv6: endpoint.isIPv6,
      sendTimeout: 0,
      sendHighWaterMark: REPLY_BACKLOG_MESSAGES,
    });
  }

  /** @throws ChannelsError when the place can't be listened on. */
  async bind(endpoint: Endpoint): Promise<void> {
    try {
      await this.#socket.bind(endpoint.address);
      this.#path = endpoint.listenOptions.path;
    } catch (error) {
      throw bindError(this.#name, endpoint, error);
    }
  }

  /** Hands over each message until the socket is closed. */
  async receive(received: (frames: Buffer[]) => void): Promise<void> {
    for await (const frames of this.#socket) received(frames);
  }

  send(frames: Buffer[]): void {
    if (this.#socket.closed) return;
    this.#socket.send(frames).catch((error: unknown) => {
      this.#log(`${this.#name}: a message could not be sent: ${(error as Error).message}`);
    });
  }

  /** libzmq leaves the files of its `ipc` sockets behind when the process ends soon after (seen with 4.3.5). */
  close(): void {
    this.#socket.close();
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }
}
