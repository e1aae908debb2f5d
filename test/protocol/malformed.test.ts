/** 10,000 broken messages over real sockets, half of them rightly signed: each is dropped or answered with an error, and the kernel lives on. */
import { expect, test } from '@jest/globals';
import { LOGGED_KINDS } from '../../kernel/limits';
import { Random } from '../unit/support/random';
import type { KernelClient } from './support/kernel-client';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { residentBytes } from './support/memory';
import { withKernel } from './support/session';

const COUNT = 10_000;
const BATCH = 500;
const MIB = 1024 * 1024;
const CHANNELS = ['shell', 'control', 'stdin'] as const;
type Channel = (typeof CHANNELS)[number];

/** A message, and all that has to come back with it as the parent. */
interface Sent {
  readonly channel: Channel;
  readonly frames: Buffer[];
  readonly answers: readonly string[];
}

const DROPPED: readonly string[] = [];
const text = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Values of every kind but the one that a field needs. */
const NOT_TEXT = [undefined, null, 7, -0.5, 1e300, true, [], {}, ['code'], { code: '1' }];
const NOT_INTEGER = [undefined, null, 0.5, 1e300, '1', true, [], {}, 2 ** 60];
const NOT_BOOLEAN = ['true', 1, 0, [], {}];
const NOT_OBJECT = [1, 'x', true, [], [1]];
const NOT_READABLE = ['', '{', '}', '[]', '[{}]', 'null', 'true', '7', '"text"', '{"a":}', "{'a':1}", '{"a":1}}', '\u0000', 'NaN', `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`];

/** Requests with one field of a wrong type. */
const WRONG_FIELDS: readonly ((random: Random) => readonly [type: string, content: object, reply: string])[] = [
  (random) => ['execute_request', { code: random.pick(NOT_TEXT) }, 'execute_reply error ContentError'],
  (random) => ['execute_request', { code: '1', silent: random.pick(NOT_BOOLEAN) }, 'execute_reply error ContentError'],
  (random) => ['execute_request', { code: '1', store_history: random.pick(NOT_BOOLEAN) }, 'execute_reply error ContentError'],
  (random) => ['execute_request', { code: '1', user_expressions: random.pick(NOT_OBJECT) }, 'execute_reply error ContentError'],
  (random) => ['complete_request', { code: random.pick(NOT_TEXT), cursor_pos: 0 }, 'complete_reply error ContentError'],
  (random) => ['complete_request', { code: 'a', cursor_pos: random.pick(NOT_INTEGER) }, 'complete_reply error ContentError'],
  (random) => ['inspect_request', { code: 'a', cursor_pos: random.pick(NOT_INTEGER), detail_level: 0 }, 'inspect_reply error ContentError'],
  (random) => ['inspect_request', { code: 'a', cursor_pos: 1, detail_level: random.pick([2, -1, '0', []]) }, 'inspect_reply error ContentError'],
  (random) => ['is_complete_request', { code: random.pick(NOT_TEXT) }, 'is_complete_reply unknown'],
  (random) => ['history_request', { hist_access_type: random.pick([undefined, null, 'all', 7, {}]) }, 'history_reply error ContentError'],
  (random) => ['history_request', { hist_access_type: 'tail', n: random.pick(['1', 0.5, {}, true]) }, 'history_reply error ContentError'],
  (random) => ['history_request', { hist_access_type: 'search', pattern: random.pick([7, [], {}]) }, 'history_reply error ContentError'],
  (random) => ['comm_info_request', { target_name: random.pick([7, [], {}]) }, 'comm_info_reply error ContentError'],
  (random) => ['shutdown_request', { restart: random.pick(NOT_BOOLEAN) }, 'shutdown_reply error ContentError'],
];
const SHELL_ONLY = new Set(['execute_request']);
const UNKNOWN_TYPES = ['', '__proto__', 'constructor', 'toString', 'status', 'stream', 'execute_reply', 'no_such_request', 'EXECUTE_REQUEST', 'x'.repeat(5_000), 'ü😀\u0000'];

