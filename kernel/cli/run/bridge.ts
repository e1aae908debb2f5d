/**
 * Stands where `@jupyterlab/services` expects Jupyter Server's WebSocket, and passes each message on to the kernel's own sockets: so a
 * notebook runs through JupyterLab's own client without a server, and without Jupyter on the machine.
 */
import { randomUUID } from 'node:crypto';
import { ClientSockets } from '../../channels/client-sockets';
import type { ClientChannel } from '../../channels/client-sockets';
import type { Connection } from '../../protocol/connection-file';
import type { RequestChannel } from '../../protocol/message';
import { createSigner } from '../../protocol/signature';
import { openFrames, signFrames } from '../../protocol/signed-frames';
import { decodeWebSocketMessage, encodeWebSocketMessage, WEBSOCKET_PROTOCOL } from './websocket-frames';

/** The parts of a WebSocket that `KernelConnection` uses. */
interface Bridge {
  readonly protocol: string;
  binaryType: string;
  onopen: (event: object) => void;
  onmessage: (event: { readonly data: ArrayBuffer }) => void;
  onclose: (event: object) => void;
  onerror: (event: object) => void;
  send(message: ArrayBuffer): void;
  close(): void;
}

/**
 * The class of the WebSockets that lead to this kernel. One opens when the kernel's first message on iopub is here: from then on none is missed.
 * It never closes by itself, since nothing lies between it and the kernel that could break. `failed` hears of what can't be passed on.
 */
export function bridgeTo(connection: Connection, failed: (error: Error) => void): typeof WebSocket {
  const signer = createSigner(connection.key, connection.signatureScheme);
  const ignore = () => undefined;

  class BridgeSocket implements Bridge {
    readonly protocol = WEBSOCKET_PROTOCOL;
    binaryType = 'arraybuffer';
    onopen: Bridge['onopen'] = ignore;
    onmessage: Bridge['onmessage'] = ignore;
    onclose: Bridge['onclose'] = ignore;
    onerror: Bridge['onerror'] = ignore;
    readonly #sockets = new ClientSockets(connection, randomUUID());
    #isOpen = false;

    constructor() {
      this.#sockets.listen((channel, frames) => this.#received(channel, frames)).catch(failed);
    }

    send(message: ArrayBuffer): void {
      const { channel, frames } = decodeWebSocketMessage(message);
      this.#sockets.send(channel as RequestChannel, signFrames(signer, frames)).catch(failed);
    }

    close(): void {
      this.#sockets.close();
    }

    #received(channel: ClientChannel, wire: Buffer[]): void {
      const frames = openFrames(signer, wire);
      if (frames === null) return failed(new Error(`A message on ${channel} has no right signature.`));
      if (channel === 'iopub' && !this.#isOpen) {
        this.#isOpen = true;
        this.onopen({});
      }
      this.onmessage({ data: encodeWebSocketMessage({ channel, frames }) });
    }
  }

  return BridgeSocket as unknown as typeof WebSocket; // the rest of the DOM's class is not used
}
