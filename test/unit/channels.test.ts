import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { Dealer, Request, Subscriber } from 'zeromq';
import { openChannels } from '../../kernel/channels/open-channels';
import type { Channels } from '../../kernel/channels/channels';
import type { Connection } from '../../kernel/protocol/connection-file';
import { addressOf, openEcho, tcpConnection } from './support/real-channels';

const HAS_IPV6 = Object.values(networkInterfaces()).flat().some((address) => address?.address === '::1');
const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-'));
const closing: (() => unknown)[] = [];
const log: string[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  log.length = 0;
});

function ipcConnection(): Connection {
  return { transport: 'ipc', ip: path.join(folder, 'k'), key: 'k', signatureScheme: 'hmac-sha256', shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
}

async function opened(connection: Connection): Promise<Channels> {
  const channels = await openEcho(connection, log);
  closing.push(() => channels.close());
  return channels;
}

function connected<Client extends Dealer | Request | Subscriber>(client: Client, address: string): Client {
  client.connect(address);
  closing.push(() => client.close());
  return client;
}

afterAll(() => rmSync(folder, { recursive: true }));

const texts = (frames: readonly Buffer[]) => frames.map(String);

test.each([
  ['tcp over IPv4', () => tcpConnection('127.0.0.1')],
  ...(HAS_IPV6 ? [['tcp over IPv6', () => tcpConnection('::1')] as const] : []),
  ['ipc', async () => ipcConnection()],
] as const)('all five channels over %s', async (_name, connect) => {
  const connection = await connect();
  const channels = await opened(connection);
  const ipv6 = connection.ip.includes(':');
  for (const port of ['shell_port', 'control_port', 'stdin_port'] as const) {
    const dealer = connected(new Dealer({ routingId: 'me', ipv6 }), addressOf(connection, port));
    await dealer.send([port, Buffer.alloc(100_000, 1), '']);
    const [first, big, last] = await dealer.receive();
    expect([String(first), big!.length, last!.length]).toEqual([port, 100_000, 0]);
  }
  const heart = connected(new Request({ ipv6 }), addressOf(connection, 'hb_port'));
  for (const beat of ['a', 'b']) {
    await heart.send(beat);
    expect(texts(await heart.receive())).toEqual([beat]);
  }
  const subscriber = connected(new Subscriber({ ipv6 }), addressOf(connection, 'iopub_port'));
  subscriber.subscribe('kernel.');
  expect(texts(await subscriber.receive())).toEqual(['kernel.', 'kernel.']);
  channels.publish([Buffer.from('other'), Buffer.from('not wanted')]);
  channels.publish([Buffer.from('kernel.x'), Buffer.alloc(0), Buffer.alloc(300_000, 2)]);
  const [topic, empty, large] = await subscriber.receive();
  expect([String(topic), empty!.length, large!.equals(Buffer.alloc(300_000, 2))]).toEqual(['kernel.x', 0, true]);
  expect(channels.ports.hb_port).toBe(connection.hb_port);
  expect(log).toEqual([]);
});

test('ipc leaves no file behind', async () => {
  const connection = ipcConnection();
  const channels = await openEcho(connection, log);
  const files = [1, 2, 3, 4, 5].map((port) => `${connection.ip}-${port}`);
  expect(files.filter((file) => existsSync(file))).toEqual(files);
  await channels.close();
  expect(files.filter((file) => existsSync(file))).toEqual([]);
});

test('ipc sockets of a kernel that was killed are no hindrance', async () => {
  const connection = ipcConnection();
  const script = `for (const port of [1, 2, 3, 4, 5]) require('node:net').createServer().listen('${connection.ip}-' + port); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50)`;
  spawnSync(process.execPath, ['-e', script]);
  expect(existsSync(`${connection.ip}-2`)).toBe(true);
  await opened(connection);
  const subscriber = connected(new Subscriber(), addressOf(connection, 'iopub_port'));
  subscriber.subscribe('');
  expect(texts(await subscriber.receive())).toEqual(['', '']);
});

test('a client that comes back under its identity takes it over', async () => {
  const connection = await tcpConnection('127.0.0.1');
  await opened(connection);
  for (let time = 0; time < 3; time++) {
    const dealer = connected(new Dealer({ routingId: 'same' }), addressOf(connection, 'shell_port'));
    await dealer.send('hello');
    expect(texts(await dealer.receive())).toEqual(['hello']);
  }
});

/** A subscriber's side of ZMTP 3.0, by hand: greeting, READY, and frames. */
function greeting(mechanism = 'NULL', version = 3): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, version, 0]);
  bytes.write(mechanism, 12);
  return bytes;
}
const command = (body: Buffer) => Buffer.concat([Buffer.from([4, body.length]), body]);
const ready = (type: string) => command(Buffer.from(`\x05READY\x0bSocket-Type\0\0\0${String.fromCharCode(type.length)}${type}`, 'latin1'));
const subscription = (topic: string) => Buffer.from(`\0${String.fromCharCode(topic.length + 1)}\x01${topic}`, 'latin1');

