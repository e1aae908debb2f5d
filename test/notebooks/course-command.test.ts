/** `awaitbook course` with real kernels, on a tiny course of one notebook. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { STUB_LINES } from '../../kernel/cli/course/solutions';
import { CommandFolder, type CommandEnd } from './awaitbook-run';
import { runInVenv } from './nbconvert';
import { cellOf, joinLines, projectFolder, readNotebook, sourceOf } from './notebook-file';

const TINY = join(projectFolder, 'test', 'notebooks', 'tiny-course');
const NAME = '01-tiny.ipynb';

interface ChangeableCell {
  readonly id: string;
  source: string | readonly string[];
  metadata: { awaitbook?: Record<string, unknown>; tags?: string[] };
}

/** A folder `course` with the tiny course, changed by `change`. */
function tinyCourse(change: (cell: (id: string) => ChangeableCell) => void = () => undefined): CommandFolder {
  const folder = new CommandFolder();
  const course = join(folder.path, 'course');
  cpSync(TINY, course, { recursive: true });
  const notebook = readNotebook(join(course, NAME));
  change((id) => cellOf(notebook, id) as unknown as ChangeableCell);
  writeFileSync(join(course, NAME), JSON.stringify(notebook));
  return folder;
}

const FILE = join('course', NAME);
const verify = (folder: CommandFolder, ...options: string[]) => folder.awaitbook(['course', 'verify', FILE, ...options]);
const found = ({ stderr }: CommandEnd): string[] => stderr.split('\n').filter((line) => line !== '').map((line) => line.replace(`${FILE}: `, ''));

test('a course that holds: each cell is told, the notebooks stay as they are', async () => {
  using folder = tinyCourse();
  const before = readFileSync(join(folder.path, FILE));
  const { code, stdout, stderr } = await folder.awaitbook(['course', 'verify', '--from', 'course']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/^ ?\d+\/10 +\d+\.\d\d s {2}[^✗\n]*$/gm)).toHaveLength(10);
  expect(stdout).toMatch(/: 4 verdicts, all right \(\d+\.\d\d s\)\nAll 4 verdicts are right \(\d+\.\d\d s\)\.\n$/);
  expect(readFileSync(join(folder.path, FILE))).toEqual(before);
});

test('also with counter-examples and with the solutions taken out', async () => {
  using folder = tinyCourse();
  const { code, stdout, stderr } = await verify(folder, '--all');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/with counter-examples: 4 verdicts, all right[^]*with stubs in the place of the solutions: 4 verdicts, all right[^]*All 8 verdicts are right/);
});

