import { expect, test } from '@jest/globals';
import { ok } from './support/fake-engine';
import { TestKernel } from './support/test-kernel';

async function withHistory(): Promise<TestKernel> {
  const kernel = new TestKernel({ 'let a = 1': () => ok('\x1b[33m1\x1b[39m'), 'a + 1': () => ok('2') });
  for (const code of ['let a = 1', 'a + 1', '// done', 'let b', 'a + 1']) kernel.execute(code);
  await kernel.untilTrue(() => kernel.seen.filter(({ type }) => type === 'execute_reply').length === 5);
  return kernel;
}

test.each([
  [{ hist_access_type: 'tail', n: 2 }, [[1, 4, 'let b'], [1, 5, 'a + 1']]],
  [{ hist_access_type: 'tail', n: 0 }, []],
  [{ hist_access_type: 'tail', n: 2, output: true }, [[1, 4, ['let b', null]], [1, 5, ['a + 1', '2']]]],
  [{ hist_access_type: 'range', session: 0, start: 1, stop: 3, output: true }, [[1, 1, ['let a = 1', '1']], [1, 2, ['a + 1', '2']]]],
  [{ hist_access_type: 'range', session: 1, start: 4 }, [[1, 4, 'let b'], [1, 5, 'a + 1']]],
  [{ hist_access_type: 'range', session: 1, start: 4, stop: null }, [[1, 4, 'let b'], [1, 5, 'a + 1']]],
  [{ hist_access_type: 'range', session: -1, start: 1, stop: 9 }, []],
  [{ hist_access_type: 'range', session: 7, start: 1, stop: 9 }, []],
  [{ hist_access_type: 'search', pattern: 'let*' }, [[1, 1, 'let a = 1'], [1, 4, 'let b']]],
  [{ hist_access_type: 'search', pattern: 'let ?' }, [[1, 4, 'let b']]],
  [{ hist_access_type: 'search', pattern: '*+*', unique: true }, [[1, 5, 'a + 1']]],
  [{ hist_access_type: 'search', pattern: '*+*' }, [[1, 2, 'a + 1'], [1, 5, 'a + 1']]],
  [{ hist_access_type: 'search', pattern: '*', n: 1 }, [[1, 5, 'a + 1']]],
  [{ hist_access_type: 'search', pattern: 'a' }, []],
])('history %j', async (content, history) => {
  const kernel = await withHistory();
  const id = kernel.send('history_request', { output: false, raw: true, ...content });
  expect(kernel.reply(id).content).toEqual({ status: 'ok', history });
});

test('history: a pattern of many stars is no trap', async () => {
  const kernel = new TestKernel();
  await kernel.untilIdle(kernel.execute('a'.repeat(1_000)));
  const id = kernel.send('history_request', { hist_access_type: 'search', pattern: `${'*a'.repeat(500)}b` });
  expect(kernel.reply(id).content).toEqual({ status: 'ok', history: [] });
});

test('completion: from the text and from live values, counted in code points, same case first, each once', async () => {
  const kernel = new TestKernel();
  await kernel.untilIdle(kernel.execute('1'));
  kernel.engine!.candidates = [
    { text: 'Console', type: 'class', signature: null },
    { text: 'console', type: 'instance', signature: null },
    { text: '_co', type: 'property', signature: null },
    { text: 'coSigned', type: 'function', signature: 'coSigned(a, b)' },
    { text: 'const', type: 'property', signature: null },
    { text: 'other', type: 'property', signature: null },
  ];
  const id = kernel.send('complete_request', { code: '"😀é"; co + 1', cursor_pos: 8 });
  await kernel.untilIdle(id);
  expect(kernel.engine!.asked).toEqual([{ kind: 'name', prefix: 'co' }]);
  expect(kernel.reply(id).content).toEqual({
    status: 'ok',
    matches: ['console', 'const', 'coSigned', 'Console'],
    cursor_start: 6,
    cursor_end: 8,
    metadata: {
      _jupyter_types_experimental: [
        { text: 'console', type: 'instance', start: 6, end: 8 },
        { text: 'const', type: 'property', start: 6, end: 8 },
        { text: 'coSigned', type: 'function', signature: 'coSigned(a, b)', start: 6, end: 8 },
        { text: 'Console', type: 'class', start: 6, end: 8 },
      ],
    },
  });
});

test.each([
  ['no place to complete', '1 + ', 4, 4],
  ['a cursor behind the end', '"😀" ', 99, 4],
  ['a cursor before the start', 'co', -5, 0],
])('completion with %s offers nothing', async (_name, code, cursor_pos, position) => {
  const kernel = new TestKernel();
  const id = kernel.send('complete_request', { code, cursor_pos });
  await kernel.untilIdle(id);
  expect(kernel.reply(id).content).toMatchObject({ status: 'ok', matches: [], cursor_start: position, cursor_end: position });
});

