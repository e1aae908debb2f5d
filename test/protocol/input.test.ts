import { expect, test } from '@jest/globals';
import { KernelClient } from './support/kernel-client';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { closing, sharedKernel } from './support/session';
import type { Message } from './support/wire-format';

const shared = sharedKernel();
const ASKING = { content: { allow_stdin: true } };

function question(client: KernelClient, cell: string): Promise<Message> {
  return client.until(({ header, parent_header }) => header.msg_type === 'input_request' && parent_header.msg_id === cell, 'input_request');
}

test('a cell asks the client that ran it, on stdin, and goes on with the answer', async () => {
  const { client } = shared;
  const other = await KernelClient.connect(shared.kernel.connection);
  await closing(other, async () => {
    const cell = client.sendCell('const name = await input("Name? "); const word = await input("Word? ", {password: true}); `${name} ${word}`', ASKING);
    const first = await question(client, cell);
    expect(first).toMatchObject({ channel: 'stdin', content: { prompt: 'Name? ', password: false } });
    client.send('input_reply', { value: 'Ada 😀' }, { channel: 'stdin', parent: first.header });
    const second = await client.until(({ header, content }) => header.msg_type === 'input_request' && content['password'] === true, 'the second question');
    expect(second.content).toEqual({ prompt: 'Word? ', password: true });
    client.send('input_reply', { value: 'secret' }, { channel: 'stdin', parent: second.header });
    expect(outputsOf(await client.exchange(cell))).toEqual(["execute_result 'Ada 😀 secret'"]);
    await other.untilIdle(cell);
    expect(other.seen.filter(({ channel }) => channel === 'stdin')).toEqual([]);
  });
});

test('an answer without a parent header answers too, as jupyter_client sends it', async () => {
  const { client } = shared;
  const cell = client.sendCell('await input()', ASKING);
  await question(client, cell);
  client.send('input_reply', { value: 'plain' }, { channel: 'stdin' });
  expect(outputsOf(await client.exchange(cell))).toEqual(["execute_result 'plain'"]);
});

test('without allow_stdin the cell gets an error in words, and nobody is asked', async () => {
  const { client } = shared;
  const exchange = await client.execute('await input("?")');
  expect(outputsOf(exchange)).toEqual([expect.stringMatching(/^error Error: input\(\) needs a front end that can ask/), 'execute_reply error Error']);
  expect(client.seen.filter(({ parent_header }) => parent_header.msg_id === exchange.reply.parent_header.msg_id && parent_header.msg_type === 'input_request')).toEqual([]);
});

test('a stray answer, one of a wrong form and one of another client change nothing', async () => {
  const { client, kernel } = shared;
  client.send('input_reply', { value: 'stray' }, { channel: 'stdin' });
  const other = await KernelClient.connect(kernel.connection);
  await closing(other, async () => {
    const cell = client.sendCell('await input()', ASKING);
    const asked = await question(client, cell);
    other.send('input_reply', { value: 'not yours' }, { channel: 'stdin', parent: asked.header });
    client.send('input_reply', { value: 7 }, { channel: 'stdin', parent: asked.header });
    client.send('execute_request', { code: '1' }, { channel: 'stdin' });
    client.send('input_reply', { value: 'mine' }, { channel: 'stdin', parent: asked.header });
    expect(outputsOf(await client.exchange(cell))).toEqual(["execute_result 'mine'"]);
  });
  expect(kernel.stderr).toContain('an input_reply to no open question was dropped');
  expect(kernel.stderr).toContain('input_reply: content.value must be a string, got a number');
});

test('an interrupt ends the question; a late answer does not reach the next one', async () => {
  const { client } = shared;
  const cell = client.sendCell('await input("never answered")', ASKING);
  const asked = await question(client, cell);
  await client.request('interrupt_request', {}, { channel: 'control' });
  expect(linesOf(await client.exchange(cell)).slice(-2)).toEqual(['idle', 'execute_reply error KeyboardInterrupt']);
  const next = client.sendCell('await input("again")', ASKING);
  await question(client, next);
  client.send('input_reply', { value: 'late' }, { channel: 'stdin', parent: asked.header });
  client.send('input_reply', { value: 'right' }, { channel: 'stdin', parent: { msg_id: next } });
  expect(outputsOf(await client.exchange(next))).toEqual(["execute_result 'right'"]);
  expect(client.seen.filter(({ parent_header }) => parent_header.msg_id === next).map(lineOf)).toContain('input_request "again"');
});
