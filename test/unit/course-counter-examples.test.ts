/** Counter-examples in a cell's metadata. */
import { expect, test } from '@jest/globals';
import { counterExamplesOf } from '../../kernel/cli/course/counter-examples';
import type { CodeCell, Notebook } from '../../kernel/cli/run/notebook';

const cellOf = (id: string, metadata = {}): CodeCell => ({ cell_type: 'code', id, metadata, source: id, outputs: [], execution_count: null });
const run = cellOf('run');
const between = cellOf('between');

function read(counterExamples: unknown) {
  const check = cellOf('check', { awaitbook: { counterExamples } });
  const notebook: Notebook = { cells: [run, between, { cell_type: 'markdown', id: 'text', metadata: {}, source: '' }, check], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return counterExamplesOf(check, notebook, 'n.ipynb: cell 4');
}

test('all parts, and what stands for those that are missing', () => {
  expect(read([{ because: 'why', replace: 'run', with: ['a', 'b'], also: ['between'], fails: ['claim'] }, { with: 'c' }])).toEqual([
    { because: 'why', source: 'a\nb', replaced: run, also: [between], fails: ['claim'] },
    { because: '', source: 'c', replaced: null, also: [], fails: [] },
  ]);
  expect(read(undefined)).toEqual([]);
});

test.each([
  ['it is no list', {}, 'is not a list'],
  ['an entry is no object', [1], 'counter-example 1: it is not an object'],
  ['no code', [{ with: 'a' }, { because: 'x' }], 'counter-example 2: "with" is neither'],
  ['an unknown part', [{ with: 'a', fail: ['x'] }], '"fail" is not known'],
  ['an unknown cell', [{ with: 'a', replace: 'nowhere' }], 'no code cell with the id "nowhere"'],
  ['a text cell', [{ with: 'a', replace: 'text' }], 'no code cell with the id "text"'],
  ['also is no list', [{ with: 'a', also: 'between' }], '"also" and "fails" are lists'],
])('told with its place: %s', (_name, given, words) => {
  expect(() => read(given)).toThrow(new RegExp(`^n\\.ipynb: cell 4: .*${words}|^n\\.ipynb: cell 4: "awaitbook.*${words}`));
});
