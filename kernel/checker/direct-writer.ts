/** How messages get to the compiler: at once, while the turn of the event loop that sends them goes on. */
import type { Writable } from 'node:stream';
import { AbstractMessageWriter } from 'vscode-jsonrpc/node';
import type { Message, MessageWriter } from 'vscode-jsonrpc/node';

/**
 * The library's own writer waits for the next turn, so the compiler would begin only when the cell has been transformed, and it takes two
 * writes for each message. Here documents go with the question that follows them, in one write.
 */
export class DirectWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Writable;
  #held: string[] = [];

  constructor(stream: Writable) {
    super();
    this.#stream = stream;
  }

  /** Resolves at once; what fails is told by `onError`, with the message. */
  write(message: Message): Promise<void> {
    const content = JSON.stringify(message);
    if (this.#held.length === 0) queueMicrotask(() => this.#flush(message));
    this.#held.push(`Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`);
    if ('id' in message) this.#flush(message);
    return Promise.resolve();
  }

  /** Nothing is held beyond a turn. */
  end(): void {
    this.#stream.end();
  }

  #flush(last: Message): void {
    const text = this.#held.join('');
    this.#held = [];
    if (text === '') return;
    this.#stream.write(text, (error) => {
      if (error) this.fireError(error, last, 1);
    });
  }
}