test.each<[name: string, options: string[], change: Parameters<typeof tinyCourse>[0], findings: (string | RegExp)[]]>([
  ['a check that fails is named with its cell, and the cells behind it run', [], (cell) => {
    cell('together').source = "const values = ['b', 'a']; most = 2;";
    cell('look').source = 'await both.check(async () => ["a"])';
  }, ['cell 6 (id check): the check "the values keep their order" failed', 'cell 10 (id look): the exercise "Both" is not solved yet: "there are two values": Is one missing?']],
  ['a cell that fails is told with its line', [], (cell) => (cell('share').source = 'const areTogether = true;\nthrow new RangeError("mine");'), ['cell 5 (id share): line 2: RangeError: mine']],
  ['an error that is expected is none', [], (cell) => Object.assign(cell('about'), { cell_type: 'code', outputs: [], execution_count: null, source: 'throw new RangeError("mine");', metadata: { tags: ['raises-exception'] } }), []],
  ['a check that comes late is seen, too', [], (cell) => (cell('share').source = "const areTogether = true; setTimeout(() => { try { check('late', false) } catch {} }, 20)"), ['cell 5 (id share): the check "late" failed']],
  ['a cell that hangs', ['--timeout', '10s'], (cell) => (cell('look-loop').source = 'for (;;);'), [/^cell 14 \(id look-loop\): (?:line 1: )?CellTimeout: it ran longer than 10 s/]],
  ['a counter-example that the check lets pass', ['--counter-examples'], (cell) => {
    (cell('check').metadata.awaitbook!['counterExamples'] as { with: string }[])[1]!.with = "const values = ['a', 'b'];";
  }, ['cell 6 (id check): the counter-example "the first one to come" passes all checks', 'cell 6 (id check): the check "the values keep their order" has no counter-example that it fails on']],
  ['a counter-example that another check fails on', ['--counter-examples'], (cell) => {
    (cell('check').metadata.awaitbook!['counterExamples'] as { fails: string[] }[])[0]!.fails = ['the values keep their order'];
  }, ['cell 6 (id check): the counter-example "one after the other is not together" does not fail the check "the values keep their order"']],
  ['a counter-example that does not run', ['--counter-examples'], (cell) => {
    (cell('check').metadata.awaitbook!['counterExamples'] as { with: string }[])[1]!.with = 'throw new RangeError("mine");';
  }, ['cell 6 (id check): the counter-example "the first one to come" broke instead of failing the check: RangeError: mine', 'cell 6 (id check): the check "the values keep their order" has no counter-example that it fails on']],
  ['a check without any', ['--counter-examples'], (cell) => (cell('share').source += "\ncheck('new', true);"), ['cell 5 (id share): the check "new" has no counter-example that it fails on']],
  ['an exercise that its stub solves', ['--student'], (cell) => (cell('loop').metadata.awaitbook!['stub'] = 'return n + 2;'), ['cell 13 (id look-loop): the exercise "Double" counts as solved although its solution is out']],
  ['a stub that throws at the top level', ['--student'], (cell) => (cell('loop').metadata.awaitbook!['stub'] = 'return n; }\nthrow new Error("Not solved yet.");\n{'), [/^cell 12 \(id loop\): line \d+: Error: Not solved yet\./]],
  ['a solution that no exercise looks at', ['--student'], (cell) => {
    for (const id of ['look', 'look-loop']) cell(id).source = '1';
  }, ['it has solutions, but no exercise that looks at them']],
])('%s', async (_name, options, change, findings) => {
  using folder = tinyCourse(change);
  const end = await verify(folder, ...options);
  expect(found(end)).toEqual(findings.map((words) => (typeof words === 'string' ? words : expect.stringMatching(words))));
  expect(end.code).toBe(findings.length === 0 ? 0 : 1);
});

test('a student’s copy fails in its exercises and nowhere else, and holds with the solutions put back', async () => {
  using folder = tinyCourse();
  expect((await folder.awaitbook(['course', 'copy', 'mine', '--student', '--from', 'course'])).stdout).toMatch(/^mine: 1 file, 1 of them written/);
  const copy = join('mine', NAME);
  const unsolved = await folder.awaitbook(['course', 'verify', copy]);
  expect(unsolved.code).toBe(1);
  expect(unsolved.stderr).toBe(`${copy}: cell 10 (id look): the exercise "Both" is not solved yet\n${copy}: cell 13 (id look-loop): the exercise "Double" is not solved yet: "2 becomes 4"\n`);
  expect(await folder.awaitbook(['course', 'verify', copy, '--with-solutions', '--from', 'course'])).toMatchObject({ code: 0, stderr: '' });
  const asStudent = await folder.awaitbook(['course', 'verify', copy, '--student', '--from', 'course']);
  expect(asStudent).toEqual({ code: 0, stdout: expect.stringContaining('All 4 verdicts are right'), stderr: '' });
  const ofAnotherCourse = await folder.awaitbook(['course', 'verify', copy, '--student']);
  expect(ofAnotherCourse).toEqual({ code: 0, stdout: 'Nothing was run: no notebook has a solution to take out.\n', stderr: '' });
});

