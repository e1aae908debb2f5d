/** The door of the channels room: frames in, frames out. Everything else of the kernel knows no socket. */
import type { ConnectionPorts } from '../protocol/connection-file';
import type { RequestChannel } from '../protocol/message';

/** Who hears what comes in. */
export interface ChannelsListener {
  /** One message, as its frames. Must not throw. */
  received(channel: RequestChannel, frames: Buffer[]): void;
  /** A client subscribed on iopub (JEP 65); the frames that greet it, from the topic on, or null for none. They reach it before anything later. */
  subscribed(subscription: Buffer): Buffer[] | null;
}

/** The five channels. Sending never waits: what is sent goes out in that order, over all channels. */
export interface Channels {
  readonly ports: ConnectionPorts;
  /** Starts to hand over what comes in; nothing is lost before. Called once. */
  listen(listener: ChannelsListener): void;
  /** Sends to one client: identities first. */
  send(channel: RequestChannel, frames: Buffer[]): void;
  /** Sends to all subscribers of the topic, which is the first frame, once the work that runs now is done. */
  publish(frames: Buffer[]): void;
  /** Sends out what is still queued, for as long as `CLOSE_LIMIT_MS`, then closes. */
  close(): Promise<void>;
}

/** A channel that can't be opened; `message` says which, where, why and what to do. */
export class ChannelsError extends Error {
  override readonly name = 'ChannelsError';
}
