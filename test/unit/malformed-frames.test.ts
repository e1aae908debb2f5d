/** 10,000 broken messages, half of them rightly signed: the kernel answers or drops each, lives on, and its log stays short. */
import { expect, test } from '@jest/globals';
import { REQUESTS } from '../../kernel/protocol/messages/requests';
import { LOGGED_KINDS } from '../../kernel/limits';
import { Random } from './support/random';
import { TestKernel } from './support/test-kernel';

const TYPES = [...Object.keys(REQUESTS), 'input_reply', 'status', '', '__proto__', 'constructor', 'no_such_request'];
const FIELDS = ['code', 'silent', 'store_history', 'user_expressions', 'allow_stdin', 'stop_on_error', 'cursor_pos', 'detail_level', 'hist_access_type',
  'n', 'session', 'start', 'stop', 'pattern', 'target_name', 'comm_id', 'data', 'restart', 'seq', 'command', 'value', '__proto__', 'constructor', 'toString'];
const CHANNELS = ['shell', 'control', 'stdin'] as const;

/** Shutdown is left out where the content would be good: it would end the kernel, as it should. */
const isHarmless = (type: string) => type !== 'shutdown_request';

function randomValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => true,
    () => random.below(2 ** 31) - 2 ** 30,
    () => random.next() * 1e300,
    () => random.bytes(random.below(20)).toString('latin1'),
    () => '\ud800 lone',
    () => [randomShallow(random), randomShallow(random)],
    () => ({ ['__proto__x']: 1, [random.pick(FIELDS)]: randomShallow(random) }),
    () => 'tail',
    () => 'search',
  ])();
}

function randomShallow(random: Random): unknown {
  return random.pick([null, 0, -1, 1e308, 'x', {}, [], false]);
}

function randomContent(random: Random): string {
  const kind = random.below(8);
  if (kind === 0) return random.pick(['', '{', '[]', 'null', '7', '"text"', '{"a":}', '\u0000']);
  if (kind === 1) return `{"code":${'['.repeat(3_000)}${']'.repeat(3_000)}}`;
  const fields = Array.from({ length: random.below(5) }, () => `${JSON.stringify(random.pick(FIELDS))}:${JSON.stringify(randomValue(random))}`);
  return `{${fields.join(',')}}`;
}

function randomHeader(random: Random, count: number): string {
  const type = random.pick(TYPES.filter(isHarmless));
  const header: Record<string, unknown> = { msg_id: `random-${count}`, session: 's', username: 'u', date: 'never', msg_type: type, version: '5.5' };
  const kind = random.below(6);
  if (kind === 0) delete header[random.pick(Object.keys(header))];
  if (kind === 1) header[random.pick(Object.keys(header))] = randomValue(random);
  if (typeof header['msg_id'] === 'string') header['msg_id'] = `random-${count}`;
  return kind === 2 ? randomContent(random) : JSON.stringify(header);
}

/** Rightly signed, broken in content. */
function signedFrames(random: Random, kernel: TestKernel, count: number): Buffer[] {
  const parts = [randomHeader(random, count), random.pick(['{}', '{"msg_id":7}', 'null', '{"msg_id":"p"}']), random.pick(['{}', '[]', '{"a":1}']), randomContent(random)];
  const signed = parts.map((part) => (random.below(40) === 0 ? random.bytes(random.below(60)) : Buffer.from(part)));
  const identities = Array.from({ length: random.below(4) }, () => random.bytes(random.below(300)));
  const buffers = Array.from({ length: random.below(3) }, () => random.bytes(random.below(300)));
  return [...identities, ...kernel.signed(signed), ...buffers];
}

/** Cut, shuffled, bent, or nothing but noise. */
function bentFrames(random: Random, kernel: TestKernel, count: number): Buffer[] {
  const frames = signedFrames(random, kernel, count);
  const at = random.below(frames.length);
  switch (random.below(5)) {
    case 0:
      return frames.slice(0, at);
    case 1:
      return frames.toSpliced(at, 1);
    case 2:
      return frames.with(at, random.bytes(frames[at]!.length + 1));
    case 3:
      return frames.toReversed();
    default:
      return Array.from({ length: random.below(9) }, () => random.bytes(random.below(100)));
  }
}

test('the kernel lives through 10,000 broken messages', async () => {
  const random = new Random(20261124);
  const kernel = new TestKernel();
  await kernel.untilIdle(kernel.execute('1'));
  for (let count = 0; count < 10_000; count++) {
    const frames = count % 2 === 0 ? signedFrames(random, kernel, count) : bentFrames(random, kernel, count);
    kernel.sendFrames(random.pick(CHANNELS), frames);
    if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const alive = kernel.execute('2', { id: 'still alive' });
  await kernel.untilIdle(alive);
  expect(kernel.reply(alive).content['status']).toBe('ok');
  expect(kernel.exits).toEqual([]);
  expect(kernel.log.length).toBeGreaterThan(20);
  expect(kernel.log.length).toBeLessThanOrEqual(LOGGED_KINDS + 1);
  for (const line of kernel.log) expect(line).toMatch(/\(said once\)$/);
  expect(new Set(kernel.log).size).toBe(kernel.log.length);

  // Each request that was answered has its busy before all else and its idle after it.
  const byParent = Map.groupBy(kernel.seen, ({ parent }) => parent);
  expect(byParent.size).toBeGreaterThan(500);
  for (const messages of byParent.values()) {
    const states = messages.map(({ type, content }) => (type === 'status' ? content['execution_state'] : type));
    expect(states[0]).toBe('busy');
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    expect(count('idle')).toBe(1);
    // While a cell runs, its busy is said again after each other request.
    if (!states.includes('execute_input')) expect(count('busy')).toBe(1);
    expect(states.at(-1)).toBe('idle');
  }
}, 60_000);
