/** A page that was reloaded while its cell ran asks for the run again, and gets all of it. */
import { expect, test } from '@jest/globals';
import { FOLLOWED_OUTPUT_BYTES, FOLLOWED_RUNS } from '../../kernel/limits';
import { failed, ok, TIMING } from './support/fake-engine';
import type { Program } from './support/fake-engine';
import { TestKernel } from './support/test-kernel';

const cellOf = (cellId: string) => ({ metadata: { cellId } });
const follow = (kernel: TestKernel, msgId: string) => kernel.execute('not run', { client: 'reloaded', metadata: { cellId: 'a', awaitbook: { follow: msgId } } });
/** The lines of one request, without its name. */
const linesOf = (kernel: TestKernel, id: string) => kernel.lines().filter((line) => line.startsWith(`${id}: `)).map((line) => line.slice(id.length + 2));
const runsOf = (kernel: TestKernel) => {
  const reply = kernel.reply(kernel.send('kernel_info_request'));
  return (reply.message.metadata as { awaitbook?: { runs: { msg_id: string; cell_id: string; sessions: string[]; ended: string | null }[] } }).awaitbook?.runs;
};

const prints: Program = ({ cell }, engine) => {
  engine.listener.stream(cell, 'stdout', 'one\n');
  return engine.untilFinished();
};

test('a follower gets what was and what comes, in the same order, and the same reply; nothing is run twice', async () => {
  const kernel = new TestKernel({ prints });
  const id = kernel.execute('prints', cellOf('a'));
  await kernel.untilTrue(() => linesOf(kernel, id).includes('stream one\n'));
  const followerId = follow(kernel, id);
  const { cell } = kernel.engine!.evaluated[0]!;
  kernel.engine!.listener.display(cell, { data: { 'text/plain': 'two' }, metadata: { of: 'two' } }, 'd', false);
  kernel.engine!.listener.stream(cell, 'stderr', 'three\n');
  kernel.engine!.finish(ok('four'));
  await kernel.untilIdle(followerId);
  expect(linesOf(kernel, followerId)).toEqual([
    'status busy', 'execute_input prints', 'stream one\n', 'display_data {"text/plain":"two"}', 'stream three\n', 'execute_result {"text/plain":"four"}', 'execute_reply ok', 'status idle',
  ]);
  expect(linesOf(kernel, id)).toEqual(linesOf(kernel, followerId));
  const [first, second] = [id, followerId].map((parent) => kernel.reply(parent));
  expect(second!.content).toEqual(first!.content);
  expect(second!.message.metadata).toEqual({ started: TIMING.startedAt, awaitbook: { timing: TIMING } });
  expect(second!.to).toEqual(['reloaded']);
  const shown = kernel.seen.filter(({ type }) => type === 'display_data');
  expect(shown.map(({ content }) => [content['metadata'], content['transient']])).toEqual([[{ of: 'two' }, { display_id: 'd' }], [{ of: 'two' }, { display_id: 'd' }]]);
  expect(kernel.engine!.evaluated.map(({ code }) => code)).toEqual(['prints']);
});

test('while a run is followed the kernel shows as busy, and a completion changes nothing of it', async () => {
  const kernel = new TestKernel({ prints });
  const id = kernel.execute('prints', cellOf('a'));
  await kernel.untilTrue(() => linesOf(kernel, id).includes('stream one\n'));
  follow(kernel, id);
  await kernel.untilIdle(kernel.send('complete_request', { code: '', cursor_pos: 0 }));
  expect(kernel.lines().filter((line) => line.includes('status')).at(-1)).toBe(`${id}: status busy`);
});

test('a run that waits is followed too; one that ended is told as it was, with its error', async () => {
  const kernel = new TestKernel({ prints, boom: () => failed('Error', 'boom') });
  const first = kernel.execute('prints', cellOf('a'));
  const waiting = kernel.execute('boom', cellOf('b'));
  await kernel.untilTrue(() => linesOf(kernel, first).includes('stream one\n'));
  const early = follow(kernel, waiting);
  kernel.engine!.finish(ok());
  await kernel.untilIdle(early);
  const ended = Date.now();
  while (Date.now() < ended + 2) await new Promise(setImmediate); // so that dates of now would differ
  const late = follow(kernel, waiting);
  await kernel.untilIdle(late);
  const all = ['status busy', 'execute_input boom', 'error Error', 'execute_reply Error', 'status idle'];
  expect([linesOf(kernel, early), linesOf(kernel, late)]).toEqual([all, all]);
  expect(kernel.reply(late).content).toEqual(kernel.reply(waiting).content);
  // JupyterLab computes how long the cell took from these dates.
  const datesOf = (parent: string) => kernel.seen.filter((message) => message.parent === parent && message.type !== 'status')
    .map(({ message }) => (JSON.parse(message.headerFrame.toString()) as { date: string }).date);
  expect(datesOf(late)).toEqual(datesOf(waiting));
});

