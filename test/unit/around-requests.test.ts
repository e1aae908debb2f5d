import { expect, test } from '@jest/globals';
import { failed, ok } from './support/fake-engine';
import { TestKernel } from './support/test-kernel';

test('a cell: busy, its input, its output, its result, the reply, idle', async () => {
  const kernel = new TestKernel({
    'hello()': ({ cell }, { listener }) => {
      listener.stream(cell, 'stdout', 'hello\n');
      return ok('42');
    },
  });
  const id = kernel.execute('hello()', { id: 'a' });
  await kernel.untilIdle(id);
  expect(kernel.lines()).toEqual([
    'a: status busy',
    'a: execute_input hello()',
    'a: stream hello\n',
    'a: execute_result {"text/plain":"42"}',
    'a: execute_reply ok',
    'a: status idle',
  ]);
  expect(kernel.reply('a')).toMatchObject({
    channel: 'shell',
    to: ['client'],
    content: { status: 'ok', execution_count: 1, user_expressions: {}, payload: [] },
  });
});

test('the parent header is the request header, byte by byte', async () => {
  const kernel = new TestKernel();
  const header = Buffer.from('{"msg_id" : "odd",  "session":"s","username":"ü","msg_type":"kernel_info_request","version":"5.5","date":"x","more":[1.50]}');
  const parents: Buffer[] = [];
  const { listener } = kernel;
  kernel.listener = listener;
  const empty = Buffer.from('{}');
  kernel.sendFrames('shell', [Buffer.from('c'), ...kernel.signed([header, empty, empty, empty])]);
  await kernel.untilIdle('odd');
  for (const { message } of kernel.seen) parents.push(message.parentFrame);
  expect(parents).toHaveLength(3);
  for (const parent of parents) expect(parent.equals(header)).toBe(true);
});

test('requests that come while a cell runs are answered at once, and the kernel still shows as busy', async () => {
  const kernel = new TestKernel({ 'await forever': (_request, engine) => engine.untilFinished() });
  kernel.execute('await forever', { id: 'cell' });
  for (const [type, content, channel] of [
    ['kernel_info_request', {}, 'control'],
    ['kernel_info_request', {}, 'shell'],
    ['complete_request', { code: 'co', cursor_pos: 2 }, 'shell'],
    ['inspect_request', { code: 'co', cursor_pos: 2, detail_level: 0 }, 'shell'],
    ['is_complete_request', { code: 'f() {' }, 'shell'],
    ['history_request', { hist_access_type: 'tail', n: 1, output: false, raw: true }, 'shell'],
    ['comm_info_request', {}, 'shell'],
    ['connect_request', {}, 'shell'],
  ] as const) {
    const before = kernel.seen.length;
    const id = kernel.send(type, content, { channel });
    await kernel.until((message) => kernel.seen.indexOf(message) > before && message.parent === 'cell');
    expect(kernel.lines().slice(before)).toEqual([
      `${id}: status busy`,
      expect.stringMatching(`^${id}: ${type.replace('_request', '_reply')}`),
      `${id}: status idle`,
      'cell: status busy',
    ]);
    expect(kernel.reply(id).channel).toBe(channel);
  }
  kernel.engine!.finish(ok());
  await kernel.untilIdle('cell');
  expect(kernel.lines().slice(-2)).toEqual(['cell: execute_reply ok', 'cell: status idle']);
});

test('kernel_info is answered within the call that brings it, before the engine is started', () => {
  const kernel = new TestKernel();
  kernel.send('kernel_info_request', {}, { id: 'info' });
  expect(kernel.engine).toBeNull();
  expect(kernel.lines()).toEqual(['info: status busy', 'info: kernel_info_reply ok', 'info: status idle']);
  expect(kernel.reply('info').content).toMatchObject({
    protocol_version: '5.5',
    implementation: 'awaitbook',
    implementation_version: '0.0.1',
    language_info: { name: 'typescript', mimetype: 'text/typescript', file_extension: '.ts', pygments_lexer: 'typescript', codemirror_mode: 'typescript' },
    debugger: false,
    supported_features: [],
  });
});

