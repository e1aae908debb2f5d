import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Session } from '../../kernel/protocol/session';
import { ReplayGuard } from '../../kernel/protocol/replay-guard';
import { createSigner } from '../../kernel/protocol/signature';

const KEY = 'secret';
const LIMITS = { headerBytes: 10_000, jsonDepth: 500, signatures: 100 };
const DELIMITER = Buffer.from('<IDS|MSG>');
const HEADER = { msg_id: 'm', session: 's', username: 'u', date: '2026-01-02T03:04:05Z', msg_type: 'execute_request', version: '5.5' };

const encode = (...values: unknown[]) => values.map((value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const hmac = (frames: readonly Buffer[]) => Buffer.from(createHmac('sha256', KEY).update(Buffer.concat(frames)).digest('hex'));
const message = (signed: Buffer[], signature = hmac(signed)) => [Buffer.from('id'), DELIMITER, signature, ...signed];
const session = () => new Session(createSigner(KEY, 'hmac-sha256'), LIMITS);

test('a message is signed over its four JSON frames, as lower-case hex, and read back', () => {
  const { id, frames } = session().encode('status', { execution_state: 'busy' }, { parent: Buffer.from('{"msg_id":"p"}'), metadata: { m: 1 }, buffers: [Buffer.from([0, 1])] });
  expect(frames).toHaveLength(7);
  expect(frames[0]).toEqual(DELIMITER);
  expect(String(frames[1])).toMatch(/^[0-9a-f]{64}$/);
  expect(frames[1]).toEqual(hmac(frames.slice(2, 6)));
  expect(String(frames[3])).toBe('{"msg_id":"p"}');
  const decoded = session().decode([Buffer.from([0, 255]), Buffer.alloc(0), ...frames]);
  expect(decoded).toMatchObject({
    status: 'ok',
    message: {
      identities: [Buffer.from([0, 255]), Buffer.alloc(0)],
      header: { msg_id: id, msg_type: 'status', version: '5.5' },
      parentId: 'p',
      metadata: { m: 1 },
      content: { execution_state: 'busy' },
      buffers: [Buffer.from([0, 1])],
    },
  });
});

test('headers carry one session, ids that never repeat, a date with zone', () => {
  const one = session();
  const headers = [1, 2, 3].map(() => JSON.parse(String(one.encode('status', {}, { parent: null }).frames[2])));
  expect(new Set(headers.map((header) => header.session)).size).toBe(1);
  expect(new Set(headers.map((header) => header.msg_id)).size).toBe(3);
  for (const header of headers) {
    expect(Object.keys(header).sort()).toEqual(['date', 'msg_id', 'msg_type', 'session', 'username', 'version']);
    expect(header.date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  expect(session().id).not.toBe(one.id);
});

test('without a key messages are unsigned, and a repeated one is no replay', () => {
  const open = new Session(createSigner('', 'hmac-sha256'), LIMITS);
  const { frames } = open.encode('status', {}, { parent: null });
  expect(frames[1]).toEqual(Buffer.alloc(0));
  expect(open.decode(frames).status).toBe('ok');
  expect(open.decode(frames).status).toBe('ok');
  expect(open.decode(message(encode(HEADER, {}, {}, {})))).toEqual({ status: 'dropped', fault: 'wrong signature' });
});

test('another signature scheme is followed', () => {
  const { frames } = new Session(createSigner(KEY, 'hmac-sha512'), LIMITS).encode('status', {}, { parent: null });
  expect(frames[1]).toHaveLength(128);
});

test('a wrong signature is dropped before anything is parsed', () => {
  const broken = encode('{not json', '{', '[', '7');
  for (const signature of [Buffer.alloc(0), Buffer.alloc(64, '0'), hmac(broken).subarray(1), Buffer.from(String(hmac(broken)).toUpperCase())]) {
    expect(session().decode(message(broken, signature))).toEqual({ status: 'dropped', fault: 'wrong signature' });
  }
  expect(session().decode(message(broken))).toEqual({ status: 'dropped', fault: 'header is not JSON' });
});

test('a repeated message is dropped; the memory of signatures is bounded', () => {
  const one = session();
  const frames = message(encode(HEADER, {}, {}, { code: '1' }));
  expect(one.decode(frames).status).toBe('ok');
  expect(one.decode(frames)).toEqual({ status: 'dropped', fault: 'repeated signature (replay)' });
  const guard = new ReplayGuard(3);
  expect(['a', 'b', 'c', 'a', 'd', 'a', 'd'].map((text) => guard.isFirst(Buffer.from(text)))).toEqual([true, true, true, false, true, true, false]);
});

test.each([
  ['no frames', [], 'no delimiter <IDS|MSG>'],
  ['no delimiter', encode('id', 'x', 'y'), 'no delimiter <IDS|MSG>'],
  ['the delimiter alone', [DELIMITER], 'too few frames'],
  ['three frames', message(encode(HEADER, {}, {})), 'too few frames'],
  ['a header that is an array', message(encode([1], {}, {}, {})), 'header is not a JSON object'],
  ['a content that is a string', message(encode(HEADER, {}, {}, '"x"')), 'content is not a JSON object'],
  ['a parent that is null', message(encode(HEADER, 'null', {}, {})), 'parent_header is not a JSON object'],
  ['metadata that is no UTF-8', message([...encode(HEADER, {}), Buffer.from([0x22, 0xff, 0x22]), Buffer.from('{}')]), 'metadata is not UTF-8'],
  ['a header without msg_id', message(encode({ ...HEADER, msg_id: undefined }, {}, {}, {})), 'header has no msg_id'],
  ['a header whose msg_type is a number', message(encode({ ...HEADER, msg_type: 7 }, {}, {}, {})), "header's msg_type is not a string"],
  ['a header with fields by __proto__ only', message(encode(`{"__proto__":${JSON.stringify(HEADER)}}`, {}, {}, {})), 'header has no msg_id'],
  ['a header of megabytes', message(encode({ ...HEADER, more: 'x'.repeat(LIMITS.headerBytes) }, {}, {}, {})), 'header too long'],
  ['content nested 100,000 deep', message(encode(HEADER, {}, {}, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)), 'content is nested too deep'],
])('%s is dropped', (_name, frames, fault) => {
  expect(session().decode(frames as Buffer[])).toEqual({ status: 'dropped', fault });
});

test('brackets in strings are no nesting, and a __proto__ key is plain data', () => {
  const text = `{"code":"${'['.repeat(2_000)}\\"${'{'.repeat(2_000)}","__proto__":{"polluted":1}}`;
  const decoded = session().decode(message(encode(HEADER, {}, {}, text)));
  expect(decoded.status).toBe('ok');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});
