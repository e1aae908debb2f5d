/** Parameters and options of `awaitbook run`. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Cell, Notebook } from '../../kernel/cli/run/notebook';
import { readJobs, readTime } from '../../kernel/cli/run/options';
import { outputFiles } from '../../kernel/cli/run/output-files';
import { injectParameters, readParameter, type Parameters } from '../../kernel/cli/run/parameters';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

const read = (...texts: string[]) => texts.reduce<Parameters | undefined>((before, text) => readParameter(text, before), undefined)!;

function notebookOf(...tags: (readonly string[])[]): Notebook {
  const cells = tags.map((list, index): Cell => ({ cell_type: 'code', id: `c${index}`, metadata: { tags: list }, source: '', outputs: [], execution_count: null }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const idsOf = (notebook: Notebook) => notebook.cells.map(({ id }) => id);

describe('--parameters', () => {
  test.each([
    ['n=5', '5'], ['n=-1.50', '-1.50'], ['on=true', 'true'], ['none=null', 'null'], ['list=[1, "two"]', '[1, "two"]'], ['o={"a": 1}', '{"a": 1}'],
    ['name=Ada', '"Ada"'], ['quoted="5"', '"5"'], ['empty=', '""'], ['equals=a=b', '"a=b"'], ['words= two words ', '" two words "'], ['quote=say "hi"\n', '"say \\"hi\\"\\n"'],
  ])('%j is the value %s', (text, value) => {
    expect([...read(text).values()]).toEqual([value]);
  });

  test('may be repeated; the last value of a name counts, and the order is that of the names', () => {
    expect([...read('a=1', 'b=2', 'a=3')]).toEqual([['a', '3'], ['b', '2']]);
  });

  test.each(['n', '=5', '1n=5', 'a-b=5', 'class=5', 'await x=1'])('%j is refused', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('NAME=VALUE') }));
  });

  test('names may be of any script', () => {
    expect([...read('größe=1', '$_=2').keys()]).toEqual(['größe', '$_']);
  });

  test('go behind the first cell that is tagged for them', () => {
    const notebook = notebookOf([], ['parameters'], ['parameters'], []);
    injectParameters(notebook, read('n=5', 'who=Ada'));
    expect(idsOf(notebook)).toEqual(['c0', 'c1', 'injected-parameters', 'c2', 'c3']);
    expect(notebook.cells[2]).toEqual({
      cell_type: 'code', id: 'injected-parameters', metadata: { tags: ['injected-parameters'] }, source: '// Parameters\nlet n = 5;\nlet who = "Ada";', outputs: [], execution_count: null,
    });
  });

  test('replace those of an earlier run, in their place and under their id', () => {
    const notebook = notebookOf(['parameters'], [], ['injected-parameters']);
    injectParameters(notebook, read('n=6'));
    expect(idsOf(notebook)).toEqual(['c0', 'c1', 'c2']);
    expect(notebook.cells[2]!.source).toBe('// Parameters\nlet n = 6;');
  });

  test('go to the top of a notebook that has no cell for them; ids stay unique, and old formats have none', () => {
    const notebook = notebookOf([], []);
    notebook.cells[1]!.id = 'injected-parameters';
    injectParameters(notebook, read('n=5'));
    expect(idsOf(notebook)).toEqual(['injected-parameters-2', 'c0', 'injected-parameters']);
    const old = { ...notebookOf(), nbformat_minor: 4 };
    injectParameters(old, read('n=5'));
    expect(old.cells.map((cell) => 'id' in cell)).toEqual([false]);
  });

  test('without any, the notebook stays as it is', () => {
    const notebook = notebookOf(['parameters'], ['injected-parameters']);
    injectParameters(notebook, new Map());
    expect(notebook).toEqual(notebookOf(['parameters'], ['injected-parameters']));
  });
});

test('times have a unit or are seconds', () => {
  expect(['5', '5s', '0.5', '250ms', '2m', ' 1 s '].map((text) => readTime(text, '--timeout'))).toEqual([5_000, 5_000, 500, 250, 120_000, 1_000]);
  for (const text of ['', 'x', '-1', '5h', '1e3', '99999999']) expect(() => readTime(text, '--timeout')).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/--timeout takes a time/) }));
});

test('jobs are a whole number', () => {
  expect(readJobs('3')).toBe(3);
  for (const text of ['0', '-1', '1.5', 'many', '']) expect(() => readJobs(text)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

describe('--output', () => {
  test('is a file for one notebook, a folder for several, and made where it is missing', () => {
    using folder = temporaryFolder();
    const at = (...parts: string[]) => path.join(folder.path, ...parts);
    expect(outputFiles(['a.ipynb'], at('new', 'b.ipynb'))).toEqual([at('new', 'b.ipynb')]);
    expect(fs.readdirSync(folder.path)).toEqual(['new']);
    expect(outputFiles(['a.ipynb'], at('new'))).toEqual([at('new', 'a.ipynb')]);
    expect(outputFiles(['x/a.ipynb'], `${at('other')}/`)).toEqual([at('other', 'a.ipynb')]);
    expect(outputFiles(['x/a.ipynb', 'y/b.ipynb'], at('both'))).toEqual([at('both', 'a.ipynb'), at('both', 'b.ipynb')]);
    expect(fs.existsSync(at('both'))).toBe(true);
  });

  test('without it, each notebook is its own', () => {
    using folder = temporaryFolder();
    expect(outputFiles([path.join(folder.path, 'a.ipynb')], undefined)).toEqual([path.join(folder.path, 'a.ipynb')]);
  });

  test('a file that may not be written is refused, before anything runs', () => {
    using folder = temporaryFolder();
    fs.writeFileSync(path.join(folder.path, 'kept.ipynb'), '', { mode: 0o444 });
    expect(() => outputFiles([path.join(folder.path, 'kept.ipynb')], undefined)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/kept\.ipynb is read-only\.\nWrite to another place/) }));
  });

  test.each([
    ['-', '--output takes the name of a file or a folder, not "-".'],
    ['', '--output takes the name of a file or a folder, not "".'],
    [path.join(__filename, 'a.ipynb'), 'is not a folder.\nWrite to another place: awaitbook run --output FILE.'],
    // Root, too, can make nothing here.
    ...(process.platform === 'linux' ? [['/proc/none/a/', 'Nothing can be made in /proc.\n'], ['/proc/a.ipynb', 'Nothing can be made in /proc.\n']] : []),
  ])('%j is no place for it', (output, words) => {
    expect(() => outputFiles(['a.ipynb'], output)).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining(words!) }));
  });

  test('never gets two notebooks into one file', () => {
    using folder = temporaryFolder();
    writeFiles(folder.path, { 'a.ipynb': '', file: '' });
    fs.symlinkSync('a.ipynb', path.join(folder.path, 'link.ipynb'));
    const wrong = (notebooks: string[], output?: string) => () => outputFiles(notebooks, output);
    expect(wrong(['x/a.ipynb', 'y/a.ipynb'], path.join(folder.path, 'out'))).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('Two notebooks') }));
    expect(wrong([path.join(folder.path, 'a.ipynb'), path.join(folder.path, 'link.ipynb')])).toThrow('Two notebooks');
    expect(wrong(['a.ipynb', 'b.ipynb'], path.join(folder.path, 'file'))).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringContaining('names a folder') }));
  });
});
