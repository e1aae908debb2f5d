/** A message as it comes in (Jupyter messaging 5.5, general message format). */
import type { JsonRecord } from './json';

/** The channels on which a client speaks to the kernel. */
export type RequestChannel = 'shell' | 'control' | 'stdin';

/** The parts of a header that the kernel reads. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly version: string;
}

/** A message that was verified and parsed. */
export interface IncomingMessage {
  /** Whom a reply goes to: the frames before the delimiter. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** The header's bytes as they came: the parent header of all that answers, verbatim. */
  readonly headerFrame: Buffer;
  /** The parent header's bytes as they came. */
  readonly parentFrame: Buffer;
  /** `msg_id` of the parent header; null without one. */
  readonly parentId: string | null;
  readonly metadata: JsonRecord;
  readonly content: JsonRecord;
  readonly buffers: readonly Buffer[];
}