test('inspection: the live value as plain text and as Markdown, with its source at detail level 1', async () => {
  const kernel = new TestKernel();
  await kernel.untilIdle(kernel.execute('1'));
  kernel.engine!.inspection = { type: 'function', preview: '[Function: greet]', signature: 'function greet(name)', source: 'function greet(name) {\n  return `hi ```` ${name}`;\n}' };
  const ids = [0, 1].map((detail_level) => kernel.send('inspect_request', { code: '"😀"; greet', cursor_pos: 8, detail_level }));
  await kernel.untilIdle(ids[1]!);
  expect(kernel.engine!.asked).toEqual(['gre', 'gre']);
  expect(kernel.reply(ids[0]!).content).toEqual({
    status: 'ok',
    found: true,
    data: {
      'text/plain': 'function greet(name)\n\n[Function: greet]',
      'text/markdown': '```ts\nfunction greet(name)\n```\n\n```ts\n[Function: greet]\n```',
    },
    metadata: {},
  });
  const markdown = (kernel.reply(ids[1]!).content as unknown as { data: Record<string, string> }).data['text/markdown'];
  expect(markdown).toBe('```ts\nfunction greet(name)\n```\n\n`````ts\nfunction greet(name) {\n  return `hi ```` ${name}`;\n}\n`````');
});

test('inspection at detail level 1 shows a function as the newest cell that declares it wrote it', async () => {
  const kernel = new TestKernel();
  for (const code of ['/** 1 */ gre', '/** 2 */ gre', 'gre']) await kernel.untilIdle(kernel.execute(code));
  kernel.engine!.inspection = { type: 'function', preview: '', signature: 'gre()', source: 'function () {}' };
  const id = kernel.send('inspect_request', { code: 'gre', cursor_pos: 3, detail_level: 1 });
  await kernel.untilIdle(id);
  expect(kernel.reply(id).content).toMatchObject({ data: { 'text/plain': 'gre()\n\n/** 2 */ gre' } });
});

test('inspection of a magic tells its use', async () => {
  const kernel = new TestKernel();
  const id = kernel.send('inspect_request', { code: '%magic 1', cursor_pos: 3 });
  await kernel.untilIdle(id);
  expect(kernel.reply(id).content).toEqual({
    status: 'ok', found: true, data: { 'text/plain': '%magic [x]\n\nDoes it.', 'text/markdown': '`%magic [x]`\n\nDoes it.' }, metadata: {},
  });
});

test('inspection of nothing finds nothing', async () => {
  const kernel = new TestKernel();
  const ids = ['', 'unknown'].map((code) => kernel.send('inspect_request', { code, cursor_pos: code.length }));
  for (const id of ids) {
    await kernel.untilIdle(id);
    expect(kernel.reply(id).content).toEqual({ status: 'ok', found: false, data: {}, metadata: {} });
  }
});

test('is_complete passes on what the language says', () => {
  const kernel = new TestKernel();
  const [whole, half] = ['1', 'if (a) {'].map((code) => kernel.send('is_complete_request', { code }));
  expect(kernel.reply(whole!).content).toEqual({ status: 'complete' });
  expect(kernel.reply(half!).content).toEqual({ status: 'incomplete', indent: '  ' });
});

test.each([
  ['control', true],
  ['shell', false],
] as const)('shutdown on %s: the reply, then the end of engine, channels and process', async (channel, restart) => {
  const kernel = new TestKernel({ slow: (_request, engine) => engine.untilFinished() });
  kernel.execute('slow', { id: 'a' });
  kernel.execute('never', { id: 'b' });
  kernel.send('shutdown_request', { restart }, { id: 's', channel });
  expect(kernel.exits).toEqual([]);
  await kernel.untilIdle('b');
  await kernel.kernel.shutDown();
  expect(kernel.lines()).toEqual([
    'a: status busy', 'a: execute_input slow',
    's: status busy', `s: shutdown_reply ${restart}`, `s: shutdown_reply ${restart}`, 's: status idle', 'a: status busy',
    'a: execute_reply aborted', 'a: status idle',
    'b: status busy', 'b: execute_reply aborted', 'b: status idle',
  ]);
  expect(kernel.reply('s')).toMatchObject({ channel, content: { status: 'ok', restart } });
  expect(kernel.seen.filter(({ type, channel: on }) => type === 'shutdown_reply' && on === 'iopub')).toHaveLength(1);
  expect([kernel.engine!.isEnded, kernel.isClosed, kernel.exits]).toEqual([true, true, [0]]);
});

test('shutDown, as SIGTERM calls it, ends all once', async () => {
  const kernel = new TestKernel();
  await kernel.untilIdle(kernel.execute('1'));
  await Promise.all([kernel.kernel.shutDown(), kernel.kernel.shutDown()]);
  expect([kernel.engine!.isEnded, kernel.isClosed, kernel.exits]).toEqual([true, true, [0]]);
});

test('with AWAITBOOK_LOG=debug each message is shown with time, type and id; else the log is empty', async () => {
  const quiet = new TestKernel();
  await quiet.untilIdle(quiet.execute('1'));
  expect(quiet.log).toEqual([]);
  const kernel = new TestKernel({}, { environment: { logsDebug: true, nodeOptions: [], parentPid: null, check: 'off', notebookPath: null } });
  await kernel.untilIdle(kernel.send('kernel_info_request', {}, { id: 'the id' }));
  const time = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
  expect(kernel.log).toEqual([
    expect.stringMatching(`^${time} shell <- kernel_info_request the id$`),
    expect.stringMatching(`^${time} iopub -> status [\\w-]+_1$`),
    expect.stringMatching(`^${time} shell -> kernel_info_reply [\\w-]+_2$`),
    expect.stringMatching(`^${time} iopub -> status [\\w-]+_3$`),
  ]);
});
