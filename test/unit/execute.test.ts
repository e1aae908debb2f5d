import { expect, test } from '@jest/globals';
import { failed, ok, thrown, TIMING } from './support/fake-engine';
import { TestKernel } from './support/test-kernel';

const until = (code: string) => ({ [code]: (_request: unknown, engine: { untilFinished(): Promise<ReturnType<typeof ok>> }) => engine.untilFinished() });

test('the reply carries when the cell started and what it cost, also when it failed', async () => {
  const kernel = new TestKernel({ boom: () => failed('Error', 'boom') });
  for (const code of ['fine', 'boom']) {
    const id = kernel.execute(code);
    await kernel.untilIdle(id);
    expect(kernel.reply(id).message.metadata).toEqual({ started: TIMING.startedAt, awaitbook: { timing: TIMING } });
  }
});

test('a silent cell: no execute_input, no output, no result, no count, no history', async () => {
  const kernel = new TestKernel({
    quiet: ({ cell }, { listener }) => {
      listener.stream(cell, 'stdout', 'hello\n');
      listener.display(cell, { data: {}, metadata: {} }, null, false);
      listener.clearOutput(cell, true);
      return ok('42');
    },
    boom: () => failed('Error', 'boom'),
  });
  for (const [code, status] of [['quiet', 'ok'], ['boom', 'error']]) {
    const before = kernel.seen.length;
    const id = kernel.execute(code!, { content: { silent: true, store_history: true } });
    await kernel.untilIdle(id);
    expect(kernel.lines().slice(before)).toEqual([`${id}: status busy`, expect.stringContaining(`${id}: execute_reply`), `${id}: status idle`]);
    expect(kernel.reply(id).content).toMatchObject({ status, execution_count: 0 });
  }
  expect(kernel.engine!.evaluated[0]).toMatchObject({ wantsResult: false });
  const history = kernel.send('history_request', { hist_access_type: 'tail', n: 10 });
  expect(kernel.reply(history).content['history']).toEqual([]);
});

test('store_history false: shown, but not counted and not remembered', async () => {
  const kernel = new TestKernel({ shown: () => ok('1') });
  const counted = kernel.execute('counted');
  const id = kernel.execute('shown', { content: { store_history: false } });
  await kernel.untilIdle(id);
  expect(kernel.seen.filter(({ parent }) => parent === id).map(({ content }) => content['execution_count'])).toEqual([undefined, 1, 1, 1, undefined]);
  expect(kernel.reply(counted).content['execution_count']).toBe(1);
  const history = kernel.send('history_request', { hist_access_type: 'tail', n: 10 });
  expect(kernel.reply(history).content['history']).toEqual([[1, 1, 'counted']]);
});

test.each(['', '  \n\t '])('empty code %j: ok, not run, not counted', async (code) => {
  const kernel = new TestKernel();
  const id = kernel.execute(code);
  await kernel.untilIdle(id);
  expect(kernel.lines()).toEqual([`${id}: status busy`, `${id}: execute_input ${code}`, `${id}: execute_reply ok`, `${id}: status idle`]);
  expect(kernel.reply(id).content).toMatchObject({ status: 'ok', execution_count: 0 });
  expect(kernel.engine?.evaluated ?? []).toEqual([]);
});

test('code of a comment only is counted', async () => {
  const kernel = new TestKernel();
  const id = kernel.execute('// nothing');
  await kernel.untilIdle(id);
  expect(kernel.reply(id).content).toMatchObject({ status: 'ok', execution_count: 1 });
});