test('kernel_info lists the runs of notebook cells, with the sessions that get them and when they ended', async () => {
  const kernel = new TestKernel({ prints });
  expect(runsOf(kernel)).toBeUndefined();
  await kernel.untilIdle(kernel.execute('without a cell id'));
  expect(runsOf(kernel)).toBeUndefined();
  const ended = kernel.execute('1', cellOf('a'));
  await kernel.untilIdle(ended);
  const runs = kernel.execute('prints', cellOf('b'));
  const waits = kernel.execute('2', cellOf('c'));
  const aborted = kernel.execute('3', cellOf('d'));
  follow(kernel, waits);
  expect(runsOf(kernel)).toEqual([
    { msg_id: ended, cell_id: 'a', sessions: ['test'], ended: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
    { msg_id: runs, cell_id: 'b', sessions: ['test'], ended: null },
    { msg_id: waits, cell_id: 'c', sessions: ['test', 'test'], ended: null },
    { msg_id: aborted, cell_id: 'd', sessions: ['test'], ended: null },
  ]);
  kernel.send('interrupt_request', {}, { channel: 'control' });
  await kernel.untilIdle(aborted);
  expect(runsOf(kernel)!.map(({ ended: at }) => at === null)).toEqual([false, false, false, false]);
});

test('a run that is not known is refused in words, and nothing is run', async () => {
  const kernel = new TestKernel();
  const id = follow(kernel, 'long ago');
  await kernel.untilIdle(id);
  expect(linesOf(kernel, id)).toEqual(['status busy', 'execute_reply RefusedError', 'status idle']);
  expect(kernel.reply(id).content).toMatchObject({ status: 'error', evalue: expect.stringContaining('run the cell anew'), execution_count: 0 });
  expect(kernel.engine?.evaluated ?? []).toEqual([]);
});

test.each([[undefined], [null], ['a'], [{ follow: 7 }], [['follow']]])('metadata %j is no wish to follow: the cell is run', async (awaitbook) => {
  const kernel = new TestKernel();
  const id = kernel.execute('1', { metadata: { cellId: 7, awaitbook } });
  await kernel.untilIdle(id);
  expect(kernel.engine!.evaluated).toHaveLength(1);
  expect(runsOf(kernel)).toBeUndefined();
});

test('a long output is kept up to its limit; what is left out at its beginning is told', async () => {
  const text = 'x'.repeat(1_000_000);
  const count = Math.ceil(FOLLOWED_OUTPUT_BYTES / text.length) + 2;
  const kernel = new TestKernel({ '1': () => ok(), long: ({ cell }, engine) => {
    for (let at = 0; at < count; at++) engine.listener.display(cell, { data: { 'text/plain': `${at} ${text}` }, metadata: {} }, null, false);
    return engine.untilFinished();
  } });
  await kernel.untilIdle(kernel.execute('1', cellOf('a')));
  const id = kernel.execute('long', cellOf('b'));
  await kernel.untilTrue(() => linesOf(kernel, id).filter((line) => line.startsWith('display_data')).length === count);
  // The run that had ended went first.
  expect(runsOf(kernel)!.map(({ cell_id }) => cell_id)).toEqual(['b']);
  const followerId = follow(kernel, id);
  kernel.engine!.finish(ok());
  await kernel.untilIdle(followerId);
  const lines = linesOf(kernel, followerId);
  const shown = lines.filter((line) => line.startsWith('display_data'));
  expect(lines.slice(0, 3)).toEqual(['status busy', 'execute_input long', `stream The first ${count - shown.length} outputs of this run are no longer kept.\n`]);
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.at(-1)).toContain(`"${count - 1} x`);
});

test('the oldest runs that have ended are forgotten', async () => {
  const kernel = new TestKernel({ prints });
  const first = kernel.execute('1', cellOf('first'));
  await kernel.untilIdle(first);
  const ids = Array.from({ length: FOLLOWED_RUNS }, (_, at) => kernel.execute(`${at}`, cellOf(`cell ${at}`)));
  await kernel.untilIdle(ids.at(-1)!);
  const listed = runsOf(kernel)!;
  expect(listed).toHaveLength(FOLLOWED_RUNS);
  expect(listed[0]).toMatchObject({ cell_id: 'cell 0' });
});
