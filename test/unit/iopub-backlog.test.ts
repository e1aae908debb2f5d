/** "A subscriber that is more than 64 MiB behind loses messages and one stderr line says so, others lose nothing." */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { IOPUB_BACKLOG_BYTES } from '../../kernel/limits';
import type { Channels } from '../../kernel/channels/channels';
import { addressOf, openEcho, tcpConnection } from './support/real-channels';

interface Report {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  readonly numbers: readonly number[];
}

const MEBIBYTE = 1024 * 1024;
/** What the operating system may hold for a client beside our queue: the buffers of both ends of the connection. */
const SOCKET_BUFFERS_BYTES = 16 * MEBIBYTE;
const children: ChildProcess[] = [];
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const close of closing.splice(0)) await close();
});

/** A healthy client and one that can be stopped, both welcomed. */
async function start(): Promise<{ channels: Channels; log: string[]; healthy: Client; other: Client }> {
  const log: string[] = [];
  const connection = await tcpConnection('127.0.0.1');
  const channels = await openEcho(connection, log);
  closing.push(() => channels.close());
  const [healthy, other] = [new Client(addressOf(connection, 'iopub_port'), channels), new Client(addressOf(connection, 'iopub_port'), channels)];
  await Promise.all([healthy.welcomed, other.welcomed]);
  return { channels, log, healthy, other };
}

class Client {
  readonly process: ChildProcess;
  readonly welcomed: Promise<unknown>;
  readonly #channels: Channels;

  constructor(address: string, channels: Channels) {
    this.process = fork(path.join(__dirname, 'support', 'subscriber-process.js'), [address]);
    children.push(this.process);
    this.#channels = channels;
    this.welcomed = this.#message((message) => message.kind === 'welcome');
  }

  /** What it has received so far; it answers once it has read everything that was published before. */
  async report(name: string): Promise<Report> {
    const reported = this.#message((message) => message.kind === 'report' && message.name === name);
    this.#channels.publish([Buffer.from('report'), Buffer.from(name)]);
    return (await reported) as Report;
  }

  #message(isIt: (message: { kind: string } & Partial<Report>) => boolean): Promise<unknown> {
    return new Promise((resolve) => {
      const listen = (message: { kind: string }) => {
        if (!isIt(message)) return;
        this.process.off('message', listen);
        resolve(message);
      };
      this.process.on('message', listen);
    });
  }
}

/** Publishes numbered messages of this size, `count` of them, and lets the event loop turn in between. */
async function publish(channels: Channels, from: number, count: number, size: number): Promise<void> {
  for (let number = from; number < from + count; number++) {
    const body = Buffer.alloc(size);
    body.writeUInt32LE(number, 0);
    channels.publish([Buffer.from('kernel.x'), body]);
    if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_unused, number) => number);

test('a stopped client loses what is beyond 64 MiB, one line says so, and the healthy one gets all', async () => {
  const { channels, log, healthy, other } = await start();
  other.process.kill('SIGSTOP');
  const count = 220;
  for (let number = 0; number < count; number += 20) {
    await publish(channels, number, 20, MEBIBYTE);
    // The healthy client keeps up: it has read all of it before more comes.
    expect((await healthy.report(`${number}`)).messages).toBe(number + 20);
  }
  expect(log).toEqual(['iopub: a client is more than 64 MiB behind and loses output until it reads again (time 1)']);
  other.process.kill('SIGCONT');
  const seen = await caughtUp(other);
  expect(seen.numbers).toEqual(upTo(seen.messages));
  expect(seen.bytes).toBeGreaterThanOrEqual(IOPUB_BACKLOG_BYTES);
  expect(seen.bytes).toBeLessThan(IOPUB_BACKLOG_BYTES + SOCKET_BUFFERS_BYTES);

  await publish(channels, count, 5, MEBIBYTE);
  expect((await other.report('after')).numbers.slice(-5)).toEqual([220, 221, 222, 223, 224]);
  expect((await healthy.report('after')).numbers).toEqual(upTo(225));
  expect(log).toHaveLength(1);
}, 120_000);

test('a stopped client that is less than 64 MiB behind loses nothing, be its messages small, large or mixed', async () => {
  const { channels, log, other } = await start();
  other.process.kill('SIGSTOP');
  await publish(channels, 0, 40_000, 400);
  await publish(channels, 40_000, 5, 8 * MEBIBYTE);
  await publish(channels, 40_005, 1_000, 400);
  expect(log).toEqual([]);
  other.process.kill('SIGCONT');
  expect((await other.report('all')).numbers).toEqual(upTo(41_005));
}, 120_000);

test('one message of any size reaches a client that is not behind', async () => {
  const { channels, log, healthy } = await start();
  await publish(channels, 0, 1, 100 * MEBIBYTE);
  expect((await healthy.report('large')).bytes).toBe(100 * MEBIBYTE);
  expect(log).toEqual([]);
}, 120_000);

/** A client that reads again gets a report through only once its queue has room. */
async function caughtUp(client: Client): Promise<Report> {
  for (let attempt = 0; ; attempt++) {
    const report = await Promise.race([client.report(`caught up ${attempt}`), new Promise<null>((resolve) => setTimeout(resolve, 200, null))]);
    if (report !== null) return report;
  }
}