function rightlySigned(random: Random, client: KernelClient, id: string): Sent {
  const kind = random.below(5);
  const channel = random.pick(CHANNELS);
  const header = client.header('kernel_info_request', id);
  if (kind === 0) {
    // One of the four frames can't be read.
    const parts: Buffer[] = [text(header), text({}), text({}), text({})];
    parts[random.below(4)] = random.below(3) === 0 ? random.bytes(1 + random.below(300)) : Buffer.from(random.pick(NOT_READABLE));
    return { channel, frames: client.frames(parts), answers: DROPPED };
  }
  if (kind === 1) {
    // A header that lacks a field, or has one of a wrong type.
    const field = random.pick(['msg_id', 'msg_type', 'session', 'username', 'version'] as const);
    const broken = { ...header, [field]: random.pick(NOT_TEXT) };
    return { channel, frames: client.frames([broken, {}, {}, {}]), answers: DROPPED };
  }
  if (kind === 2) {
    const type = random.pick(UNKNOWN_TYPES);
    const answers = channel === 'stdin' ? DROPPED : ['busy', 'idle'];
    return { channel, frames: client.frames([client.header(type, id), {}, {}, { code: '1' }]), answers };
  }
  if (kind === 3) {
    // A good request where it does not belong.
    const [type, content, wrong] = random.pick([
      ['execute_request', { code: '1' }, 'control'],
      ['interrupt_request', {}, 'shell'],
      ['debug_request', {}, 'shell'],
      ['execute_request', { code: '1' }, 'stdin'],
      ['input_reply', { value: random.pick(['x', 7]) }, 'stdin'],
    ] as const);
    const answers = wrong === 'stdin' ? DROPPED : ['busy', 'idle', `${type.replace('_request', '_reply')} error RefusedError`];
    return { channel: wrong, frames: client.frames([client.header(type, id), {}, {}, content]), answers };
  }
  const [type, content, reply] = random.pick(WRONG_FIELDS)(random);
  const to = SHELL_ONLY.has(type) || random.below(2) === 0 ? 'shell' : 'control';
  return { channel: to, frames: client.frames([client.header(type, id), {}, {}, content]), answers: ['busy', 'idle', reply] };
}

/** Cut, bent, shuffled, or noise: nothing of it may be answered. */
function wronglySigned(random: Random, client: KernelClient, id: string): Sent {
  const channel = random.pick(CHANNELS);
  const good = client.frames([client.header('execute_request', id), {}, {}, { code: 'globalThis.wasHacked = true' }]);
  const at = random.below(good.length);
  const bent = (): Buffer[] => {
    switch (random.below(7)) {
      case 0:
        return good.slice(0, at);
      case 1:
        return good.toSpliced(at, 1);
      case 2:
        return good.with(at, random.bytes(good[at]!.length + 1));
      case 3:
        return good.toReversed();
      case 4:
        return good.with(1, Buffer.from(random.bytes(32).toString('hex')));
      case 5:
        return Array.from({ length: 1 + random.below(9) }, () => random.bytes(random.below(100)));
      default:
        return [random.bytes(random.below(50_000))];
    }
  };
  const frames = bent();
  return { channel, frames: frames.length === 0 ? [Buffer.alloc(0)] : frames, answers: DROPPED };
}

test('the kernel lives through 10,000 broken messages, answers what can be answered, and does not grow', async () => {
  const random = new Random(20_261_124);
  await withKernel(async (client, kernel) => {
    await client.execute('var before = "kept"');
    const expected = new Map<string, readonly string[]>();
    const sizes: number[] = [];
    for (let count = 0; count < COUNT; count++) {
      const id = `broken-${count}`;
      const sent = (count % 2 === 0 ? rightlySigned : wronglySigned)(random, client, id);
      expected.set(id, sent.answers);
      client.sendFrames(sent.channel, sent.frames);
      if ((count + 1) % BATCH !== 0) continue;
      // Each socket's messages are taken in order: what was sent before is handled when these are answered.
      for (const channel of ['shell', 'control'] as const) await client.request('kernel_info_request', {}, { channel });
      sizes.push(residentBytes(kernel.pid));
    }
    // `stdin` has no request of its own to wait for: a question that is answered comes last there.
    const asking = client.sendCell('await input()', { content: { allow_stdin: true } });
    await client.until(({ header }) => header.msg_type === 'input_request', 'input_request');
    client.send('input_reply', { value: 'last' }, { channel: 'stdin' });
    expect(outputsOf(await client.exchange(asking))).toEqual(["execute_result 'last'"]);

    const answers = new Map<string, string[]>([...expected.keys()].map((id) => [id, []]));
    for (const message of client.seen) if (message.channel === 'iopub') answers.get(message.parent_header.msg_id ?? '')?.push(lineOf(message));
    for (const message of client.seen) if (message.channel !== 'iopub') answers.get(message.parent_header.msg_id ?? '')?.push(lineOf(message));
    const wrong = [...expected].filter(([id, lines]) => answers.get(id)!.join() !== lines.join()).map(([id, lines]) => ({ id, expected: lines, seen: answers.get(id) }));
    expect(wrong.slice(0, 10)).toEqual([]);

    expect(outputsOf(await client.execute('`${before} ${typeof wasHacked}`'))).toEqual(["execute_result 'kept undefined'"]);
    expect((await client.execute('1')).reply.content['execution_count']).toBe(4);
    for (const channel of ['shell', 'control'] as const) {
      expect(linesOf(await client.request('kernel_info_request', {}, { channel }))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
    }
    expect(await client.beat('alive')).toBe('alive');

    // What is remembered (signatures, kinds of faults) is bounded; the second half must not need as much again.
    expect(sizes.at(-1)! - sizes[sizes.length / 2]!).toBeLessThan(40 * MIB);
    expect(kernel.stderr.split('\n').length).toBeLessThanOrEqual(LOGGED_KINDS + 2);
  });
});