test('one execute request at a time, in order', async () => {
  const kernel = new TestKernel({ first: (_request, engine) => engine.untilFinished(), second: () => ok('2') });
  kernel.execute('first', { id: 'a' });
  kernel.execute('second', { id: 'b', client: 'other client' });
  expect(kernel.lines()).toEqual(['a: status busy', 'a: execute_input first']);
  kernel.engine!.finish(ok('1'));
  await kernel.untilIdle('b');
  expect(kernel.lines().slice(2)).toEqual([
    'a: execute_result {"text/plain":"1"}',
    'a: execute_reply ok',
    'a: status idle',
    'b: status busy',
    'b: execute_input second',
    'b: execute_result {"text/plain":"2"}',
    'b: execute_reply ok',
    'b: status idle',
  ]);
  expect(kernel.reply('a').to).toEqual(['client']);
  expect(kernel.reply('b').to).toEqual(['other client']);
});

test('an unknown message type: busy, idle, no reply, one line in the log', () => {
  const kernel = new TestKernel();
  kernel.send('frobnicate_request', {}, { id: 'a' });
  kernel.send('frobnicate_request', {}, { id: 'b' });
  kernel.send('constructor', {}, { id: 'c' });
  expect(kernel.lines()).toEqual(['a', 'b', 'c'].flatMap((id) => [`${id}: status busy`, `${id}: status idle`]));
  expect(kernel.log).toEqual([
    'unknown message type "frobnicate_request" on shell: not answered (said once)',
    'unknown message type "constructor" on shell: not answered (said once)',
  ]);
});

test('a content of wrong form is answered with an error in plain words, told once', () => {
  const kernel = new TestKernel();
  kernel.send('execute_request', { code: 7 }, { id: 'a' });
  kernel.send('execute_request', { code: 8 }, { id: 'b' });
  expect(kernel.lines().slice(0, 3)).toEqual(['a: status busy', 'a: execute_reply ContentError', 'a: status idle']);
  const words = 'execute_request: content.code must be a string, got a number';
  expect(kernel.reply('a').content).toEqual({
    status: 'error',
    ename: 'ContentError',
    evalue: words,
    traceback: [`ContentError: ${words}`],
    execution_count: 0,
    user_expressions: {},
    payload: [],
  });
  expect(kernel.log).toEqual([`${words} (said once)`]);
});

test.each([
  ['complete_request', { code: 'a', cursor_pos: '1' }, 'content.cursor_pos must be a whole number, got the string "1"'],
  ['complete_request', { code: 'a', cursor_pos: 0.5 }, 'content.cursor_pos must be a whole number, got the number 0.5'],
  ['inspect_request', { code: 'a', cursor_pos: 1, detail_level: 7 }, 'content.detail_level must be one of 0, 1, got a number'],
  ['history_request', {}, 'content.hist_access_type must be one of "tail", "range", "search", got nothing'],
  ['execute_request', { code: 'a', silent: 'no' }, 'content.silent must be true or false, got the string "no"'],
  ['execute_request', { code: 'a', user_expressions: [] }, 'content.user_expressions must be an object, got an array'],
  ['complete_request', {}, 'content.code must be a string, got nothing'],
  ['complete_request', { __proto__: null, constructor: 1 }, 'content.code must be a string, got nothing'],
])('%s %j is refused in words', (type, content, words) => {
  const kernel = new TestKernel();
  const id = kernel.send(type, content);
  expect(kernel.reply(id).content).toMatchObject({ status: 'error', ename: 'ContentError', evalue: `${type}: ${words}` });
});

test('is_complete of a wrong form is unknown: its reply has no status `error`', () => {
  const kernel = new TestKernel();
  const id = kernel.send('is_complete_request', { code: 7 });
  expect(kernel.reply(id).content).toEqual({ status: 'unknown' });
  expect(kernel.log).toEqual(['is_complete_request: content.code must be a string, got a number (said once)']);
});

