import { expect, test } from '@jest/globals';
import { prepare } from './support/cells';
import { linesOf, outputsOf } from './support/lines';
import { sharedKernel } from './support/session';
import type { Fields } from './support/wire-format';

const shared = sharedKernel();

/** The content of the reply to a request that is answered without anything else being published. */
async function ask(type: string, content: object, channel: 'shell' | 'control' = 'shell'): Promise<Fields> {
  const exchange = await shared.client.request(type, content, { channel });
  expect(linesOf(exchange).slice(0, -1)).toEqual(['busy', 'idle']);
  expect(exchange.reply.header.msg_type).toBe(type.replace(/_request$/, '_reply'));
  return exchange.reply.content;
}

test.each(['shell', 'control'] as const)('kernel_info on %s tells who the kernel is', async (channel) => {
  expect(await ask('kernel_info_request', {}, channel)).toEqual({
    status: 'ok',
    protocol_version: '5.5',
    implementation: 'awaitbook',
    implementation_version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    language_info: {
      name: 'typescript',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: 'typescript',
      nbconvert_exporter: 'script',
    },
    banner: expect.stringContaining('Awaitbook'),
    help_links: expect.arrayContaining([{ text: expect.any(String), url: expect.stringMatching(/^https:/) }]),
    debugger: false,
    supported_features: [],
  });
});

test('connect tells the ports of the connection file', async () => {
  const { shell_port, iopub_port, stdin_port, control_port, hb_port } = shared.kernel.connection;
  expect(await ask('connect_request', {})).toEqual({ status: 'ok', shell_port, iopub_port, stdin_port, control_port, hb_port });
});

test.each(['debug_request', 'create_subshell_request', 'delete_subshell_request', 'list_subshell_request'])('%s is answered "not supported"', async (type) => {
  const { status, evalue } = await ask(type, { seq: 1, type: 'request', command: 'initialize', subshell_id: 'x' }, 'control');
  expect({ status, evalue }).toEqual({ status: 'error', evalue: expect.stringContaining('not supported') });
});

test('an unknown message type: busy, idle, no reply, and one line in the log', async () => {
  const { client, kernel } = shared;
  for (const id of ['unknown 1', 'unknown 2']) client.send('frobnicate_request', {}, { id });
  await client.untilIdle('unknown 2');
  await client.request('kernel_info_request');
  for (const id of ['unknown 1', 'unknown 2']) {
    expect(client.seen.filter(({ parent_header }) => parent_header.msg_id === id).map(({ channel, content }) => [channel, content['execution_state']])).toEqual([
      ['iopub', 'busy'],
      ['iopub', 'idle'],
    ]);
  }
  expect(kernel.stderr.match(/unknown message type "frobnicate_request" on shell/g)).toHaveLength(1);
});

test.each<[string, object, string]>([
  ['execute_request', {}, 'content.code must be a string, got nothing'],
  ['execute_request', { code: 1 }, 'content.code must be a string, got a number'],
  ['execute_request', { code: '1', silent: 'yes' }, 'content.silent must be true or false, got the string "yes"'],
  ['execute_request', { code: '1', user_expressions: ['a'] }, 'content.user_expressions must be an object, got an array'],
  ['complete_request', { code: 'a' }, 'content.cursor_pos must be a whole number, got nothing'],
  ['complete_request', { code: 'a', cursor_pos: 0.5 }, 'content.cursor_pos must be a whole number, got the number 0.5'],
  ['inspect_request', { code: 'a', cursor_pos: 1, detail_level: 2 }, 'content.detail_level must be one of 0, 1, got a number'],
  ['history_request', { hist_access_type: 'all' }, 'content.hist_access_type must be one of "tail", "range", "search", got the string "all"'],
  ['shutdown_request', { restart: 'now' }, 'content.restart must be true or false, got the string "now"'],
  ['comm_info_request', { target_name: 7 }, 'content.target_name must be a string, got a number'],
])('%s %j is refused in plain words', async (type, content, words) => {
  expect(await ask(type, content)).toMatchObject({ status: 'error', ename: 'ContentError', evalue: `${type}: ${words}` });
});

test('is_complete of what is no text is unknown: its reply knows no status `error`', async () => {
  expect(await ask('is_complete_request', { code: null })).toEqual({ status: 'unknown' });
  expect(shared.kernel.stderr).toContain('is_complete_request: content.code must be a string, got null (said once)');
});

test.each([
  ['execute_request', 'control', { code: '1' }],
  ['interrupt_request', 'shell', {}],
] as const)('%s on %s is refused in plain words', async (type, channel, content) => {
  expect(await ask(type, content, channel)).toMatchObject({ status: 'error', evalue: expect.stringContaining('channel') });
});

test.each<[code: string, status: string, indent: string | null]>([
  ['1 + 1', 'complete', null],
  ['const a = 1;', 'complete', null],
  ['', 'complete', null],
  ['// a comment', 'complete', null],
  ['await fetch', 'complete', null],
  ['for await (const x of []) {}', 'complete', null],
  ['interface A { b: string }', 'complete', null],
  ['const x = <T,>(y: T): T => y', 'complete', null],
  ['function f() {', 'incomplete', '  '],
  ['const a = [', 'incomplete', '  '],
  ['`a template', 'incomplete', ''],
  ['/* a comment', 'incomplete', ''],
  ['if (a) {\n  b();', 'incomplete', '  '],
  ['"no end', 'invalid', null],
  ['let = = 1', 'invalid', null],
  [')', 'invalid', null],
])('is_complete of %j: %s', async (code, status, indent) => {
  expect(await ask('is_complete_request', { code })).toEqual(indent === null ? { status } : { status, indent });
});

