/** input_request (kernel to client, on stdin) and input_reply (back): the one pair that the kernel asks. */
import type { KernelMessage } from '@jupyterlab/services';
import type { ContentReader } from '../fields';

export type InputRequest = KernelMessage.IInputRequestMsg['content'];

export type InputReply = { value: string };

/** @throws ContentError unless the value is a string. */
export function readInputReply(content: ContentReader): InputReply {
  return { value: content.string('value') };
}