test('a cell that does not parse is a SyntaxError in the author\'s line, counted, and never reaches the engine', async () => {
  const kernel = new TestKernel();
  const id = kernel.execute('let a = syntax error');
  await kernel.untilIdle(id);
  const { content } = kernel.reply(id);
  expect(content).toMatchObject({ status: 'error', ename: 'SyntaxError', evalue: 'Unexpected token', execution_count: 1 });
  expect((content['traceback'] as unknown as string[]).map((line) => line.replace(/\x1b\[[\d;]*m/g, ''))).toEqual([
    'SyntaxError: Unexpected token',
    '    at Cell 1, line 1, column 9',
    '        1 | let a = syntax error',
    '          |         ^',
  ]);
  expect(kernel.engine?.evaluated ?? []).toEqual([]);
});

test('user expressions run after the cell, each by itself; an error stays with its name', async () => {
  const kernel = new TestKernel({
    'a + 1': () => ok('3'),
    nothing: () => ok(),
    bad: () => failed('ReferenceError', 'bad is not defined'),
  });
  const user_expressions = { sum: 'a + 1', nothing: 'nothing', bad: 'bad', broken: 'syntax error', number: 7 };
  const id = kernel.execute('let a = 2', { content: { user_expressions } });
  await kernel.untilIdle(id);
  const values = kernel.reply(id).content['user_expressions'];
  expect(values).toEqual({
    sum: { status: 'ok', data: { 'text/plain': '3' }, metadata: {} },
    nothing: { status: 'ok', data: { 'text/plain': 'undefined' }, metadata: {} },
    bad: { status: 'error', ename: 'ReferenceError', evalue: 'bad is not defined', traceback: [expect.any(String)] },
    broken: { status: 'error', ename: 'SyntaxError', evalue: 'Unexpected token', traceback: expect.any(Array) },
    number: expect.objectContaining({ status: 'error', evalue: 'execute_request: content.user_expressions.number must be a string' }),
  });
  expect(kernel.reply(id).content['status']).toBe('ok');
  const evaluated = kernel.engine!.evaluated;
  expect(evaluated.map(({ label }) => label)).toEqual(['Cell 1', 'user_expressions.sum', 'user_expressions.nothing', 'user_expressions.bad']);
  expect(new Set(evaluated.map(({ cell }) => cell)).size).toBe(4);
});

test('user expressions do not run after a cell that failed', async () => {
  const kernel = new TestKernel({ boom: () => failed('Error', 'boom') });
  const id = kernel.execute('boom', { content: { user_expressions: { one: '1' } } });
  await kernel.untilIdle(id);
  expect(kernel.reply(id).content['user_expressions']).toEqual({});
  expect(kernel.engine!.evaluated).toHaveLength(1);
});

test('an error aborts the execute requests that wait, each with its own busy and idle; other requests are answered', async () => {
  const kernel = new TestKernel({ ...until('slow') });
  kernel.execute('slow', { id: 'a' });
  kernel.execute('never', { id: 'b' });
  kernel.execute('never', { id: 'c', client: 'other' });
  kernel.engine!.finish(failed('Error', 'boom'));
  await kernel.until(({ type }) => type === 'error');
  const info = kernel.send('kernel_info_request', {}, { id: 'info' });
  kernel.execute('on its way', { id: 'd' });
  await kernel.untilIdle('d');
  expect(kernel.lines()).toEqual([
    'a: status busy', 'a: execute_input slow', 'a: error Error',
    'info: status busy', 'info: kernel_info_reply ok', 'info: status idle', 'a: status busy',
    'a: execute_reply Error', 'a: status idle',
    ...['b', 'c', 'd'].flatMap((id) => [`${id}: status busy`, `${id}: execute_reply aborted`, `${id}: status idle`]),
  ]);
  expect(kernel.reply(info).content['status']).toBe('ok');
  expect(kernel.reply('c').to).toEqual(['other']);
  expect(kernel.reply('b').content).toEqual({ status: 'aborted', execution_count: 1 });
  expect(kernel.reply('b').message.metadata['started']).toMatch(/^\d{4}-.*Z$/);
  expect(kernel.engine!.evaluated).toHaveLength(1);
  const after = kernel.execute('after');
  await kernel.untilIdle(after);
  expect(kernel.reply(after).content).toMatchObject({ status: 'ok', execution_count: 2 });
});

test('stop_on_error false: the next ones run', async () => {
  const kernel = new TestKernel({ ...until('slow') });
  kernel.execute('slow', { id: 'a', content: { stop_on_error: false } });
  kernel.execute('fine', { id: 'b' });
  kernel.engine!.finish(failed('Error', 'boom'));
  await kernel.untilIdle('b');
  expect(kernel.reply('a').content['status']).toBe('error');
  expect(kernel.reply('b').content['status']).toBe('ok');
});

test('an interrupt: its reply, the KeyboardInterrupt of the running cell, the others aborted; what comes later runs', async () => {
  const kernel = new TestKernel({ ...until('slow') });
  kernel.execute('slow', { id: 'a', content: { stop_on_error: false } });
  kernel.execute('never', { id: 'b' });
  kernel.send('interrupt_request', {}, { id: 'i', channel: 'control' });
  kernel.execute('later', { id: 'c' });
  await kernel.untilIdle('c');
  expect(kernel.lines()).toEqual([
    'a: status busy', 'a: execute_input slow',
    'i: status busy', 'i: interrupt_reply ok', 'i: status idle', 'a: status busy',
    'a: error KeyboardInterrupt', 'a: execute_reply KeyboardInterrupt', 'a: status idle',
    'b: status busy', 'b: execute_reply aborted', 'b: status idle',
    'c: status busy', 'c: execute_input later', 'c: execute_reply ok', 'c: status idle',
  ]);
  expect(kernel.reply('i').channel).toBe('control');
});

test('an interrupt without a running cell reaches the engine, for the callback of an older cell', async () => {
  const kernel = new TestKernel();
  const cell = kernel.execute('1');
  await kernel.untilIdle(cell);
  kernel.send('interrupt_request', {}, { channel: 'control', id: 'i' });
  expect(kernel.engine!.interrupts).toBe(1);
  expect(kernel.lines().slice(-3)).toEqual(['i: status busy', 'i: interrupt_reply ok', 'i: status idle']);
  kernel.kernel.interrupt();
  expect(kernel.engine!.interrupts).toBe(2);
});

test('output that comes after the idle of its cell keeps its parent, also while another cell runs', async () => {
  const kernel = new TestKernel({ ...until('slow') });
  kernel.execute('start a timer', { id: 'a' });
  await kernel.untilIdle('a');
  kernel.execute('slow', { id: 'b' });
  const { listener, evaluated } = kernel.engine!;
  listener.stream(evaluated[0]!.cell, 'stdout', 'late\n');
  listener.display(evaluated[0]!.cell, { data: { 'text/plain': 'late' }, metadata: {} }, 'd1', false);
  listener.display(evaluated[1]!.cell, { data: { 'text/plain': 'new' }, metadata: {} }, 'd1', true);
  listener.uncaught(evaluated[0]!.cell, thrown('Error', 'late'));
  listener.stream(null, 'stderr', 'from nowhere\n');
  kernel.engine!.finish(ok());
  await kernel.untilIdle('b');
  listener.stream(null, 'stderr', 'after all\n');
  await kernel.until(({ content }) => content['text'] === 'after all\n');
  expect(kernel.lines().slice(6)).toEqual([
    'a: stream late\n',
    'a: display_data {"text/plain":"late"}',
    'b: update_display_data {"text/plain":"new"}',
    'a: error Error',
    'b: stream from nowhere\n',
    'b: execute_reply ok',
    'b: status idle',
    'b: stream after all\n',
  ]);
  const display = kernel.seen.find(({ type }) => type === 'display_data')!;
  expect(display.content).toEqual({ data: { 'text/plain': 'late' }, metadata: {}, transient: { display_id: 'd1' } });
});

test('text of one cell and stream is joined, in order with all else', async () => {
  const kernel = new TestKernel({
    print: ({ cell }, { listener }) => {
      for (const text of ['a', 'b', '']) listener.stream(cell, 'stdout', text);
      listener.stream(cell, 'stderr', 'c');
      listener.stream(cell, 'stdout', 'd');
      listener.clearOutput(cell, false);
      listener.stream(cell, 'stdout', 'e');
      return ok('1');
    },
  });
  kernel.execute('print', { id: 'a' });
  await kernel.untilIdle('a');
  expect(kernel.lines().slice(2, -2)).toEqual(['a: stream a' + 'b', 'a: stream c', 'a: stream d', 'a: clear_output false', 'a: stream e', 'a: execute_result {"text/plain":"1"}']);
  expect(kernel.seen.filter(({ type }) => type === 'stream').map(({ content }) => content['name'])).toEqual(['stdout', 'stderr', 'stdout', 'stdout']);
});

test('text that comes without pause while the cell runs arrives in few messages, whole and in order', async () => {
  const kernel = new TestKernel({ ...until('slow') });
  kernel.execute('slow', { id: 'a' });
  const { listener, evaluated } = kernel.engine!;
  let expected = '';
  for (let turn = 0; turn < 200; turn++) {
    for (let line = 0; line < 10; line++) {
      const text = `${turn}.${line}\n`;
      expected += text;
      listener.stream(evaluated[0]!.cell, 'stdout', text);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const joined = () => kernel.seen.filter(({ type }) => type === 'stream').map(({ content }) => content['text']);
  await kernel.untilTrue(() => joined().join('') === expected);
  expect(joined().length).toBeLessThan(200);
});

test('an engine that dies without a cell says so under the last cell, and its comms are closed', async () => {
  const kernel = new TestKernel();
  kernel.execute('1', { id: 'a' });
  await kernel.untilIdle('a');
  const { listener, evaluated } = kernel.engine!;
  listener.comm(evaluated[0]!.cell, { action: 'open', commId: 'c1', targetName: 't', data: {}, metadata: {}, buffers: [] });
  listener.died('The engine ended: out of memory.');
  expect(kernel.lines().slice(-2)).toEqual(['a: stream The engine ended: out of memory.\n', 'a: comm_close c1']);
  const info = kernel.send('comm_info_request');
  expect(kernel.reply(info).content['comms']).toEqual({});
});

test('an engine that cannot be started ends the kernel with its words and exit code 1', async () => {
  const kernel = new TestKernel({ ...until('slow') });
  kernel.execute('slow', { id: 'a' });
  kernel.engine!.listener.failed('The engine can not be started.');
  await kernel.untilIdle('a');
  await kernel.kernel.shutDown();
  expect(kernel.lines()).toContain('a: stream The engine can not be started.\n');
  expect(kernel.exits).toEqual([1]);
});
