/** `awaitbook run` and `awaitbook doctor` with real kernels: the notebook that is left, the words, the exit code, and no process behind. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CommandFolder, jsonLines } from './awaitbook-run';
import { runInVenv } from './nbconvert';
import { cellOf, errorsOf, notebooksFolder, printedBy, readNotebook, resultOf } from './notebook-file';
import type { Notebook } from './notebook-file';

/** A result without its colours. */
const shownBy = (notebook: Notebook, id: string) => resultOf(notebook, id)['text/plain']?.replace(/\u001b\[[\d;]*m/g, '');

/** The first MIME type of each display of a cell. */
function displaysOf(notebook: Notebook, id: string): string[] {
  return (cellOf(notebook, id).outputs ?? []).flatMap((output) => (output.output_type === 'display_data' && 'data' in output ? Object.keys(output.data).slice(0, 1) : []));
}

/** Valid by nbformat itself, and written as it would write. */
async function expectAsNbformatWrites(file: string): Promise<void> {
  const program = [
    'import nbformat, sys',
    'notebook = nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT)',
    'nbformat.validate(notebook)',
    'sys.stdout.reconfigure(encoding="utf-8", newline="")',
    'sys.stdout.write(nbformat.writes(notebook))',
  ].join('\n');
  const { code, stdout, stderr } = await runInVenv('python', ['-W', 'error', '-c', program, file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(file, 'utf8')).toBe(`${stdout}\n`);
}

test('notebook 02 in place: outputs, counts, times and the language are in it, and nbformat would write the same', async () => {
  using folder = new CommandFolder();
  const file = join(folder.path, '02.ipynb');
  copyFileSync(join(notebooksFolder, '02-sequential-vs-concurrent.ipynb'), file);
  const { code, stdout, stderr } = await folder.awaitbook(['run', '02.ipynb']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expectAsNbformatWrites(file);
  const notebook = readNotebook(file);
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
  expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_cell, index) => index + 1));
  expect(stdout.split('\n').filter((line) => /^ *\d+\/\d+ +\d+\.\d\d s {2}\S/.test(line))).toHaveLength(cells.length);
  expect(printedBy(notebook, 'in-turn')).toMatch(/total, one after the other/);
  expect(resultOf(notebook, 'timeline')['image/svg+xml']).toMatch(/^<svg /);
  const { execution, awaitbook } = (cellOf(notebook, 'in-turn') as unknown as { metadata: { execution: Record<string, string>; awaitbook: { timing: { wallMs: number } } } }).metadata;
  expect(Object.keys(execution)).toEqual(['iopub.execute_input', 'iopub.status.busy', 'iopub.status.idle', 'shell.execute_reply', 'shell.execute_reply.started']);
  expect(Date.parse(execution['iopub.status.idle']!) - Date.parse(execution['shell.execute_reply.started']!)).toBeGreaterThanOrEqual(897);
  expect(awaitbook.timing.wallMs).toBeGreaterThanOrEqual(897);
  expect(notebook.metadata['language_info']).toMatchObject({ name: 'typescript' });
});

test('the examples run, with a parameter and with every claim that they make; the original stays as it is', async () => {
  using folder = new CommandFolder();
  const original = join(notebooksFolder, 'examples.ipynb');
  const before = readFileSync(original, 'utf8');
  const { code, stderr } = await folder.awaitbook(['run', original, '--output', 'tour.ipynb', '--parameters', 'who=Grace']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(original, 'utf8')).toBe(before);
  await expectAsNbformatWrites(join(folder.path, 'tour.ipynb'));
  const notebook = folder.read('tour.ipynb');
  expect(notebook.cells.flatMap((cell) => (errorsOf(notebook, cell.id).length > 0 ? [cell.id] : []))).toEqual(['errors']);
  expect(shownBy(notebook, 'types')).toBe("'Hello Grace, you look curious.'");
  expect(shownBy(notebook, 'imports')).toBe('true');
  expect(resultOf(notebook, 'display')).toHaveProperty(['image/svg+xml']);
  expect(resultOf(notebook, 'forms')['text/html']).toMatch(/^<table><caption>Three waits<\/caption>/);
  expect(displaysOf(notebook, 'forms')).toEqual(['text/markdown', 'text/html', 'text/latex', 'application/json']);
  expect(cellOf(notebook, 'chart').outputs).toMatchObject([{ data: { 'application/vnd.vegalite.v5+json': { mark: 'bar' } } }]);
  expect(cellOf(notebook, 'promise').outputs).toEqual([{ output_type: 'display_data', data: { 'text/plain': [expect.stringContaining('Grace waited 300 ms')] }, metadata: {} }]);
  expect(printedBy(notebook, 'magics')).toMatch(/^%time: [^]*from the shell\n[^]*waits +Array\(3\)\n/);
  expect(shownBy(notebook, 'after')).toBe("'Grace is still here'");
});

