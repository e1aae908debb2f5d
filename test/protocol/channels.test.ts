import { networkInterfaces } from 'node:os';
import { expect, test } from '@jest/globals';
import { KernelClient } from './support/kernel-client';
import { KernelProcess } from './support/kernel-process';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { closing, ending, withKernel } from './support/session';
import type { Message } from './support/wire-format';

const typesOf = (messages: readonly Message[]) => messages.map(({ header }) => header.msg_type);
const iopubOf = ({ seen }: KernelClient) => seen.filter(({ channel }) => channel === 'iopub');

test('a new subscriber is welcomed with its subscription before anything else, and the first one hears `starting`, once', async () => {
  await withKernel(async (first, kernel) => {
    await first.execute('1');
    const second = await KernelClient.connect(kernel.connection, { topic: 'kernel.' });
    await closing(second, async () => {
      await second.request('kernel_info_request');
      const [welcome, starting, ...rest] = iopubOf(first);
      expect(welcome).toMatchObject({ header: { msg_type: 'iopub_welcome' }, parent_header: {}, content: { subscription: '' } });
      expect(starting).toMatchObject({ header: { msg_type: 'status' }, parent_header: {}, content: { execution_state: 'starting' } });
      expect(rest.map(lineOf)).toEqual(['busy', 'execute_input', 'execute_result 1', 'idle', 'busy', 'idle']);
      const [greeting, ...others] = iopubOf(second);
      expect(greeting!.content).toEqual({ subscription: 'kernel.' });
      expect(greeting!.prefix.map(String)).toEqual(['kernel.']);
      expect(others.map(lineOf)).toEqual(['busy', 'idle']);
    });
  });
});

test('a client that subscribes to one topic gets that only', async () => {
  await withKernel(async (client, kernel) => {
    const kernelId = client.seen[0]!.header.session;
    const topic = `kernel.${kernelId}.stream`;
    const listener = await KernelClient.connect(kernel.connection, { topic });
    await closing(listener, async () => {
      const { iopub } = await client.execute('console.log("for all"); 1');
      await listener.until(({ header }) => header.msg_type === 'stream', 'the stream');
      expect(typesOf(iopub)).toEqual(['status', 'execute_input', 'stream', 'execute_result', 'status']);
      expect(typesOf(iopubOf(listener))).toEqual(['iopub_welcome', 'stream']);
    });
  });
});

test('two clients at once: each gets its own replies, and both see everything that is published, in the same order', async () => {
  await withKernel(async (one, kernel) => {
    const two = await KernelClient.connect(kernel.connection);
    await closing(two, async () => {
      const before = one.seen.length;
      const slow = one.sendCell('var from = "one"; await new Promise((resolve) => setTimeout(resolve, 100)); from');
      await two.until(({ header, parent_header }) => header.msg_type === 'execute_input' && parent_header.msg_id === slow, 'execute_input');
      const ids = [slow, two.sendCell('from + " seen by two"'), one.sendCell('from + " seen by one"')];
      const exchanges = [await one.exchange(ids[0]!), await two.exchange(ids[1]!), await one.exchange(ids[2]!)];
      expect(exchanges.map(outputsOf)).toEqual([["execute_result 'one'"], ["execute_result 'one seen by two'"], ["execute_result 'one seen by one'"]]);
      await two.untilIdle(ids[2]!);
      const lines = (client: KernelClient) => iopubOf(client).filter(({ parent_header }) => ids.includes(parent_header.msg_id!)).map(lineOf);
      expect(lines(two)).toEqual(lines(one));
      const repliesTo = (client: KernelClient) => client.seen.slice(client === one ? before : 0).filter(({ channel }) => channel === 'shell').map(({ parent_header }) => parent_header.msg_id);
      expect(repliesTo(one)).toEqual([ids[0], ids[2]]);
      expect(repliesTo(two)).toEqual([ids[1]]);
    });
  });
});

test('the heartbeat echoes what it gets, also before anything else was asked', async () => {
  const kernel = await KernelProcess.start();
  await ending(kernel, async () => {
    const client = await KernelClient.connect(kernel.connection);
    await closing(client, async () => {
      for (const bytes of ['ping', '', 'x'.repeat(10_000)]) expect(await client.beat(bytes)).toBe(bytes);
    });
  });
});

/** A cell that uses all channels but the heartbeat, and the heartbeat. */
async function everyChannel(client: KernelClient): Promise<void> {
  const id = client.sendCell('console.log("over " + await input("over? ")); 1', { content: { allow_stdin: true } });
  const question = await client.until(({ header }) => header.msg_type === 'input_request', 'input_request');
  client.send('input_reply', { value: 'here' }, { channel: 'stdin', parent: question.header });
  expect(outputsOf(await client.exchange(id))).toEqual(['stdout "over here\\n"', 'execute_result 1']);
  expect(linesOf(await client.request('kernel_info_request', {}, { channel: 'control' }))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
  expect(await client.beat('beat')).toBe('beat');
}

test('tcp over IPv4', () => withKernel(everyChannel, { connection: { ip: '127.0.0.1' } }));

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
const ipv6Test = hasIpv6 ? test : test.skip;
ipv6Test(`tcp over IPv6${hasIpv6 ? '' : ' (skipped: this machine has no IPv6 loopback)'}`, () => withKernel(everyChannel, { connection: { ip: '::1' } }));

const hasIpc = process.platform !== 'win32';
const ipcTest = hasIpc ? test : test.skip;
ipcTest(`ipc, whose files are gone afterwards${hasIpc ? '' : ' (skipped: libzmq has no ipc on Windows)'}`, () => withKernel(everyChannel, { connection: { transport: 'ipc' } }));
