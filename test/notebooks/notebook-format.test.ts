/** Every bundled notebook, as it is committed: valid, without outputs, made of small cells. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inCommittedForm } from '../../kernel/cli/course/format';
import { inForm } from '../../kernel/cli/course/solutions';
import { readNotebook as readForRun } from '../../kernel/cli/run/notebook-file';
import { formatNotebook } from '../../kernel/cli/run/notebook-json';
import { runInVenv } from './nbconvert';
import { notebookNames, notebooksFolder, readNotebook, sourceOf } from './notebook-file';


/** A cell of more lines does not fit beside its words on a projector. */
const MOST_LINES = 16;

/** JupyterLab's code cell in a window of 1,280 pixels shows about as many characters without scrolling. */
const WIDEST_LINE = 105;

/** The 25-minute core, which is shown as slides. */
const CORE = /^0[0-7]-/;

/** How a cell is shown among slides (nbconvert's documentation, "slides"). */
const SLIDE_TYPES = ['slide', 'subslide', 'fragment', 'skip', 'notes', '-'];

test('there are notebooks', () => {
  expect(notebookNames).toContain('02-sequential-vs-concurrent.ipynb');
});

describe.each(notebookNames)('%s', (name) => {
  const path = join(notebooksFolder, name);
  const notebook = readNotebook(path);
  const codeCells = notebook.cells.filter((cell) => cell.cell_type === 'code');

  test('is valid by nbformat itself, in format 4.5', async () => {
    const program = 'import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))';
    expect(await runInVenv('python', ['-W', 'error', '-c', program, path])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
  });

  test('is written the way nbformat writes it, so that saving an unchanged notebook changes no line', async () => {
    const program = 'import nbformat, sys; sys.stdout.reconfigure(encoding="utf-8"); print(nbformat.writes(nbformat.read(sys.argv[1], as_version=4)))';
    const { stdout } = await runInVenv('python', ['-c', program, path]);
    expect(stdout.trimEnd()).toBe(readFileSync(path, 'utf8').trimEnd());
  });

  test('is in the form that "awaitbook course format" makes, with each cell’s id kept', () => {
    expect(formatNotebook(inCommittedForm(readForRun(path)))).toBe(readFileSync(path, 'utf8'));
  });

  test('has neither outputs nor execution counts', () => {
    const ran = codeCells.filter((cell) => cell.outputs?.length !== 0 || cell.execution_count !== null);
    expect(ran.map((cell) => cell.id)).toEqual([]);
  });

  test('has unique cell ids', () => {
    const ids = notebook.cells.map((cell) => cell.id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('names the kernel and the language, so that Jupyter opens and highlights it', () => {
    expect(notebook.metadata).toEqual({
      kernelspec: { display_name: 'TypeScript (Awaitbook)', language: 'typescript', name: 'awaitbook' },
      language_info: {
        codemirror_mode: 'typescript',
        file_extension: '.ts',
        mimetype: 'text/typescript',
        name: 'typescript',
        pygments_lexer: 'typescript',
      },
    });
  });

  test('has small code cells', () => {
    const seen = codeCells.filter(({ metadata }) => (metadata as { jupyter?: { source_hidden?: boolean } }).jupyter?.source_hidden !== true);
    const large = seen.filter((cell) => {
      const lines = sourceOf(cell).split('\n');
      return lines.length > MOST_LINES || lines.some((line) => line.length > WIDEST_LINE);
    });
    expect(large.map((cell) => cell.id)).toEqual([]);
  });

  test('opens with its title', () => {
    expect(notebook.cells[0]).toMatchObject({ cell_type: 'markdown' });
    expect(notebook.cells.map(sourceOf)[0]).toMatch(/^# /);
  });

  test('links to notebooks that are there', () => {
    const texts = notebook.cells.filter((cell) => cell.cell_type === 'markdown').map(sourceOf);
    const links = texts.flatMap((text) => [...text.matchAll(/\]\(([^)\s]+\.ipynb)(?:#[^)]*)?\)/g)].map(([, link]) => link!));
    expect(links.filter((link) => !/^https?:/.test(link) && !existsSync(join(notebooksFolder, decodeURIComponent(link))))).toEqual([]);
  });

  test('writes files as they are committed beside it, so that a run changes nothing', () => {
    const written = codeCells.map(sourceOf).flatMap((source) => [...source.matchAll(/^%%writefile (\S+)\n([^]*)$/g)]);
    for (const [, file, text] of written) expect(readFileSync(join(notebooksFolder, file!), 'utf8')).toBe(`${text}\n`);
  });

  test('has pictures with a text for who does not see them', () => {
    const pictures = notebook.cells.map(sourceOf).flatMap((source) => [...source.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)]);
    expect(pictures.filter(([, words, file]) => words!.length < 20 || !existsSync(join(notebooksFolder, file!)))).toEqual([]);
  });

  test('has its solutions marked in pairs, and stubs for them', () => {
    expect(() => inForm(readForRun(path), 'self-study', name)).not.toThrow();
  });
});

test.each(notebookNames.filter((name) => CORE.test(name)))('%s says of each cell how it is shown among slides', (name) => {
  const types = readNotebook(join(notebooksFolder, name)).cells.map(({ id, metadata }) => [id, (metadata as { slideshow?: { slide_type?: string } }).slideshow?.slide_type]);
  expect(types.filter(([, type]) => type === undefined || !SLIDE_TYPES.includes(type))).toEqual([]);
  expect(types.filter(([, type]) => type === 'slide').length).toBeGreaterThan(2);
});