test('a cell that fails: exit code 1, its notebook is written, the words say cell and line, and what follows is not run', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ['1 + 1', 'const none: any = null;\n\nnone.field', "console.log('never')"]);
  const { code, stdout, stderr } = await folder.awaitbook(['run', 'a.ipynb', '-o', 'out/b.ipynb']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^a\.ipynb: cell 2 \(id c2\), line 3: TypeError: Cannot read properties of null[^]*3 \| none\.field/);
  expect(stdout).toContain('a.ipynb: stopped at a cell that failed');
  const notebook = folder.read('out/b.ipynb');
  expect([shownBy(notebook, 'c1'), errorsOf(notebook, 'c2')]).toEqual(['2', [expect.stringContaining('reading \'field\'')]]);
  expect(cellOf(notebook, 'c3')).toMatchObject({ outputs: [], execution_count: null });
  await expectAsNbformatWrites(join(folder.path, 'out', 'b.ipynb'));
});

test('errors that are allowed or expected end nothing; blank cells and those tagged skip-execution are left alone', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', [["throw new Error('expected')", 'raises-exception'], '  \n', ["console.log('skipped')", 'skip-execution'], "throw new Error('allowed')", '1 + 1']);
  expect((await folder.awaitbook(['run', 'a.ipynb', '--allow-errors'])).code).toBe(0);
  const notebook = folder.read('a.ipynb');
  expect(notebook.cells.map((cell) => cell.execution_count)).toEqual([1, null, null, 2, 3]);
  expect([errorsOf(notebook, 'c1'), errorsOf(notebook, 'c4'), shownBy(notebook, 'c5')]).toEqual([['expected'], ['allowed'], '2']);
  const strict = await folder.awaitbook(['run', 'a.ipynb']);
  expect(strict).toMatchObject({ code: 1, stderr: expect.stringMatching(/^a\.ipynb: cell 4 /) });
});

test.each([['that waits', 'await new Promise(() => {});'], ['that spins', 'for (;;);']])('a cell %s is interrupted at its time-out and counts as failed', async (_what, source) => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', [[source, 'raises-exception'], '1']);
  const { code, stderr } = await folder.awaitbook(['run', 'a.ipynb', '--timeout', '900ms']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^a\.ipynb: cell 1 .*CellTimeout: it ran longer than 0\.9 s and was interrupted/) });
  const notebook = folder.read('a.ipynb');
  expect(errorsOf(notebook, 'c1')).toEqual([expect.stringContaining('interrupted')]);
  expect(cellOf(notebook, 'c2').execution_count).toBeNull();
});

test('parameters go behind the tagged cell, and a second run replaces them', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', [["let n = 1, who = 'nobody', list: number[] = [];", 'parameters'], '`${who} ${n * 2} ${list.length}`']);
  expect((await folder.awaitbook(['run', 'a.ipynb', '-p', 'n=21', '-p', 'who=Ada Lovelace', '--parameters', 'list=[1, 2, 3]'])).code).toBe(0);
  expect(shownBy(folder.read('a.ipynb'), 'c2')).toBe("'Ada Lovelace 42 3'");
  expect((await folder.awaitbook(['run', 'a.ipynb', '-p', 'n=1'])).code).toBe(0);
  const notebook = folder.read('a.ipynb');
  expect(notebook.cells.map(({ id }) => id)).toEqual(['c1', 'injected-parameters', 'c2']);
  expect(shownBy(notebook, 'c2')).toBe("'nobody 2 0'");
});

