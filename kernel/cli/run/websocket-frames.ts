/**
 * Jupyter Server's binary WebSocket format `v1.kernel.websocket.jupyter.org` (Jupyter Server documentation, "WebSocket kernel wire
 * protocols"): a count and offsets, each 8 bytes little-endian, then the channel's name and a message's frames, end to end.
 */

/** The name under which both sides agree on the format. */
export const WEBSOCKET_PROTOCOL = 'v1.kernel.websocket.jupyter.org';

/** A message between the two: frames are header, parent header, metadata, content, then buffers. */
export interface WebSocketMessage {
  readonly channel: string;
  readonly frames: readonly Buffer[];
}

const WORD = 8;

export function encodeWebSocketMessage({ channel, frames }: WebSocketMessage): ArrayBuffer {
  const parts = [Buffer.from(channel), ...frames];
  const count = parts.length + 1;
  const start = WORD * (1 + count);
  const message = new ArrayBuffer(parts.reduce((sum, part) => sum + part.length, start));
  const words = new DataView(message);
  const bytes = new Uint8Array(message);
  words.setBigUint64(0, BigInt(count), true);
  words.setBigUint64(WORD, BigInt(start), true);
  let at = start;
  for (const [index, part] of parts.entries()) {
    bytes.set(part, at);
    at += part.length;
    words.setBigUint64(WORD * (2 + index), BigInt(at), true);
  }
  return message;
}

/** The frames are views into `message`. Throws a RangeError where the offsets lead outside of it. */
export function decodeWebSocketMessage(message: ArrayBuffer): WebSocketMessage {
  const words = new DataView(message);
  const count = Number(words.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) => Number(words.getBigUint64(WORD * (1 + index), true)));
  const [channel, ...frames] = offsets.slice(1).map((end, index) => Buffer.from(message, offsets[index]!, end - offsets[index]!));
  return { channel: channel!.toString(), frames };
}
