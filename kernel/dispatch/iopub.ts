/** What is published on iopub, each message with the parent it belongs to, in order; texts of a stream are joined into few messages. */
import { STREAM_JOIN_MS, STREAM_MESSAGE_CHARACTERS } from '../limits';
import type { IncomingMessage } from '../protocol/message';
import type { JsonRecord } from '../protocol/json';
import type { PublishedMessages, PublishedType } from '../protocol/messages/published';
import type { Runs } from './runs';
import type { Wire } from './wire';

/** The parts of a published message beside type and content. */
export interface PublishOptions {
  readonly metadata?: JsonRecord;
  readonly buffers?: readonly Buffer[];
  /** ISO date of a message that is published again; by default now. */
  readonly date?: string;
}

interface PendingStream {
  readonly parent: IncomingMessage | null;
  readonly name: 'stdout' | 'stderr';
  readonly texts: string[];
  characters: number;
}

export class Iopub {
  readonly #wire: Wire;
  readonly #runs: Runs;
  #pending: PendingStream | null = null;
  #flushedAt = -Infinity;
  #isScheduled = false;

  /** @param runs keeps what cells publish, and knows who else is to get it. */
  constructor(wire: Wire, runs: Runs) {
    this.#wire = wire;
    this.#runs = runs;
  }

  /** Publishes after all that was streamed before. */
  publish<Type extends PublishedType>(
    type: Type,
    content: PublishedMessages[Type],
    parent: IncomingMessage | null,
    options: PublishOptions = {},
  ): void {
    this.flush();
    this.#send(type, content, parent, options);
  }

  status(state: 'starting' | 'busy' | 'idle', parent: IncomingMessage | null): void {
    this.publish('status', { execution_state: state }, parent);
  }

  /**
   * Publishes text of a stream: at the end of this turn of the event loop, or `STREAM_JOIN_MS` after the last time when text comes
   * without pause. What comes until then with the same parent and name is joined to it.
   */
  stream(parent: IncomingMessage | null, name: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    if (this.#pending !== null && (this.#pending.parent !== parent || this.#pending.name !== name)) this.flush();
    this.#pending ??= { parent, name, texts: [], characters: 0 };
    this.#pending.texts.push(text);
    this.#pending.characters += text.length;
    if (this.#pending.characters >= STREAM_MESSAGE_CHARACTERS) this.flush();
    else this.#schedule();
  }

  /** Publishes what is joined so far. */
  flush(): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    this.#flushedAt = performance.now();
    const content = { name: pending.name, text: pending.texts.join('') };
    this.#send('stream', content, pending.parent, {});
  }

  #send<Type extends PublishedType>(type: Type, content: PublishedMessages[Type], parent: IncomingMessage | null, options: PublishOptions): void {
    const dated = { date: new Date().toISOString(), ...options };
    const bytes = this.#wire.publish(type, content, { parent: parent?.headerFrame ?? null, ...dated });
    const { metadata = {}, date } = dated;
    for (const follower of this.#runs.published(parent, { type, content, metadata, date }, bytes)) {
      this.#wire.publish(type, content, { parent: follower.headerFrame, ...dated });
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const run = () => {
      this.#isScheduled = false;
      this.flush();
    };
    const wait = this.#flushedAt + STREAM_JOIN_MS - performance.now();
    if (wait <= 0) setImmediate(run);
    else setTimeout(run, wait);
  }
}
