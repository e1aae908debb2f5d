/** The client's side of the channels: what a front end opens to a kernel. Everything else knows no socket, also where we are the client. */
import { Dealer, Subscriber } from 'zeromq';
import type { Connection } from '../protocol/connection-file';
import type { RequestChannel } from '../protocol/message';
import { endpointOf } from './endpoint';

/** A channel that a client hears. */
export type ClientChannel = RequestChannel | 'iopub';

/** One message as its frames, from the identities or the topic on. Must not throw. */
export type ClientListener = (channel: ClientChannel, frames: Buffer[]) => void;

/** Ms between tries to connect: the kernel does not listen yet when its process was just started. */
const CONNECT_AGAIN_MS = 20;

const PORTS = { shell: 'shell_port', control: 'control_port', stdin: 'stdin_port', iopub: 'iopub_port' } as const;

/** Connected sockets. The first message on iopub is the kernel's greeting (JEP 65); none is missed after it. */
export class ClientSockets {
  readonly #requests: Readonly<Record<RequestChannel, Dealer>>;
  readonly #iopub: Subscriber;

  /** @param identity of the request sockets: the kernel asks for input on the stdin socket that has the shell socket's. */
  constructor(connection: Connection, identity: string) {
    const endpoint = (channel: ClientChannel) => endpointOf(connection, PORTS[channel]);
    const options = { linger: 0, reconnectInterval: CONNECT_AGAIN_MS, receiveHighWaterMark: 0, ipv6: endpoint('shell').isIPv6 };
    const dealer = () => new Dealer({ ...options, sendHighWaterMark: 0, routingId: identity });
    this.#requests = { shell: dealer(), control: dealer(), stdin: dealer() };
    this.#iopub = new Subscriber(options);
    for (const [channel, socket] of this.#all()) socket.connect(endpoint(channel).address);
    this.#iopub.subscribe();
  }

  /** Hands over each message until the sockets are closed. Rejects when receiving fails. */
  async listen(listener: ClientListener): Promise<void> {
    await Promise.all(
      this.#all().map(async ([channel, socket]) => {
        for await (const frames of socket) listener(channel, frames);
      }),
    );
  }

  /** Resolves when libzmq has taken the message; the order of calls is the order on the wire. */
  async send(channel: RequestChannel, frames: Buffer[]): Promise<void> {
    await this.#requests[channel].send(frames);
  }

  close(): void {
    for (const [, socket] of this.#all()) socket.close();
  }

  #all(): (readonly [ClientChannel, Dealer | Subscriber])[] {
    const { shell, control, stdin } = this.#requests;
    return [['shell', shell], ['control', control], ['stdin', stdin], ['iopub', this.#iopub]];
  }
}
