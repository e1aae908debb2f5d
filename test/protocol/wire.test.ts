import { expect, test } from '@jest/globals';
import { KernelClient } from './support/kernel-client';
import { lineOf, linesOf, outputsOf } from './support/lines';
import { closing, sharedKernel, withKernel } from './support/session';
import { signatureOf } from './support/wire-format';

const shared = sharedKernel();
const EMPTY = Buffer.from('{}');

/** Resolves when all that was sent on shell before is handled: a socket's messages are taken in order. */
async function untilHandled(): Promise<void> {
  await shared.client.request('kernel_info_request');
}

test('identities of any bytes and any number come back in front of the reply, and nowhere else', async () => {
  const { client } = shared;
  const extra = [Buffer.from([0xff, 0x00, 0xfe]), Buffer.alloc(0), Buffer.from('three')];
  client.sendFrames('shell', [...extra, ...client.frames([client.header('kernel_info_request', 'many identities'), {}, {}, {}])]);
  const { reply, iopub } = await client.exchange('many identities');
  expect(reply.prefix).toEqual(extra);
  for (const { prefix } of iopub) expect(prefix).toHaveLength(1);
});

test('a reply goes to the channel that the request came on', async () => {
  for (const channel of ['shell', 'control'] as const) {
    const { reply, iopub } = await shared.client.request('kernel_info_request', {}, { channel });
    expect(reply.channel).toBe(channel);
    expect(iopub.map(lineOf)).toEqual(['busy', 'idle']);
  }
});

test('the parent header is the header of the request, byte by byte', async () => {
  const { client } = shared;
  const { session } = client;
  const text = `{ "msg_type":"kernel_info_request",  "msg_id" : "odd","session":"${session}","username":"Zoë 😀","version":"5.3","date":"2026-01-01T00:00:00Z","more":[1.50,{"a":null}]}`;
  const header = Buffer.from(text);
  client.sendFrames('shell', client.frames([header, EMPTY, EMPTY, EMPTY]));
  const { reply, iopub } = await client.exchange('odd');
  for (const { parentFrame } of [reply, ...iopub]) expect(parentFrame.toString('utf8')).toBe(text);
});