test('a request on the wrong channel is refused in words', () => {
  const kernel = new TestKernel();
  kernel.execute('1', { id: 'a', channel: 'control' });
  kernel.send('interrupt_request', {}, { id: 'b' });
  expect(kernel.reply('a')).toMatchObject({
    channel: 'control',
    content: { status: 'error', ename: 'RefusedError', evalue: 'execute_request belongs on the shell channel, not on control' },
  });
  expect(kernel.reply('b').content['evalue']).toBe('interrupt_request belongs on the control channel, not on shell');
});

test('what is not supported yet is refused in words, and not advertised', () => {
  const kernel = new TestKernel();
  const words = ['Debugging is not supported by this kernel yet.', 'Subshells are not supported by this kernel yet.'];
  for (const [type, evalue] of [
    ['debug_request', words[0]],
    ['create_subshell_request', words[1]],
    ['delete_subshell_request', words[1]],
    ['list_subshell_request', words[1]],
  ] as const) {
    const id = kernel.send(type, { seq: 3, type: 'request', command: 'initialize' }, { channel: 'control' });
    expect(kernel.reply(id)).toMatchObject({ type: type.replace('_request', '_reply'), content: { status: 'error', evalue } });
  }
  const refused = kernel.seen.find(({ type }) => type === 'debug_reply')!;
  expect(refused.content).toMatchObject({ type: 'response', request_seq: 3, success: false, command: 'initialize', message: words[0] });
});

test('a handler that fails by a fault of the kernel still ends in an error reply and idle, with its stack in the log', async () => {
  const kernel = new TestKernel({}, {
    language: { prepare: () => { throw new TypeError('a fault'); } } as never,
  });
  kernel.execute('1', { id: 'a' });
  await kernel.untilIdle('a');
  expect(kernel.lines()).toEqual(['a: status busy', 'a: execute_input 1', 'a: execute_reply TypeError', 'a: status idle']);
  expect(kernel.log).toEqual([expect.stringContaining('execute_request: the handler failed: TypeError: a fault\n    at ')]);
  const id = kernel.send('kernel_info_request');
  expect(kernel.reply(id).content['status']).toBe('ok');
});

test('connect tells the ports', () => {
  const kernel = new TestKernel();
  const id = kernel.send('connect_request');
  expect(kernel.reply(id).content).toEqual({ status: 'ok', shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 });
});

test('a new subscriber is welcomed, and the first one hears that the kernel starts', async () => {
  const kernel = new TestKernel();
  const [topic, ...frames] = kernel.listener!.subscribed(Buffer.from('kernel.'))!;
  expect(String(topic)).toBe('kernel.');
  expect(frames.slice(2).map(String)).toEqual([
    expect.stringMatching(/"msg_type":"iopub_welcome".*"version":"5.5"/),
    '{}',
    '{}',
    '{"subscription":"kernel."}',
  ]);
  kernel.listener!.subscribed(Buffer.from(''));
  await kernel.until(({ type }) => type === 'status');
  expect(kernel.lines()).toEqual(['-: status starting']);
});

test('`starting` is not said once something else was', async () => {
  const kernel = new TestKernel();
  kernel.send('kernel_info_request', {}, { id: 'a' });
  kernel.listener!.subscribed(Buffer.from(''));
  await new Promise((resolve) => setImmediate(resolve));
  expect(kernel.lines()).toEqual(['a: status busy', 'a: kernel_info_reply ok', 'a: status idle']);
});

test('a failing cell: its error on iopub and in the reply are the same, and the next one runs', async () => {
  const kernel = new TestKernel({ boom: () => failed('TypeError', 'boom') });
  kernel.execute('boom', { id: 'a' });
  await kernel.untilIdle('a');
  expect(kernel.lines()).toEqual(['a: status busy', 'a: execute_input boom', 'a: error TypeError', 'a: execute_reply TypeError', 'a: status idle']);
  const error = kernel.seen.find(({ type }) => type === 'error')!.content;
  expect(kernel.reply('a').content).toEqual({ status: 'error', ...error, execution_count: 1, user_expressions: {}, payload: [] });
  kernel.execute('fine', { id: 'b' });
  await kernel.untilIdle('b');
  expect(kernel.reply('b').content).toMatchObject({ status: 'ok', execution_count: 2 });
});
