/** The way out: encodes, signs, hands to the channels, and shows each message when the log is asked to. */
import type { Channels } from '../channels/channels';
import type { IncomingMessage, RequestChannel } from '../protocol/message';
import type { PublishedMessages, PublishedType, WelcomeContent } from '../protocol/messages/published';
import type { EncodeOptions, Session } from '../protocol/session';

/** The parts of a reply beside type and content. */
export type ReplyOptions = Pick<EncodeOptions, 'metadata' | 'date'>;

export class Wire {
  readonly #channels: Channels;
  readonly #session: Session;
  readonly #debug: ((line: string) => void) | null;
  #published = 0;

  /** @param debug takes a line for each message; null without. */
  constructor(channels: Channels, session: Session, debug: ((line: string) => void) | null) {
    this.#channels = channels;
    this.#session = session;
    this.#debug = debug;
  }

  /** How many messages were published on iopub. */
  get published(): number {
    return this.#published;
  }

  /** Sends to the client of `to`, with its header as the parent. Returns the frames' `msg_id`. */
  reply(channel: RequestChannel, to: IncomingMessage, type: string, content: object, options: ReplyOptions = {}): string {
    const { id, frames } = this.#session.encode(type, content, { parent: to.headerFrame, ...options });
    this.#channels.send(channel, [...to.identities, ...frames]);
    this.#debug?.(`${channel} -> ${type} ${id}`);
    return id;
  }

  /** Publishes on iopub, topic `kernel.<session>.<type>`. Returns the message's bytes. */
  publish<Type extends PublishedType>(type: Type, content: PublishedMessages[Type], options: EncodeOptions): number {
    const { id, frames } = this.#session.encode(type, content, options);
    this.#published++;
    this.#channels.publish([Buffer.from(`kernel.${this.#session.id}.${type}`), ...frames]);
    this.#debug?.(`iopub -> ${type} ${id}`);
    return frames.reduce((sum, frame) => sum + frame.length, 0);
  }

  /** The greeting of a new subscriber (JEP 65), topic first: the topic is the subscription, so that it gets through the filter. */
  welcome(subscription: Buffer): Buffer[] {
    const content: WelcomeContent = { subscription: subscription.toString('utf8') };
    const { id, frames } = this.#session.encode('iopub_welcome', content, { parent: null });
    this.#debug?.(`iopub -> iopub_welcome ${id}`);
    return [subscription, ...frames];
  }

  received(channel: RequestChannel, message: IncomingMessage): void {
    const { msg_type, msg_id } = message.header;
    this.#debug?.(`${channel} <- ${printable(msg_type)} ${printable(msg_id)}`);
  }
}

/** Names of the client's must not break the lines of the log. */
function printable(text: string): string {
  return text.slice(0, 100).replace(/[\x00-\x1f\x7f]/g, '?');
}
