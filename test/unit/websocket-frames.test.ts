/** Our side of Jupyter Server's WebSocket format against the client's own. */
import { expect, test } from '@jest/globals';
import type { KernelMessage } from '@jupyterlab/services';
import { deserialize, serialize } from '@jupyterlab/services/lib/kernel/serialize';
import { decodeWebSocketMessage, encodeWebSocketMessage, WEBSOCKET_PROTOCOL } from '../../kernel/cli/run/websocket-frames';

const buffers = [new Uint8Array([1, 2, 3]).buffer, new ArrayBuffer(0)];

const message = {
  channel: 'shell',
  header: { msg_id: '1', msg_type: 'execute_request', session: 's', username: 'ä', version: '5.4', date: '' },
  parent_header: {},
  metadata: { a: [1] },
  content: { code: '"€ 𝄞"' },
  buffers,
} as unknown as KernelMessage.IMessage;

const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) => Buffer.from(JSON.stringify(part)));

test('what the client sends is taken apart into the frames that zeromq carries', () => {
  const decoded = decodeWebSocketMessage(serialize(message, WEBSOCKET_PROTOCOL) as ArrayBuffer);
  expect(decoded.channel).toBe('shell');
  expect(decoded.frames.map((frame) => frame.toString('latin1'))).toEqual([...parts, ...buffers.map((buffer) => Buffer.from(buffer))].map((frame) => frame.toString('latin1')));
});

test('what we send is a message to the client', () => {
  const received = deserialize(encodeWebSocketMessage({ channel: 'iopub', frames: [...parts, ...buffers.map((buffer) => Buffer.from(buffer))] }), WEBSOCKET_PROTOCOL);
  const { header, content, metadata } = message;
  expect(received).toMatchObject({ channel: 'iopub', header, content, metadata });
  expect(received.buffers!.map((buffer) => [...new Uint8Array((buffer as DataView).buffer)])).toEqual([[1, 2, 3], []]);
});
