/** Jupyter's wire protocol from the client's side, written from the specification and apart from the kernel's own code. */
import { createHmac } from 'node:crypto';

/** A channel that carries messages. */
export type MessageChannel = 'shell' | 'control' | 'stdin' | 'iopub';

/** The header of a message. */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** A JSON object whose fields a test asserts. */
export type Fields = { readonly [field: string]: unknown };

/** A message of the kernel as it came, verified and parsed. */
export interface Message {
  readonly channel: MessageChannel;
  /** The frames before the delimiter: on iopub the topic. */
  readonly prefix: readonly Buffer[];
  readonly header: Header;
  readonly parent_header: Partial<Header>;
  /** The bytes of the parent header. */
  readonly parentFrame: Buffer;
  readonly metadata: Fields;
  readonly content: Fields;
  readonly buffers: readonly Buffer[];
}

export const DELIMITER = Buffer.from('<IDS|MSG>');

/** Key and scheme of the connection file. */
export interface Signing {
  readonly key: string;
  /** For example `hmac-sha256`. */
  readonly signature_scheme: string;
}

/** HMAC over the four JSON frames as lower-case hex; empty for an empty key. */
export function signatureOf(frames: readonly Buffer[], { key, signature_scheme }: Signing): string {
  if (key === '') return '';
  const hmac = createHmac(signature_scheme.replace(/^hmac-/, ''), key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest('hex');
}

/** Delimiter, signature and the four frames. */
export function signedFrames(frames: readonly Buffer[], signing: Signing): Buffer[] {
  return [DELIMITER, Buffer.from(signatureOf(frames, signing)), ...frames];
}

/** Verifies and parses; throws an Error that says what is wrong with the message. */
export function decode(channel: MessageChannel, frames: readonly Buffer[], signing: Signing): Message {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) throw new Error(`${channel}: a message without delimiter`);
  const [signature, ...rest] = frames.slice(at + 1);
  const signed = rest.slice(0, 4);
  if (signature === undefined || signed.length < 4) throw new Error(`${channel}: a message of ${frames.length} frames`);
  const expected = signatureOf(signed, signing);
  if (signature.toString('latin1') !== expected) throw new Error(`${channel}: signature ${signature.toString('latin1')}, not ${expected}`);
  const [header, parent_header, metadata, content] = signed.map(parseObject) as [Fields, Fields, Fields, Fields];
  return {
    channel,
    prefix: frames.slice(0, at),
    header: header as unknown as Header,
    parent_header: parent_header as Partial<Header>,
    parentFrame: signed[1]!,
    metadata,
    content,
    buffers: rest.slice(4),
  };
}

/** Strict UTF-8, and one JSON object. */
function parseObject(frame: Buffer): Fields {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`not a JSON object: ${frame.toString('utf8').slice(0, 100)}`);
  return value as Fields;
}