test('a subscriber that comes before the kernel listens is welcomed too, however its bytes are cut', async () => {
  const connection = await tcpConnection('127.0.0.1');
  const channels = await openChannels(connection, (line) => log.push(line));
  closing.push(() => channels.close());
  const socket = createConnection(connection.iopub_port, connection.ip);
  await new Promise((resolve) => socket.once('connect', resolve));
  channels.listen({ received: () => undefined, subscribed: (topic) => [topic, Buffer.from(`welcome ${topic}`)] });
  for (const byte of Buffer.concat([greeting(), ready('SUB'), subscription('a'), subscription('b'), subscription('a')])) socket.write(Buffer.from([byte]));
  let seen = '';
  for await (const bytes of socket) {
    seen += String(bytes);
    if (seen.includes('welcome b')) break;
  }
  expect(seen.match(/welcome ./g)).toEqual(['welcome a', 'welcome b']);
});

test('each subscription is welcomed once, and cancelled ones get nothing more', async () => {
  const connection = await tcpConnection('127.0.0.1');
  const channels = await opened(connection);
  const subscriber = connected(new Subscriber(), addressOf(connection, 'iopub_port'));
  subscriber.subscribe('a', 'b');
  const welcomes = [await subscriber.receive(), await subscriber.receive()].map(texts);
  expect(welcomes.sort()).toEqual([['a', 'a'], ['b', 'b']]);
  subscriber.unsubscribe('b');
  subscriber.subscribe('c');
  expect(texts(await subscriber.receive())).toEqual(['c', 'c']);
  channels.publish([Buffer.from('b1')]);
  channels.publish([Buffer.from('a1')]);
  expect(texts(await subscriber.receive())).toEqual(['a1']);
});

test('what is no subscriber is cut off, and others are served', async () => {
  const connection = await tcpConnection('127.0.0.1');
  const channels = await opened(connection);
  const ended = (bytes: Buffer | string) =>
    new Promise<void>((resolve) => {
      const socket = createConnection(connection.iopub_port, connection.ip, () => socket.write(bytes));
      socket.on('error', () => undefined).on('close', () => resolve());
      socket.resume();
    });
  for (let time = 0; time < 3; time++) await ended('GET / HTTP/1.1\r\n\r\n');
  await ended(greeting('NULL', 2));
  await ended(greeting('PLAIN'));
  await ended(Buffer.concat([greeting(), ready('DEALER')]));
  await ended(Buffer.concat([greeting(), subscription('')]));
  await ended(Buffer.concat([greeting(), ready('SUB'), Buffer.from([2, 0, 0, 0, 0, 0xff, 0, 0, 0])]));
  expect(log.map((line) => /^iopub: a connection was closed: (.*) \(said once\)$/.exec(line)![1])).toEqual([
    'no ZMTP signature',
    'ZMTP version 2, 3 is needed',
    'mechanism "PLAIN", NULL is needed',
    'a peer of type DEALER, SUB is needed',
    'a message before the handshake',
    'a frame of 4278190080 bytes from a subscriber',
  ]);
  const subscriber = connected(new Subscriber(), addressOf(connection, 'iopub_port'));
  subscriber.subscribe('');
  await subscriber.receive();
  channels.publish([Buffer.from('t'), Buffer.from('still here')]);
  expect(texts(await subscriber.receive())).toEqual(['t', 'still here']);
});

test.each(['shell_port', 'iopub_port'] as const)('a %s that is taken is told in words, and the others are given back', async (port) => {
  const connection = await tcpConnection('127.0.0.1');
  const [other] = [await tcpConnection('127.0.0.1')];
  await opened(other);
  const taken = { ...connection, [port]: other[port] };
  const name = port.replace('_port', '');
  await expect(openEcho(taken, log)).rejects.toThrow(
    `The ${name} channel can't listen on tcp://127.0.0.1:${other[port]}: another program does. Start the kernel again, it gets other ports.`,
  );
  await opened(connection);
});

test('an address that is not this machine\'s is told in words', async () => {
  const connection = { ...(await tcpConnection('127.0.0.1')), ip: '192.0.2.1' };
  await expect(openEcho(connection, log)).rejects.toThrow('this machine has no such address. Check "ip" in the connection file.');
});

test('closing sends out what is queued first', async () => {
  const connection = await tcpConnection('127.0.0.1');
  const channels = await openEcho(connection, log);
  const subscriber = connected(new Subscriber({ receiveHighWaterMark: 0 }), addressOf(connection, 'iopub_port'));
  subscriber.subscribe('');
  await subscriber.receive();
  for (let count = 0; count < 200; count++) channels.publish([Buffer.from('t'), Buffer.alloc(100_000, count)]);
  await channels.close();
  for (let count = 0; count < 200; count++) expect((await subscriber.receive())[1]![0]).toBe(count);
});
