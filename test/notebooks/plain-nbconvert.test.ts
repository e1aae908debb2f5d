/** Our notebooks in `jupyter nbconvert --to html` with nothing of ours in between, as GitHub's viewers and others use it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInVenv } from './nbconvert';
import { notebookNames, notebooksFolder, readNotebook } from './notebook-file';

const names = notebookNames.map((name) => name.replace('.ipynb', ''));
const folder = mkdtempSync(join(tmpdir(), 'awaitbook-nbconvert-'));
let words: string;

beforeAll(async () => {
  const { code, stderr } = await runInVenv('jupyter', ['nbconvert', '--to', 'html', '--output-dir', folder, ...names.map((name) => join(notebooksFolder, `${name}.ipynb`))]);
  if (code !== 0) throw new Error(stderr);
  words = stderr;
});

afterAll(() => rmSync(folder, { recursive: true }));

test('nothing is missed: a lexer, metadata, an alternative text', () => {
  expect(words.split('\n').filter((line) => line !== '' && !/^\[NbConvertApp\] (?:Converting notebook|Writing \d+ bytes to) /.test(line))).toEqual([]);
});

test.each(names)('%s: code is highlighted as TypeScript, pictures have words', (name) => {
  const page = readFileSync(join(folder, `${name}.html`), 'utf8');
  const { cells } = readNotebook(join(notebooksFolder, `${name}.ipynb`));
  const codeCells = cells.filter((cell) => cell.cell_type === 'code');
  expect(page.match(/class="highlight hl-typescript"/g)?.length).toBe(codeCells.length);
  expect(page).toMatch(/<span class="kd">(?:const|function|async|await|let|type)<\/span>|<span class="k">(?:import|await|const)<\/span>/);
  const pictures = page.match(/<img [^>]*>/g) ?? [];
  expect(pictures.filter((picture) => !/ alt="[^"]{10,}"/.test(picture))).toEqual([]);
});