test('--jobs 2 runs two notebooks at the same time, each in its own kernel and folder', async () => {
  using folder = new CommandFolder();
  // Each waits for a file of the other: one after the other they would wait for ever.
  const meet = (mine: string, other: string) => `
    import fs from 'node:fs';
    fs.writeFileSync('${mine}', '');
    while (!fs.existsSync('${other}')) await new Promise((resolve) => setTimeout(resolve, 10));
    globalThis.shared = (globalThis.shared ?? 0) + 1;
    [process.cwd(), globalThis.shared]`;
  folder.write('a.ipynb', [meet('a', 'b')]);
  folder.write('b.ipynb', [meet('b', 'a')]);
  const { code, stdout } = await folder.awaitbook(['run', 'a.ipynb', 'b.ipynb', '--jobs', '2', '--output', 'both']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a\.ipynb {2}1\/1 /m);
  for (const name of ['a', 'b']) expect(shownBy(folder.read(`both/${name}.ipynb`), 'c1')).toBe(`[ '${folder.path}', 1 ]`);
});

test('one notebook that fails does not end the others', async () => {
  using folder = new CommandFolder();
  folder.write('bad.ipynb', ['oops']);
  folder.write('good.ipynb', ['1 + 1']);
  expect((await folder.awaitbook(['run', 'bad.ipynb', 'good.ipynb'])).code).toBe(1);
  expect(shownBy(folder.read('good.ipynb'), 'c1')).toBe('2');
});

test('--json tells each step as an object', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ['1', 'throw new TypeError("no")']);
  const { code, stdout, stderr } = await folder.awaitbook(['run', 'a.ipynb', '--json']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(jsonLines(stdout)).toMatchObject([
    { event: 'notebook-start', notebook: 'a.ipynb', cells: 2 },
    { event: 'cell-start', cell: 1, id: 'c1' },
    { event: 'cell-end', cell: 1, status: 'ok', executionCount: 1, ms: expect.any(Number), error: null },
    { event: 'cell-start', cell: 2, id: 'c2' },
    { event: 'cell-end', cell: 2, status: 'error', error: { name: 'TypeError', message: 'no', line: 1, traceback: expect.arrayContaining(['TypeError: no']) } },
    { event: 'notebook-end', status: 'failed', output: 'a.ipynb' },
  ]);
});

test('displays are updated from later cells, and from work that goes on after the last one', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', [
    "const first = display('before'); await 0;",
    "await first.update('after');",
    "display(new Promise((resolve) => setTimeout(resolve, 300, 'settled'))); await 0;",
  ]);
  expect((await folder.awaitbook(['run', 'a.ipynb', '--settle', '60s'])).code).toBe(0);
  const notebook = folder.read('a.ipynb');
  const texts = ['c1', 'c3'].map((id) => cellOf(notebook, id).outputs?.map((output) => ('data' in output ? output.data['text/plain'] : output)));
  expect(texts).toEqual([[[expect.stringContaining('after')]], [[expect.stringContaining('settled')]]]);
});

test('input() fails with words, for there is nobody to ask', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ["await input('Your name?')"]);
  expect(await folder.awaitbook(['run', 'a.ipynb'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/input\(\)/) });
});

test('a kernel that is killed is told, and what ran is kept', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ["console.log('kept')", "process.kill(process.ppid, 'SIGKILL'); await new Promise(() => {});"]);
  expect(await folder.awaitbook(['run', 'a.ipynb'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^a\.ipynb: cell 2 .*KernelDied: The kernel ended unasked \(SIGKILL\)/) });
  const notebook = folder.read('a.ipynb');
  expect([printedBy(notebook, 'c1'), errorsOf(notebook, 'c2')]).toEqual(['kept\n', [expect.stringContaining('SIGKILL')]]);
});