test('"Run All" comes through in a copy for self-study, in which each solution is folded', async () => {
  using folder = tinyCourse();
  await folder.awaitbook(['course', 'copy', 'mine', '--self-study', '--from', 'course']);
  const run = await folder.awaitbook(['run', join('mine', NAME)]);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  const notebook = readNotebook(join(folder.path, 'mine', NAME));
  const shown = (id: string) => (cellOf(notebook, id).outputs ?? []).map((output) => ('data' in output ? joinLines(output.data['text/plain']!) : output.output_type)).join();
  expect(shown('look')).toMatch(/^Both: not solved yet\. The cell is as it was/);
  expect(shown('look-loop')).toMatch(/^✗ Double: not solved yet\. Change your cell/);
  expect(sourceOf(cellOf(notebook, 'about'))).toMatch(/^<details><summary>A solution<\/summary>\n\n```ts\nasync function getBoth[^]*`Promise\.all` waits for both\.\n\n<\/details>$/);
});

test('reset makes a copy new in its form, and tells where what was changed is kept', async () => {
  using folder = tinyCourse();
  await folder.awaitbook(['course', 'copy', 'mine', '--student', '--from', 'course']);
  const file = join(folder.path, 'mine', NAME);
  const fresh = readFileSync(file, 'utf8');
  writeFileSync(file, fresh.replace('// YOUR CODE HERE', '// my own code'));
  const { code, stdout } = await folder.awaitbook(['course', 'reset', 'mine', '--from', 'course']);
  expect(code).toBe(0);
  const place = /^01-tiny\.ipynb: yours is kept in (.+)$/m.exec(stdout)?.[1] ?? 'not told';
  expect(readFileSync(join(folder.path, place), 'utf8')).toContain('// my own code');
  expect(readFileSync(file, 'utf8')).toBe(fresh);
  expect(readdirSync(join(folder.path, 'mine')).sort()).toEqual(['.awaitbook-course.json', NAME, 'kept']);
});

test('format brings back what nbformat would write, whatever ran before', async () => {
  using folder = tinyCourse();
  const committed = readFileSync(join(TINY, NAME), 'utf8');
  await folder.awaitbook(['run', FILE]);
  expect(readFileSync(join(folder.path, FILE), 'utf8')).not.toBe(committed);
  expect(await folder.awaitbook(['course', 'format', FILE])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(folder.path, FILE), 'utf8')).toBe(committed);
  const { stdout } = await runInVenv('python', ['-c', 'import nbformat, sys; sys.stdout.reconfigure(encoding="utf-8"); nb = nbformat.read(sys.argv[1], as_version=4); nbformat.validate(nb); print(nbformat.writes(nb))', join(folder.path, FILE)]);
  expect(stdout.trimEnd()).toBe(committed.trimEnd());
});

test('nbgrader gets the same stub, and an environment in which checks throw', async () => {
  const program = [
    'import json, os, sys',
    'from traitlets.config import Config',
    'config = Config()',
    'exec(open(sys.argv[1]).read(), {"get_config": lambda: config})',
    'print(json.dumps([config.ClearSolutions.code_stub["typescript"], os.environ["AWAITBOOK_VERIFY"]]))',
  ].join('\n');
  const { stdout, stderr } = await runInVenv('python', ['-c', program, join(projectFolder, 'nbgrader_config.py')]);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([STUB_LINES.join('\n'), '1']);
});

test('Ctrl-C interrupts the cell and ends the verification', async () => {
  using folder = tinyCourse((cell) => (cell('share').source = 'await sleep(1e6)'));
  const { code, stdout } = await folder.awaitbook(['course', 'verify', FILE], { onLine: (line, kill) => /^ 3\/10/.test(line) && kill('SIGINT') });
  expect(code).toBe(130);
  expect(stdout).toMatch(/: interrupted \(\d+\.\d\d s\)\n$/);
});

test.each<[args: string[], code: number, words: RegExp]>([
  [['verify', 'nowhere.ipynb'], 2, /^There is no file nowhere\.ipynb\.$/],
  [['verify', '--from', 'nowhere'], 1, /no folder .*nowhere/],
  [['copy', 'course', '--from', 'course'], 1, /is the course itself/],
  [['copy', 'mine', '--student', '--self-study'], 2, /only one of --student, --self-study and --nbgrader/],
  [['reset', 'course'], 1, /There is no copy of the course in course\.\nTo make one there: awaitbook course copy course/],
])('told in words: awaitbook course %j', async (args, code, words) => {
  using folder = tinyCourse();
  const end = await folder.awaitbook(['course', ...args]);
  expect({ code: end.code, stderr: end.stderr.trimEnd() }).toEqual({ code, stderr: expect.stringMatching(words) });
  rmSync(join(folder.path, 'course'), { recursive: true });
  expect(existsSync(join(folder.path, 'mine'))).toBe(false);
});
