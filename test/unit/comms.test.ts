import { expect, test } from '@jest/globals';
import { ok } from './support/fake-engine';
import { TestKernel } from './support/test-kernel';

/** A kernel whose engine is up, and knows the target `t`. */
async function withTarget(): Promise<TestKernel> {
  const kernel = new TestKernel({
    'register late': (_request, { listener }) => {
      listener.commTarget('late', true);
      return ok();
    },
    slow: (_request, engine) => engine.untilFinished(),
  });
  await kernel.untilIdle(kernel.execute('1'));
  kernel.engine!.listener.commTarget('t', true);
  kernel.seen.length = 0;
  return kernel;
}

const open = (target_name: string, comm_id = 'c') => ({ comm_id, target_name, data: { a: 1 } });

test('open, message and close go to the engine, with metadata and buffers, also while a cell runs', async () => {
  const kernel = await withTarget();
  kernel.execute('slow', { id: 'cell' });
  kernel.send('comm_open', open('t'), { id: 'o', metadata: { version: '2.1.0' }, buffers: [Buffer.from([1, 2, 255])] });
  kernel.send('comm_msg', { comm_id: 'c', data: { b: [2] } }, { id: 'm' });
  const info = kernel.send('comm_info_request', { target_name: 't' });
  kernel.send('comm_close', { comm_id: 'c', data: {} }, { id: 'x' });
  expect(kernel.engine!.comms).toEqual([
    { action: 'open', commId: 'c', targetName: 't', data: { a: 1 }, metadata: { version: '2.1.0' }, buffers: ['AQL/'] },
    { action: 'message', commId: 'c', targetName: null, data: { b: [2] }, metadata: {}, buffers: [] },
    { action: 'close', commId: 'c', targetName: null, data: {}, metadata: {}, buffers: [] },
  ]);
  expect(kernel.lines().filter((line) => !line.startsWith(info))).toEqual([
    'cell: status busy', 'cell: execute_input slow',
    ...['o', 'm'].flatMap((id) => [`${id}: status busy`, `${id}: status idle`, 'cell: status busy']),
    'cell: status busy',
    'x: status busy', 'x: status idle', 'cell: status busy',
  ]);
  expect(kernel.reply(info).content).toEqual({ status: 'ok', comms: { c: { target_name: 't' } } });
  expect(kernel.log).toEqual([]);
});

test('comm_info lists one target or all, and no comm that is closed', async () => {
  const kernel = await withTarget();
  kernel.engine!.listener.commTarget('u', true);
  kernel.send('comm_open', open('t', 'c1'));
  kernel.send('comm_open', open('u', 'c2'));
  const comms = (content: object) => kernel.reply(kernel.send('comm_info_request', content)).content['comms'];
  expect(comms({})).toEqual({ c1: { target_name: 't' }, c2: { target_name: 'u' } });
  expect(comms({ target_name: null })).toEqual({ c1: { target_name: 't' }, c2: { target_name: 'u' } });
  expect(comms({ target_name: 'u' })).toEqual({ c2: { target_name: 'u' } });
  kernel.engine!.listener.comm(null, { action: 'close', commId: 'c1', targetName: null, data: {}, metadata: {}, buffers: [] });
  expect(comms({})).toEqual({ c2: { target_name: 'u' } });
});

test('an open of an unknown target is closed back', async () => {
  const kernel = await withTarget();
  kernel.send('comm_open', open('nobody'), { id: 'o' });
  await kernel.untilIdle('o');
  expect(kernel.lines()).toEqual(['o: status busy', 'o: comm_close c', 'o: status idle']);
  expect(kernel.engine!.comms).toEqual([]);
});

test('an open waits for the cells before it, one of which may register its target; its messages wait behind it', async () => {
  const kernel = await withTarget();
  kernel.execute('slow', { id: 'a' });
  kernel.execute('register late', { id: 'b' });
  kernel.send('comm_open', open('late'), { id: 'o' });
  kernel.send('comm_msg', { comm_id: 'c', data: { n: 1 } }, { id: 'm1' });
  kernel.send('comm_msg', { comm_id: 'c', data: { n: 2 } }, { id: 'm2' });
  expect(kernel.engine!.comms).toEqual([]);
  kernel.engine!.finish(ok());
  await kernel.untilIdle('m2');
  expect(kernel.engine!.comms.map(({ action, data }) => [action, data])).toEqual([
    ['open', { a: 1 }],
    ['message', { n: 1 }],
    ['message', { n: 2 }],
  ]);
  kernel.send('comm_msg', { comm_id: 'c', data: { n: 3 } }, { id: 'm3' });
  expect(kernel.engine!.comms).toHaveLength(4);
});

test('an open that waits is answered also when the cells before it are aborted', async () => {
  const kernel = await withTarget();
  kernel.execute('slow', { id: 'a' });
  kernel.execute('register late', { id: 'b' });
  kernel.send('comm_open', open('late'), { id: 'o' });
  kernel.send('interrupt_request', {}, { channel: 'control' });
  await kernel.untilIdle('o');
  expect(kernel.lines().slice(-3)).toEqual(['o: status busy', 'o: comm_close c', 'o: status idle']);
});

test('a message for a comm that is not open is dropped with one line in the log', async () => {
  const kernel = await withTarget();
  for (const id of ['a', 'b']) kernel.send('comm_msg', { comm_id: 'unknown', data: {} }, { id });
  expect(kernel.lines()).toEqual(['a', 'b'].flatMap((id) => [`${id}: status busy`, `${id}: status idle`]));
  expect(kernel.log).toEqual(['a comm_msg for a comm that is not open was dropped (said once)']);
});

test('comm messages of the engine go out with the parent of their cell, metadata and buffers', async () => {
  const kernel = await withTarget();
  const { listener, evaluated } = kernel.engine!;
  const { cell } = evaluated[0]!;
  listener.comm(cell, { action: 'open', commId: 'k', targetName: 'jupyter.widget', data: { state: {} }, metadata: { version: '2.1.0' }, buffers: ['AQL/'] });
  listener.comm(cell, { action: 'message', commId: 'k', targetName: null, data: { method: 'update' }, metadata: {}, buffers: [] });
  listener.comm(cell, { action: 'close', commId: 'k', targetName: null, data: {}, metadata: {}, buffers: [] });
  expect(kernel.lines()).toEqual(['comm_open', 'comm_msg', 'comm_close'].map((type) => `execute_request-1: ${type} k`));
  expect(kernel.seen[0]!.content).toEqual({ comm_id: 'k', target_name: 'jupyter.widget', data: { state: {} } });
  expect(kernel.seen[0]!.message.metadata).toEqual({ version: '2.1.0' });
  expect(kernel.seen[0]!.message.buffers).toEqual([Buffer.from([1, 2, 255])]);
});
