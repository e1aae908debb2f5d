/** How published messages become outputs of cells. */
import { expect, test } from '@jest/globals';
import type { KernelMessage } from '@jupyterlab/services';
import type { CodeCell, Output } from '../../kernel/cli/run/notebook';
import { NotebookOutputs } from '../../kernel/cli/run/outputs';

function codeCell(parts: Partial<CodeCell> = {}): CodeCell {
  return { cell_type: 'code', id: 'c', metadata: {}, source: '1', outputs: [], execution_count: null, ...parts };
}

/** Two cells that run as requests `a` and `b`, and a way to say what the kernel publishes with one as its parent. */
function twoCells() {
  const outputs = new NotebookOutputs();
  const [a, b] = [codeCell({ outputs: [stream('old')], execution_count: 7 }), codeCell()] as const;
  const { started: startOfA, ended: endOfA } = outputs.begin('a', a);
  outputs.begin('b', b);
  const publish = (parent: string, msg_type: string, content: object, date = '2026-01-01T00:00:00.000Z') =>
    outputs.take({ header: { msg_type, date }, parent_header: { msg_id: parent }, content } as unknown as KernelMessage.IIOPubMessage);
  return { outputs, a, b, startOfA, endOfA, publish };
}

function stream(text: string, name = 'stdout'): Output {
  return { output_type: 'stream', name, text };
}

function shown(text: string, displayId?: string) {
  return { data: { 'text/plain': text }, metadata: {}, transient: displayId === undefined ? {} : { display_id: displayId } };
}

/** As the kernel shows a promise that has not settled. */
function pending(displayId: string) {
  return { ...shown('Promise { <pending> }', displayId), metadata: { awaitbook: { pending: true } } };
}

const textsOf = (cell: CodeCell) => cell.outputs.map((output) => ('data' in output ? output.data['text/plain'] : output));

test('a cell that begins loses its old outputs and count, and each message goes to the cell that it belongs to', () => {
  const { a, b, publish } = twoCells();
  expect(a).toMatchObject({ outputs: [], execution_count: null });
  publish('b', 'stream', { name: 'stdout', text: 'to b' });
  publish('somebody else', 'stream', { name: 'stdout', text: 'lost' });
  expect([a.outputs, b.outputs]).toEqual([[], [stream('to b')]]);
});

test('texts of one stream are joined while nothing comes between; carriage returns stay', () => {
  const { a, publish } = twoCells();
  publish('a', 'stream', { name: 'stdout', text: '10 %\r' });
  publish('a', 'stream', { name: 'stdout', text: '20 %\b\n' });
  publish('a', 'stream', { name: 'stderr', text: 'no' });
  publish('a', 'stream', { name: 'stdout', text: 'end' });
  expect(a.outputs).toEqual([stream('10 %\r20 %\b\n'), stream('no', 'stderr'), stream('end')]);
});

test('results, displays and errors keep what nbformat has fields for, and nothing else', () => {
  const { a, publish } = twoCells();
  publish('a', 'display_data', shown('shown', 'x'));
  publish('a', 'execute_result', { ...shown('42'), execution_count: 3 });
  publish('a', 'error', { ename: 'E', evalue: 'v', traceback: ['t'], more: 1 });
  publish('a', 'comm_open', { comm_id: '1', target_name: 't', data: {} });
  expect(a.outputs).toEqual([
    { output_type: 'display_data', data: { 'text/plain': 'shown' }, metadata: {} },
    { output_type: 'execute_result', data: { 'text/plain': '42' }, metadata: {}, execution_count: 3 },
    { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
  ]);
});

test('clear_output clears at once, or with the next output, of its own cell', () => {
  const { a, b, publish } = twoCells();
  for (const parent of ['a', 'b']) publish(parent, 'stream', { name: 'stdout', text: '1' });
  publish('a', 'clear_output', { wait: false });
  expect([a.outputs, b.outputs]).toEqual([[], [stream('1')]]);
  publish('b', 'clear_output', { wait: true });
  expect(b.outputs).toEqual([stream('1')]);
  publish('b', 'stream', { name: 'stdout', text: '2' });
  expect(b.outputs).toEqual([stream('2')]);
  publish('b', 'stream', { name: 'stdout', text: '3' });
  expect(b.outputs).toEqual([stream('23')]);
});

test('an update changes every output with the id, in all cells; showing an id again does both', () => {
  const { a, b, publish } = twoCells();
  publish('a', 'display_data', shown('1', 'x'));
  publish('a', 'display_data', shown('other', 'y'));
  publish('b', 'display_data', shown('2', 'x'));
  expect([textsOf(a), textsOf(b)]).toEqual([['2', 'other'], ['2']]);
  publish('b', 'update_display_data', shown('3', 'x'));
  publish('gone', 'update_display_data', shown('4', 'nobody'));
  expect([textsOf(a), textsOf(b)]).toEqual([['3', 'other'], ['3']]);
});

test('an output that was cleared is updated no more', async () => {
  const { outputs, a, publish } = twoCells();
  publish('a', 'display_data', pending('x'));
  publish('a', 'clear_output', { wait: true });
  publish('a', 'stream', { name: 'stdout', text: 'instead' });
  publish('a', 'update_display_data', shown('late', 'x'));
  expect(a.outputs).toEqual([stream('instead')]);
  await outputs.settled(2 ** 31 - 1, new AbortController().signal);
});

test('times are kept under JupyterLab\'s names, busy is the start and idle the end', async () => {
  const { a, startOfA, endOfA, publish } = twoCells();
  publish('a', 'status', { execution_state: 'busy' }, 't1');
  await startOfA;
  publish('a', 'execute_input', { code: '1', execution_count: 1 }, 't2');
  publish('a', 'status', { execution_state: 'busy' }, 'again, after something else was answered');
  publish('a', 'status', { execution_state: 'idle' }, 't3');
  await endOfA;
  expect(a.metadata['execution']).toEqual({ 'iopub.status.busy': 't1', 'iopub.execute_input': 't2', 'iopub.status.idle': 't3' });
});

test('settling waits for the last display that is marked as pending, not for one whose text looks so', async () => {
  const { outputs, publish } = twoCells();
  publish('a', 'display_data', pending('x'));
  publish('b', 'display_data', pending('y'));
  publish('b', 'display_data', shown('Promise { <pending> }', 'z'));
  let isSettled = false;
  const settled = outputs.settled(2 ** 31 - 1, new AbortController().signal).then(() => (isSettled = true));
  publish('a', 'update_display_data', shown('1', 'x'));
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  publish('b', 'update_display_data', shown('2', 'y'));
  await settled;
});

test('notes tell promises that are still pending, and errors that came behind their cell\'s end', () => {
  const { outputs, publish } = twoCells();
  const error = { ename: 'Error', evalue: 'late', traceback: [] };
  publish('a', 'error', error);
  publish('a', 'display_data', pending('x'));
  expect(outputs.notes()).toEqual(['1 promise still pending: --settle waits longer']);
  publish('a', 'status', { execution_state: 'idle' });
  publish('a', 'error', error);
  publish('a', 'update_display_data', shown('1', 'x'));
  expect(outputs.notes()).toEqual(['1 error came when the cell had ended: see the notebook']);
});

test('settling ends at its limit, and when it is told to', async () => {
  const { outputs, publish } = twoCells();
  publish('a', 'display_data', pending('x'));
  await outputs.settled(1, new AbortController().signal);
  const controller = new AbortController();
  const settled = outputs.settled(2 ** 31 - 1, controller.signal);
  controller.abort();
  await settled;
  await outputs.settled(2 ** 31 - 1, controller.signal);
});
