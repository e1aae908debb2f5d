/** A notebook's three forms: with its solutions, for students, for learners who work alone. */
import { expect, test } from '@jest/globals';
import { inCommittedForm } from '../../kernel/cli/course/format';
import { inForm, STUB_LINES, withSolutions, type CourseForm } from '../../kernel/cli/course/solutions';
import type { Cell, Notebook } from '../../kernel/cli/run/notebook';

const code = (id: string, source: string, metadata = {}): Cell => ({ cell_type: 'code', id, metadata, source, outputs: [], execution_count: null });
const text = (id: string, source: string, metadata = {}): Cell => ({ cell_type: 'markdown', id, metadata, source });
const notebookOf = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const sources = ({ cells }: Notebook): string[] => cells.map(({ source }) => source);

const SOLVED = 'function f() {\n  // BEGIN SOLUTION\n  return 1;\n\n  // END SOLUTION\n}';
const STUBBED = `function f() {\n${STUB_LINES.map((line) => `  ${line}`).join('\n')}\n}`;
const CODE = 'function f() {\n  return 1;\n\n}';
const folded = (inner: string): string => `<details><summary>A solution</summary>\n\n\`\`\`ts\n${inner}\n\`\`\`\n\n</details>`;

test.each<[name: string, form: CourseForm, cells: Cell[], expected: string[]]>([
  ['as committed it is left alone', 'solutions', [code('a', SOLVED)], [SOLVED]],
  ['a stub stands for the solution, indented as it was', 'student', [code('a', SOLVED)], [STUBBED]],
  ['a stub of its own', 'student', [code('a', SOLVED, { awaitbook: { stub: 'return 0;\n\n// or' } })], ['function f() {\n  return 0;\n\n  // or\n}']],
  ['two solutions with a stub each', 'student', [code('a', `${SOLVED}\n${SOLVED}`, { awaitbook: { stub: ['one', 'two'] } })], ['function f() {\n  one\n}\nfunction f() {\n  two\n}']],
  ['a student does not read about the solution', 'student', [code('a', SOLVED), text('b', 'because', { tags: ['solution'] }), text('c', 'on')], [STUBBED, 'on']],
  ['folded behind the check', 'self-study', [code('a', SOLVED), code('b', 'await x.check(f)'), code('c', '1')], [STUBBED, 'await x.check(f)', folded(CODE), '1']],
  ['folded right behind it where nothing checks before the next', 'self-study', [code('a', SOLVED), code('b', SOLVED)], [STUBBED, folded(CODE), STUBBED, folded(CODE)]],
  ['folded where it is spoken of', 'self-study', [code('a', SOLVED), code('b', 'x.check(f)'), text('c', 'because', { tags: ['solution'] })], [STUBBED, 'x.check(f)', folded(CODE).replace('</details>', 'because\n\n</details>')]],
])('%s', (_name, form, cells, expected) => {
  expect(sources(inForm(notebookOf(...cells), form, 'n.ipynb'))).toEqual(expected);
});

test('a form has ids of its own and no word of the solution in its metadata, and the given notebook is left as it is', () => {
  const notebook = notebookOf(code('a', SOLVED, { tags: ['x'], awaitbook: { stub: 'return 0;', counterExamples: [{ with: 'return 1' }] } }));
  const before = JSON.stringify(notebook);
  const { cells } = inForm(notebook, 'self-study', 'n.ipynb');
  expect(cells.map(({ id, metadata }) => [id, metadata])).toEqual([['a', { tags: ['x'] }], ['a-solution', { tags: ['solution'] }]]);
  expect(JSON.stringify(notebook)).toBe(before);
});

test('code with fences of its own is folded in a longer fence', () => {
  const { cells } = inForm(notebookOf(code('a', '// BEGIN SOLUTION\nconst a = "```";\n// END SOLUTION')), 'self-study', 'n.ipynb');
  expect(cells[1]!.source).toContain('\n````ts\nconst a = "```";\n````\n');
});

test('solutions are put back by the ids of their cells, whatever the student wrote', () => {
  const original = notebookOf(code('a', SOLVED), code('b', 'f()'));
  const student = inForm(original, 'student', 'n.ipynb');
  const written = { ...student, cells: [text('own', 'mine'), code('a', 'function f() { return 2 }'), ...student.cells.slice(1)] };
  expect(sources(withSolutions(written, original))).toEqual(['mine', SOLVED, 'f()']);
});

test.each([
  ['// BEGIN SOLUTION\n1', 'without an "END SOLUTION"'],
  ['1\n// END SOLUTION', 'without a "BEGIN SOLUTION"'],
  ['// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION', 'a second "BEGIN SOLUTION"'],
])('comments that are no pair are told with their cell: %j', (source, words) => {
  expect(() => inForm(notebookOf(code('a', '1'), code('b', source)), 'student', 'n.ipynb')).toThrow(new RegExp(`^n\\.ipynb: cell 2 \\(id b\\) .*${words}`));
});

test('a list of stubs that is too short is told', () => {
  expect(() => inForm(notebookOf(code('a', `${SOLVED}\n${SOLVED}`, { awaitbook: { stub: ['one'] } })), 'student', 'n.ipynb')).toThrow('no text for solution 2');
});

test('for nbgrader the solutions stay, and the cell behind each that looks at it is graded', () => {
  const { cells } = inForm(notebookOf(code('a', SOLVED, { tags: ['x'] }), code('b', '1'), code('c', 'await x.check(f)'), code('d', SOLVED), text('e', 'x.check(f)')), 'nbgrader', 'n.ipynb');
  const solution = (grade_id: string) => ({ schema_version: 3, task: false, grade: false, grade_id, locked: false, solution: true });
  expect(cells.map(({ metadata }) => metadata)).toEqual([
    { tags: ['x'], nbgrader: solution('a') },
    {},
    { nbgrader: { schema_version: 3, task: false, grade: true, grade_id: 'c', locked: true, points: 1, solution: false } },
    { nbgrader: solution('d') },
    {},
  ]);
  expect(cells[0]!.source).toBe(SOLVED);
});

test('the committed form has no outputs, times and open ends, an id for each cell, and the language', () => {
  const ran: Cell = { cell_type: 'code', id: 'a', metadata: { execution: { x: 1 }, awaitbook: { timing: {}, stub: 's' }, tags: ['t'] }, source: '1\n\n', outputs: [{ output_type: 'stream', name: 'stdout', text: '1' }], execution_count: 3 };
  const twin = code('a', '2', { awaitbook: { timing: {} }, scrolled: true });
  const nameless: Cell = { cell_type: 'markdown', metadata: {}, source: 'x' };
  const formed = inCommittedForm({ ...notebookOf(ran, twin, nameless), nbformat_minor: 2, metadata: { kernelspec: { name: 'old' }, other: 1 } });
  expect(formed.cells.slice(0, 2)).toEqual([code('a', '1', { awaitbook: { stub: 's' }, tags: ['t'] }), code(expect.stringMatching(/^[0-9a-f]{8}$/) as unknown as string, '2')]);
  expect(new Set(formed.cells.map(({ id }) => id)).size).toBe(3);
  expect(formed.metadata).toEqual({
    kernelspec: { display_name: 'TypeScript (Awaitbook)', language: 'typescript', name: 'awaitbook' },
    language_info: { codemirror_mode: 'typescript', file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript', pygments_lexer: 'typescript' },
  });
  expect(inCommittedForm(formed)).toEqual(formed);
});