test('a kernel that does not start is told in words, and the notebook stays as it was', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ['1']);
  const before = folder.read('a.ipynb');
  const { code, stderr } = await folder.awaitbook(['run', 'a.ipynb'], { env: { TMPDIR: '/nowhere', TEMP: '/nowhere' } });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^a\.ipynb: The kernel needs a folder in .*nowhere/) });
  expect(stderr).not.toMatch(/^ +at /m);
  expect(folder.read('a.ipynb')).toEqual(before);
});

test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s interrupts the cell, keeps what ran and ends all processes; exit code %i', async (signal, exitCode) => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ["console.log('kept')", "await new Promise(() => {});", "console.log('never')"]);
  folder.write('b.ipynb', ["console.log('never')"]);
  const { code, stdout } = await folder.awaitbook(['run', 'a.ipynb', 'b.ipynb', '--json'], {
    onLine(line, kill) {
      if (line.includes('"event":"cell-start"') && line.includes('"cell":2')) kill(signal);
    },
  });
  expect(code).toBe(exitCode);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ event: 'notebook-end', notebook: 'a.ipynb', status: 'interrupted' });
  const notebook = folder.read('a.ipynb');
  expect([printedBy(notebook, 'c1'), errorsOf(notebook, 'c2'), cellOf(notebook, 'c3').outputs]).toEqual(['kept\n', [expect.stringContaining('interrupted')], []]);
  expect(cellOf(folder.read('b.ipynb'), 'c1').outputs).toEqual([]);
});

test('no Jupyter is needed, and no PATH', async () => {
  using folder = new CommandFolder();
  folder.write('a.ipynb', ['1 + 1']);
  expect(await folder.awaitbook(['run', 'a.ipynb'], { env: { PATH: '' } })).toMatchObject({ code: 0, stderr: '' });
  expect(shownBy(folder.read('a.ipynb'), 'c1')).toBe('2');
});

describe('wrong use ends with 2, before anything runs', () => {
  test.each([
    ['no notebook', ['run'], 'notebooks'],
    ['an unknown option', ['run', 'a.ipynb', '--nonsense'], '--nonsense'],
    ['a wrong time', ['run', 'a.ipynb', '--timeout', 'soon'], '--timeout takes a time'],
    ['no time', ['run', 'a.ipynb', '--timeout', '0'], 'longer than nothing'],
    ['a wrong parameter', ['run', 'a.ipynb', '--parameters', 'n'], 'NAME=VALUE'],
    ['a file that is not there', ['run', 'a.ipynb', 'none.ipynb'], 'There is no file none.ipynb.'],
    ['a notebook of another kernel', ['run', 'a.ipynb', 'python.ipynb'], 'python.ipynb is a notebook for Python 3 (kernel "python3"), not for Awaitbook.'],
  ])('%s', async (_what, args, words) => {
    using folder = new CommandFolder();
    folder.write('a.ipynb', ["import fs from 'node:fs'; fs.writeFileSync('ran', '')"]);
    folder.write('python.ipynb', ['1'], { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } });
    expect(await folder.awaitbook(args)).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });
});

describe('doctor', () => {
  test('starts a kernel and runs a cell; without Jupyter and Python all the same', async () => {
    using folder = new CommandFolder();
    const { code, stdout, stderr } = await folder.awaitbook(['doctor'], { env: { PATH: '/nowhere', HOME: folder.path } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✓ Node: [^]*✓ zeromq: libzmq [^]*Python: [^]*Jupyter: [^]*kernelspec awaitbook: [^]*✓ kernel: started in \d+ ms, ran 1 \+ 1 in \d+ ms\nThe kernel runs\.\n$/);
  });

  test('a kernel that does not start is bad, and its last words are told', async () => {
    using folder = new CommandFolder();
    const { code, stdout } = await folder.awaitbook(['doctor'], { env: { AWAITBOOK_NODE_OPTIONS: '--no-such-flag' } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ kernel: [^]*--no-such-flag[^]*Mend what is marked with ✗/);
  });
});
