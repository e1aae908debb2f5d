/**
 * The wire format of ZeroMQ, ZMTP 3.0 (rfc.zeromq.org/spec/23) with the NULL mechanism, as far as a publisher needs it: its side of the
 * handshake, frames out, subscriptions in. Pure: bytes to events. Why libzmq's own publisher doesn't do: see `publisher.ts`.
 */
import { JOINED_FRAME_BYTES, SUBSCRIBER_FRAME_BYTES } from '../limits';

const MORE = 1;
const LONG = 2;
const COMMAND = 4;
const GREETING_LENGTH = 64;

/** Signature, version 3.0, mechanism NULL. With 3.0, a 3.1 peer subscribes by messages and not by commands. */
const GREETING = Buffer.alloc(GREETING_LENGTH);
GREETING.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
GREETING.write('NULL', 12, 'latin1');

/** What a publisher says first, in one go: neither side waits for the other in 3.0. */
export const PUBLISHER_HELLO: Buffer = Buffer.concat([GREETING, encodeCommand('READY', encodeProperty('Socket-Type', 'XPUB'))]);

/** What a subscriber did. */
export type SubscriberEvent =
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly topic: Buffer }
  | { readonly kind: 'ping'; readonly pong: Buffer };

/** Bytes that are no ZMTP 3 subscriber's: its connection is to be closed. */
export class ZmtpError extends Error {
  override readonly name = 'ZmtpError';
}

/** The frames of one message, as chunks to write one after the other; small frames are joined into one chunk. */
export function encodeMessage(frames: readonly Buffer[]): Buffer[] {
  const chunks: Buffer[] = [];
  let small: Buffer[] = [];
  for (const [index, frame] of frames.entries()) {
    small.push(encodeFrameHeader(frame.length, index < frames.length - 1 ? MORE : 0));
    if (frame.length <= JOINED_FRAME_BYTES) {
      small.push(frame);
      continue;
    }
    chunks.push(Buffer.concat(small), frame);
    small = [];
  }
  if (small.length > 0) chunks.push(Buffer.concat(small));
  return chunks;
}

function encodeFrameHeader(length: number, flags: number): Buffer {
  if (length < 256) return Buffer.from([flags, length]);
  const header = Buffer.alloc(9);
  header[0] = flags | LONG;
  header.writeBigUInt64BE(BigInt(length), 1);
  return header;
}

function encodeCommand(name: string, body: Buffer): Buffer {
  const command = Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'latin1'), body]);
  return Buffer.concat([encodeFrameHeader(command.length, COMMAND), command]);
}

function encodeProperty(name: string, value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name, 'latin1'), length, Buffer.from(value, 'latin1')]);
}

/** Reads what one subscriber sends, however the bytes are cut. */
export class SubscriberReader {
  #pending: Buffer = Buffer.alloc(0);
  #state: 'greeting' | 'ready' | 'traffic' = 'greeting';

  /** True once the handshake is through. */
  get isReady(): boolean {
    return this.#state === 'traffic';
  }

  /** @throws ZmtpError when the peer is no ZMTP 3 subscriber. */
  read(bytes: Buffer): SubscriberEvent[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    if (this.#state === 'greeting' && !this.#readGreeting()) return [];
    const events: SubscriberEvent[] = [];
    for (let frame = this.#nextFrame(); frame !== null; frame = this.#nextFrame()) {
      const event = frame.isCommand ? this.#readCommand(frame.body) : this.#readMessage(frame.body);
      if (event !== null) events.push(event);
    }
    return events;
  }

  #readGreeting(): boolean {
    const seen = this.#pending;
    if (seen.length > 0 && seen[0] !== 0xff) throw new ZmtpError('no ZMTP signature');
    if (seen.length > 10 && seen[10]! < 3) throw new ZmtpError(`ZMTP version ${seen[10]}, 3 is needed`);
    if (seen.length < GREETING_LENGTH) return false;
    const mechanism = seen.toString('latin1', 12, 32).replace(/\0+$/, '');
    if (mechanism !== 'NULL') throw new ZmtpError(`mechanism ${JSON.stringify(mechanism)}, NULL is needed`);
    this.#pending = seen.subarray(GREETING_LENGTH);
    this.#state = 'ready';
    return true;
  }

  #nextFrame(): { isCommand: boolean; body: Buffer } | null {
    const seen = this.#pending;
    if (seen.length < 2) return null;
    const flags = seen[0]!;
    const isLong = (flags & LONG) !== 0;
    if (isLong && seen.length < 9) return null;
    const length = isLong ? Number(seen.readBigUInt64BE(1)) : seen[1]!;
    if (length > SUBSCRIBER_FRAME_BYTES) throw new ZmtpError(`a frame of ${length} bytes from a subscriber`);
    const start = isLong ? 9 : 2;
    if (seen.length < start + length) return null;
    this.#pending = seen.subarray(start + length);
    return { isCommand: (flags & COMMAND) !== 0, body: seen.subarray(start, start + length) };
  }

  #readCommand(body: Buffer): SubscriberEvent | null {
    const nameLength = body[0] ?? 0;
    const name = body.toString('latin1', 1, 1 + nameLength);
    const rest = body.subarray(1 + nameLength);
    if (this.#state === 'ready') {
      if (name !== 'READY') throw new ZmtpError(`command ${JSON.stringify(name)} in the handshake`);
      const type = readProperty(rest, 'socket-type');
      if (type !== 'SUB' && type !== 'XSUB') throw new ZmtpError(`a peer of type ${type ?? 'unknown'}, SUB is needed`);
      this.#state = 'traffic';
      return null;
    }
    if (name === 'PING') return { kind: 'ping', pong: encodeCommand('PONG', rest.subarray(2)) };
    if (name === 'SUBSCRIBE') return { kind: 'subscribe', topic: rest };
    if (name === 'CANCEL') return { kind: 'unsubscribe', topic: rest };
    return null;
  }

  #readMessage(body: Buffer): SubscriberEvent | null {
    if (this.#state !== 'traffic') throw new ZmtpError('a message before the handshake');
    if (body[0] === 1) return { kind: 'subscribe', topic: body.subarray(1) };
    if (body[0] === 0) return { kind: 'unsubscribe', topic: body.subarray(1) };
    return null;
  }
}

/** Names of properties are compared without case (ZMTP 3.0, "metadata"). */
function readProperty(bytes: Buffer, wanted: string): string | null {
  let rest = bytes;
  while (rest.length >= 1) {
    const nameEnd = 1 + rest[0]!;
    if (rest.length < nameEnd + 4) break;
    const name = rest.toString('latin1', 1, nameEnd).toLowerCase();
    const valueEnd = nameEnd + 4 + rest.readUInt32BE(nameEnd);
    if (name === wanted) return rest.toString('latin1', nameEnd + 4, valueEnd);
    rest = rest.subarray(valueEnd);
  }
  return null;
}
