import { expect, test } from '@jest/globals';
import type { KernelClient } from './support/kernel-client';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { sharedKernel } from './support/session';
import type { Message } from './support/wire-format';

const shared = sharedKernel();

/** The next message of a comm from the kernel that was not there before. */
async function next(client: KernelClient, seenBefore: number, commId: string, type = 'comm_msg'): Promise<Message> {
  const isIt = (message: Message) => message.header.msg_type === type && message.content['comm_id'] === commId && client.seen.indexOf(message) >= seenBefore;
  const message = await client.until(isIt, `${type} of ${commId}`);
  await client.checks.done();
  return message;
}

const ECHO = `
import { comms } from 'awaitbook';
comms.registerTarget('echo', (comm, {data, metadata, buffers}) => {
  comm.send({opened: data, metadata, bytes: buffers.map((one) => [...one])});
  comm.onMessage = ({data, metadata, buffers}) => comm.send({got: data}, {metadata, buffers: buffers.map((one) => one.map((byte) => 255 - byte))});
  comm.onClose = ({data}) => console.log('closed', JSON.stringify(data));
});`;

test('a comm that the front end opens: messages both ways, with metadata and buffers, until it is closed', async () => {
  const { client } = shared;
  const cell = await client.execute(ECHO);
  expect(outputsOf(cell)).toEqual([]);

  let before = client.seen.length;
  const open = client.send('comm_open', { comm_id: 'c1', target_name: 'echo', data: { a: 1 } }, { metadata: { m: 1 }, buffers: [Buffer.from([0, 255]), Buffer.alloc(0)] });
  await client.untilIdle(open);
  const greeting = await next(client, before, 'c1');
  expect(greeting.content['data']).toEqual({ opened: { a: 1 }, metadata: { m: 1 }, bytes: [[0, 255], []] });

  before = client.seen.length;
  const big = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
  const sent = client.send('comm_msg', { comm_id: 'c1', data: { b: [2] } }, { metadata: { version: '2.1.0' }, buffers: [big, Buffer.from('x')] });
  await client.untilIdle(sent);
  const answer = await next(client, before, 'c1');
  expect(answer.content['data']).toEqual({ got: { b: [2] } });
  expect(answer.metadata).toEqual({ version: '2.1.0' });
  expect(answer.buffers).toEqual([Buffer.from(big.map((byte) => 255 - byte)), Buffer.from([255 - 'x'.charCodeAt(0)])]);

  const info = await client.request('comm_info_request', {});
  expect(linesOf(info)).toEqual(['busy', 'idle', 'comm_info_reply ok']);
  expect(info.reply.content).toEqual({ status: 'ok', comms: { c1: { target_name: 'echo' } } });

  const close = client.send('comm_close', { comm_id: 'c1', data: { because: 'done' } });
  await client.untilIdle(close);
  await client.until(({ content }) => content['text'] === 'closed {"because":"done"}\n', 'the words of onClose');
  expect((await client.request('comm_info_request', {})).reply.content['comms']).toEqual({});
  for (const id of [open, sent, close]) expect(client.published(id).map(lineOf).filter((line) => ['busy', 'idle'].includes(line))).toEqual(['busy', 'idle']);
});

test('a comm that a cell opens: messages both ways, with buffers', async () => {
  const { client } = shared;
  const code = `
    const mine = comms.open('of-the-front', {hello: 1}, {metadata: {m: 2}, buffers: [new Uint8Array([1, 2, 3])]});
    mine.onMessage = ({data}) => { display(data); mine.close({bye: true}); };
    mine.send({more: 'data'}, {buffers: [new Uint8Array([9])]});`;
  const exchange = await client.execute(code);
  expect(outputsOf(exchange)).toEqual(['comm_open of-the-front {"hello":1}', 'comm_msg {"more":"data"}']);
  const [opened, message] = exchange.iopub.slice(2);
  expect(opened).toMatchObject({ metadata: { m: 2 }, buffers: [Buffer.from([1, 2, 3])] });
  expect(message!.buffers).toEqual([Buffer.from([9])]);
  const commId = opened!.content['comm_id'] as string;
  expect((await client.request('comm_info_request', { target_name: 'of-the-front' })).reply.content['comms']).toEqual({ [commId]: { target_name: 'of-the-front' } });
  expect((await client.request('comm_info_request', { target_name: 'other' })).reply.content['comms']).toEqual({});

  const before = client.seen.length;
  client.send('comm_msg', { comm_id: commId, data: { from: 'the front' } });
  expect(lineOf(await next(client, before, commId, 'comm_close'))).toBe('comm_close {"bye":true}');
  const shown = client.seen.slice(before).filter(({ header }) => header.msg_type === 'display_data');
  expect(shown.map(lineOf)).toEqual(["display_data { from: 'the front' }"]);
  expect((await client.request('comm_info_request', {})).reply.content['comms']).toEqual({});
});