test('a client of an older protocol, without a date, is answered', async () => {
  const { client } = shared;
  const header = { msg_id: 'old', session: client.session, username: 'old', msg_type: 'kernel_info_request', version: '5.0' };
  client.sendFrames('shell', client.frames([header, {}, {}, {}]));
  expect(linesOf(await client.exchange('old'))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
});

test('the topic of what is published ends in its type', async () => {
  const { client } = shared;
  const { iopub } = await client.execute('console.log(1); display(2); 3');
  const kernelId = iopub[0]!.header.session;
  expect(iopub.map(({ prefix }) => String(prefix[0]))).toEqual(
    ['status', 'execute_input', 'stream', 'display_data', 'execute_result', 'status'].map((type) => `kernel.${kernelId}.${type}`),
  );
});

test.each<[string, (signature: string) => string]>([
  ['a wrong one', (signature) => signature.replace(/./g, (digit) => (digit === 'a' ? 'b' : 'a'))],
  ['in capitals', (signature) => signature.toUpperCase()],
  ['none', () => ''],
  ['cut short', (signature) => signature.slice(0, 32)],
  ['with more behind it', (signature) => `${signature}00`],
  ['of another length in bytes', (signature) => `é${signature.slice(1)}`],
])('a request whose signature is %s is dropped', async (name, change) => {
  const { client, kernel } = shared;
  const [delimiter, signature, ...signed] = client.frames([client.header('kernel_info_request', name), {}, {}, {}]);
  client.sendFrames('shell', [delimiter!, Buffer.from(change(String(signature))), ...signed]);
  await untilHandled();
  expect(client.seen.filter(({ parent_header }) => parent_header.msg_id === name)).toEqual([]);
  expect(kernel.stderr).toContain('a message was dropped: wrong signature (said once)\n');
});

test('the signature covers all four frames', async () => {
  const { client } = shared;
  for (const changed of [2, 3, 4, 5]) {
    const frames = client.frames([client.header('kernel_info_request', `changed ${changed}`), {}, {}, {}]);
    frames[changed] = Buffer.from(`${String(frames[changed])} `);
    client.sendFrames('shell', frames);
  }
  await untilHandled();
  expect(client.seen.filter(({ parent_header }) => parent_header.msg_id?.startsWith('changed'))).toEqual([]);
});

test('a request that is sent again, signature and all, is not done again', async () => {
  const { client } = shared;
  await client.execute('globalThis.times = 0');
  const content = { code: '++times', silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
  const frames = client.frames([client.header('execute_request', 'replayed'), {}, {}, content]);
  client.sendFrames('shell', frames);
  client.sendFrames('shell', frames);
  expect(outputsOf(await client.exchange('replayed'))).toEqual(['execute_result 1']);
  expect(outputsOf(await client.execute('times'))).toEqual(['execute_result 1']);
  expect(client.seen.filter(({ channel, parent_header }) => channel === 'shell' && parent_header.msg_id === 'replayed')).toHaveLength(1);
});

test('an empty key: nothing is signed, and what is signed is dropped', async () => {
  await withKernel(async (client) => {
    const signed = client.frames([client.header('kernel_info_request', 'signed'), {}, {}, {}]);
    signed[1] = Buffer.from(signatureOf(signed.slice(2), { key: 'some key', signature_scheme: 'hmac-sha256' }));
    client.sendFrames('shell', signed);
    expect(linesOf(await client.request('kernel_info_request'))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
    expect(client.seen.filter(({ parent_header }) => parent_header.msg_id === 'signed')).toEqual([]);
  }, { connection: { key: '' } });
});

test('the scheme of the connection file is used', async () => {
  await withKernel(async (client) => {
    expect(linesOf(await client.request('kernel_info_request'))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
  }, { connection: { signature_scheme: 'hmac-sha512' } });
});

test('text is UTF-8 both ways', async () => {
  const exchange = await shared.client.execute('console.log("ä€😀"); "ü😀" + "\\u00e9"');
  expect(outputsOf(exchange)).toEqual(['stdout "ä€😀\\n"', "execute_result 'ü😀é'"]);
});

test('values that JSON lacks reach the client as valid JSON', async () => {
  const bundle = '{"application/json": {nan: NaN, infinity: -Infinity, big: 2n ** 70n, nothing: undefined, half: "a\\ud800b"}, "text/plain": "\\udc00"}';
  const exchange = await shared.client.execute(`console.log("\\ud83d"); display({[Symbol.for('Jupyter.display')]: () => (${bundle})});`);
  expect(outputsOf(exchange)).toEqual([
    'stdout "\ufffd\\n"',
    'display_data application/json {"nan":null,"infinity":null,"big":"1180591620717411303424","half":"a\ufffdb"} | text/plain \ufffd',
  ]);
});

test('a MIME value that JSON cannot hold is told in words', async () => {
  const { client } = shared;
  await client.execute('const ring: any = {}; ring.ring = ring; const deep: any[] = []; for (let at = deep, i = 0; i < 100_000; i++) at.push(at = []);');
  for (const [name, words] of [['ring', 'TypeError: Converting circular structure to JSON'], ['deep', 'RangeError: Maximum call stack size exceeded']]) {
    const exchange = await client.execute(`class Shown { [Symbol.for('Jupyter.display')]() { return {'application/json': ${name}}; } } new Shown()`);
    expect(outputsOf(exchange)).toEqual([expect.stringContaining(`execute_result Shown {}\n[its Symbol.for('Jupyter.display') method failed: ${words}`)]);
  }
});

test('a client that comes back under its old identity takes it over', async () => {
  const { connection } = shared.kernel;
  const first = await KernelClient.connect(connection, { identity: 'the same' });
  await closing(first, async () => {
    await first.request('kernel_info_request');
    const second = await KernelClient.connect(connection, { identity: 'the same' });
    await closing(second, async () => {
      expect(linesOf(await second.request('kernel_info_request'))).toEqual(['busy', 'idle', 'kernel_info_reply ok']);
    });
  });
});
