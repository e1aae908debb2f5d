/** The messages between a page and its kernel, read from the page's websocket. */
import { KernelMessage } from '@jupyterlab/services';
import { deserialize } from '@jupyterlab/services/lib/kernel/serialize';
import type { Page, WebSocket } from 'playwright-core';

type Message = KernelMessage.IMessage;
/** Ms to wait for one message: far above what a slow machine needs. */
const WAIT_LIMIT_MS = 30_000;
const PROTOCOL = KernelMessage.supportedKernelWebSocketProtocols.v1KernelWebsocketJupyterOrg;

interface Waiting {
  readonly matches: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

/** Everything that was sent and received, in order, and a way to wait for what comes. */
export class KernelMessages {
  readonly all: Message[] = [];
  readonly #waiting = new Set<Waiting>();

  constructor(page: Page) {
    page.on('websocket', (socket) => this.#listen(socket));
  }

  /** The next message of that kind from now on. Rejects when none comes. */
  next(matches: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        const last = this.all.slice(-10).map(({ header, content }) => `${header.msg_type} ${JSON.stringify(content)}`);
        reject(new Error(`The message did not come. The last ones were:\n${last.join('\n')}`));
      }, WAIT_LIMIT_MS);
      this.#waiting.add({ matches, resolve: (message) => (clearTimeout(limit), resolve(message)) });
    });
  }

  #listen(socket: WebSocket): void {
    if (!/\/api\/kernels\/[^/]+\/channels/.test(socket.url())) return;
    const read = ({ payload }: { payload: string | Buffer }) => {
      if (typeof payload !== 'string') this.#add(deserialize(new Uint8Array(payload).buffer, PROTOCOL));
    };
    socket.on('framereceived', read).on('framesent', read);
  }

  #add(message: Message): void {
    this.all.push(message);
    for (const waiting of this.#waiting) {
      if (!waiting.matches(message)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(message);
    }
  }
}

/** Whether a message is a status of that kind, told for a request of that type. */
export function isStatus(message: Message, state: 'busy' | 'idle', requestType: string): boolean {
  return message.header.msg_type === 'status' && (message.content as { execution_state?: string }).execution_state === state
    && (message.parent_header as { msg_type?: string }).msg_type === requestType;
}