test('a comm of an unknown target is closed at once', async () => {
  const { client } = shared;
  const id = client.send('comm_open', { comm_id: 'lost', target_name: 'nobody', data: {} });
  await client.untilIdle(id);
  await client.checks.done();
  expect(client.published(id).map(lineOf)).toEqual(['busy', 'comm_close {}', 'idle']);
  expect(client.published(id)[1]!.content['comm_id']).toBe('lost');
});

test('a message for a comm that is not open: busy, idle, nothing else', async () => {
  const { client } = shared;
  for (const type of ['comm_msg', 'comm_close']) {
    const id = client.send(type, { comm_id: 'never opened', data: {} });
    await client.untilIdle(id);
    expect(client.published(id).map(lineOf)).toEqual(['busy', 'idle']);
  }
});

test('a comm_open right behind the cell that registers its target finds it', async () => {
  const { client } = shared;
  const cell = client.sendCell("await new Promise((resolve) => setTimeout(resolve, 100)); comms.registerTarget('late', (comm) => comm.send({found: true}))");
  const before = client.seen.length;
  client.send('comm_open', { comm_id: 'early', target_name: 'late', data: {} });
  expect((await next(client, before, 'early')).content['data']).toEqual({ found: true });
  expect(outputsOf(await client.exchange(cell))).toEqual([]);
});

test('a running cell hears comm messages: it may wait for one', async () => {
  const { client } = shared;
  const cell = client.sendCell("const answer = await new Promise((resolve) => comms.registerTarget('asked', (comm, {data}) => resolve(data))); answer");
  await client.until(({ header, parent_header }) => header.msg_type === 'execute_input' && parent_header.msg_id === cell, 'execute_input');
  // The target is registered within the cell's first turn, which a completion from live values waits for.
  await client.request('complete_request', { code: 'glob', cursor_pos: 4 });
  client.send('comm_open', { comm_id: 'asks', target_name: 'asked', data: { n: 1 } });
  const lines = outputsOf(await client.exchange(cell)).filter((line) => line !== 'busy');
  expect(lines).toEqual(['execute_result { n: 1 }']);
});

test('what a handler prints and shows while no cell runs stands under the last cell, which is where a person looks', async () => {
  const { client } = shared;
  await client.execute("comms.registerTarget('talks', (comm) => { comm.onMessage = async ({data}) => { console.log('printed', data); await null; display('shown'); }; });");
  const last = client.sendCell('"the last cell"');
  await client.exchange(last);
  client.send('comm_open', { comm_id: 't', target_name: 'talks', data: {} });
  const message = client.send('comm_msg', { comm_id: 't', data: { n: 1 } });
  await client.until((one) => lineOf(one) === "display_data 'shown'", 'what the handler shows');
  expect(client.published(last).map(lineOf).slice(-3)).toEqual(['idle', 'stdout "printed { n: 1 }\\n"', "display_data 'shown'"]);
  await client.untilIdle(message);
  expect(client.published(message).map(lineOf)).toEqual(['busy', 'idle']);
});

test('a handler that throws is shown as an error, and the comm lives', async () => {
  const { client } = shared;
  await client.execute("comms.registerTarget('fragile', (comm) => { comm.onMessage = ({data}) => { if (data.bad) throw new TypeError('bad data'); comm.send({fine: true}); }; });");
  client.send('comm_open', { comm_id: 'f', target_name: 'fragile', data: {} });
  client.send('comm_msg', { comm_id: 'f', data: { bad: true } });
  const before = client.seen.length;
  client.send('comm_msg', { comm_id: 'f', data: {} });
  await next(client, before, 'f');
  expect(client.seen.filter(({ header }) => header.msg_type === 'error').map(lineOf)).toContain('error TypeError: bad data');
});