/** A completion at the end of the text, or at `|`. */
async function complete(text: string): Promise<Fields & { readonly matches: string[]; readonly cursor_start: number; readonly cursor_end: number }> {
  const at = text.indexOf('|');
  const before = at < 0 ? text : text.slice(0, at);
  const content = await ask('complete_request', { code: text.replace('|', ''), cursor_pos: [...before].length });
  return content as never;
}

test('completion offers live values, their members and keywords, with the type that JupyterLab shows', async () => {
  const { client } = shared;
  await client.execute('const alphabet = {alpha: 1, alps(height: number) { return height; }, beta: 2}; class Alphorn {} function alpine(way: string) {}');
  const members = await complete('alphabet.al');
  expect(members).toEqual({
    status: 'ok',
    matches: ['alpha', 'alps'],
    cursor_start: 9,
    cursor_end: 11,
    metadata: {
      _jupyter_types_experimental: [
        { text: 'alpha', type: 'property', start: 9, end: 11 },
        { text: 'alps', type: 'function', signature: 'alps(height)', start: 9, end: 11 },
      ],
    },
  });
  const names = await complete('1 + al');
  expect(names.matches.slice(0, 2)).toEqual(['alphabet', 'alpine']);
  expect(names.matches).toContain('Alphorn');
  expect([names.cursor_start, names.cursor_end]).toEqual([4, 6]);
  expect((await complete('whi')).matches).toContain('while');
  expect((await complete('"al|"')).matches).toEqual([]);
  expect((await complete('// al')).matches).toEqual([]);
});

test('completion within a word goes by what stands before the cursor, and replaces the whole word', async () => {
  const { cursor_start, cursor_end, matches } = await complete('alphabet.al|ps + 1');
  expect([cursor_start, cursor_end, matches]).toEqual([9, 13, ['alpha', 'alps']]);
});

test('cursor positions count code points, not UTF-16 units', async () => {
  const { cursor_start, cursor_end, matches } = await complete('"😀😀"; alphabet.al');
  expect([cursor_start, cursor_end, matches]).toEqual([15, 17, ['alpha', 'alps']]);
  await shared.client.execute('const 𝒳 = {first: 1}');
  const second = await complete('𝒳.f');
  expect([second.cursor_start, second.cursor_end, second.matches]).toEqual([2, 3, ['first']]);
  const code = '"😀😀"; alphabet';
  const found = await ask('inspect_request', { code, cursor_pos: [...code].length, detail_level: 0 });
  expect(found['found']).toBe(true);
});

test('inspection tells a live value; with detail_level 1 its source', async () => {
  await shared.client.execute('function greet(name: string) { return "hello " + name; } const seven = 7;');
  const inspect = (code: string, detail_level: number) => ask('inspect_request', { code, cursor_pos: [...code].length, detail_level });
  const number = await inspect('seven', 0);
  expect(number).toEqual({
    status: 'ok',
    found: true,
    data: { 'text/plain': expect.stringMatching(/^seven: number\n\n7$/), 'text/markdown': expect.stringContaining('```') },
    metadata: {},
  });
  const [brief, detailed] = [await inspect('greet', 0), await inspect('greet', 1)];
  expect((brief['data'] as Fields)['text/plain']).toContain('greet(name)');
  expect((brief['data'] as Fields)['text/plain']).not.toContain('hello');
  expect((detailed['data'] as Fields)['text/plain']).toContain('return "hello " + name');
  expect(await inspect('nowhere', 0)).toEqual({ status: 'ok', found: false, data: {}, metadata: {} });
});

test('completion and inspection run nothing: a getter and a call are left alone', async () => {
  await shared.client.execute('globalThis.touched = 0; const trap = {get now() { touched++; return {x: 1}; }, run() { touched++; return {x: 1}; }};');
  await complete('trap.now.');
  await complete('trap.run().');
  for (const code of ['trap.now', 'trap.run()']) await ask('inspect_request', { code, cursor_pos: code.length, detail_level: 1 });
  expect(outputsOf(await shared.client.execute('touched'))).toEqual(['execute_result 0']);
});

test('inspection with detail_level 1 shows what the author wrote, and nothing of the kernel', async () => {
  await prepare(
    shared.client,
    '/** Adds. */\nasync function plus<T extends number>(a: T, b = 2): Promise<number> {\n  return a + b;\n}',
    'class Pair<T> { constructor(readonly a: T) {} }; const { join: joined } = require("node:path") as typeof import("node:path")',
    'plus(1); new Pair(2)',
  );
  const text = async (code: string) => ((await ask('inspect_request', { code, cursor_pos: [...code].length, detail_level: 1 }))['data'] as Fields)['text/plain'];
  expect(await text('plus')).toBe('async plus(a, b = 2)\n\n/** Adds. */\nasync function plus<T extends number>(a: T, b = 2): Promise<number> {\n  return a + b;\n}');
  expect(await text('Pair')).toContain('class Pair<T> { constructor(readonly a: T) {} }');
  expect(await text('joined')).toContain('normalize');
  for (const own of ['fetch', 'setTimeout', 'setInterval', 'require', 'process.exit', 'process.stdout.write']) expect(await text(own)).not.toMatch(/\n[^]*\b(?:return|register|scope|const|function)\b/i);
});
