import { expect, test } from '@jest/globals';
import type { Outcome } from '../../kernel/engine/contract';
import { ok } from './support/fake-engine';
import type { FakeEngine, Program } from './support/fake-engine';
import { TestKernel } from './support/test-kernel';

/** A cell that asks twice and ends when `finish` is called. */
const ask: Program = ({ cell }, engine: FakeEngine): Promise<Outcome> => {
  engine.listener.inputRequested(cell, 1, 'Name? ', false);
  engine.listener.inputRequested(cell, 2, 'Password? ', true);
  return engine.untilFinished();
};

test('a question goes to the client whose cell asks, on stdin, and its answer to the engine', () => {
  const kernel = new TestKernel({ ask });
  kernel.execute('ask', { id: 'a', client: 'one' });
  const questions = kernel.seen.filter(({ channel }) => channel === 'stdin');
  expect(questions.map(({ to, type, parent, content }) => [to, type, parent, content])).toEqual([
    [['one'], 'input_request', 'a', { prompt: 'Name? ', password: false }],
    [['one'], 'input_request', 'a', { prompt: 'Password? ', password: true }],
  ]);
  const reply = (value: string, parentId: string) => kernel.send('input_reply', { value }, { channel: 'stdin', client: 'one', parentId });
  reply('secret', questions[1]!.message.header.msg_id);
  reply('Ada', questions[0]!.message.header.msg_id);
  expect(kernel.engine!.answers).toEqual([[2, 'secret'], [1, 'Ada']]);
  expect(kernel.log).toEqual([]);
});

test('a reply without a parent answers the oldest question to its client (jupyter_client sends none)', () => {
  const kernel = new TestKernel({ ask });
  kernel.execute('ask', { client: 'one' });
  for (const value of ['Ada', 'secret']) kernel.send('input_reply', { value }, { channel: 'stdin', client: 'one' });
  expect(kernel.engine!.answers).toEqual([[1, 'Ada'], [2, 'secret']]);
});

test('stray and late replies, and those of other clients, are dropped with one line in the log', async () => {
  const kernel = new TestKernel({ ask });
  const reply = (client: string, parentId?: string) =>
    kernel.send('input_reply', { value: 'x' }, { channel: 'stdin', client, ...(parentId === undefined ? {} : { parentId }) });
  reply('one');
  const id = kernel.execute('ask', { client: 'one' });
  reply('two');
  reply('one', 'some other message');
  kernel.engine!.finish(ok());
  await kernel.untilIdle(id);
  reply('one');
  expect(kernel.engine!.answers).toEqual([]);
  expect(kernel.log).toEqual(['an input_reply to no open question was dropped (said once)']);
  expect(kernel.lines().filter((line) => line.includes('status'))).toHaveLength(2);
});

test('a reply of wrong form leaves the question open', () => {
  const kernel = new TestKernel({ ask });
  kernel.execute('ask', { client: 'one' });
  for (const value of [7, 'Ada']) kernel.send('input_reply', { value }, { channel: 'stdin', client: 'one' });
  expect(kernel.engine!.answers).toEqual([[1, 'Ada']]);
  expect(kernel.log).toEqual(['input_reply: content.value must be a string, got a number (said once)']);
});

test('the engine is told whether the client can answer at all', async () => {
  const kernel = new TestKernel();
  await kernel.untilIdle(kernel.execute('1', { content: { allow_stdin: false } }));
  await kernel.untilIdle(kernel.execute('2'));
  expect(kernel.engine!.evaluated.map(({ allowsInput }) => allowsInput)).toEqual([false, true]);
});
