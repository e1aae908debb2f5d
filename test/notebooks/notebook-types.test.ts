/** The cells of every bundled notebook hold under the strictest TypeScript, taken together from top to bottom. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KERNEL_FOLDER } from '../protocol/support/kernel-folder';
import { notebookNames, notebooksFolder, projectFolder, readNotebook, sourceOf, withSources } from './notebook-file';
import type { Cell, Notebook } from './notebook-file';

const LIBRARY = join(KERNEL_FOLDER, 'library', 'awaitbook');

/** What cells import without having installed it. */
const MODULES = { awaitbook: [`${LIBRARY}.d.ts`], 'awaitbook/course': [join(KERNEL_FOLDER, 'library', 'course.d.ts')], '*': [join(projectFolder, 'node_modules', '*')] };
let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'awaitbook-types-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

/** Whether it has the tag by which `awaitbook run` and nbconvert go on after its error. */
function isMeantToFail({ metadata }: Cell): boolean {
  return (metadata as { tags?: string[] }).tags?.includes('raises-exception') === true;
}

/** The compiler's complaints about all code cells as one module; empty when there are none. */
function complaints(notebook: Notebook): Promise<string> {
  // A cell that is meant to fail is not meant to hold, and one that writes a file is none of TypeScript.
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code' && !isMeantToFail(cell) && !sourceOf(cell).startsWith('%%writefile'));
  for (const name of readdirSync(notebooksFolder).filter((file) => file.endsWith('.mjs'))) copyFileSync(join(notebooksFolder, name), join(folder, name));
  const options = {
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitReturns: true, noEmit: true, skipLibCheck: true, allowJs: true,
    target: 'esnext', module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force', lib: ['esnext', 'dom'],
    types: ['node'], paths: MODULES, typeRoots: [join(projectFolder, 'node_modules', '@types')],
  };
  // A magic is no TypeScript; what `%time` has behind it is.
  const text = cells.map((cell) => sourceOf(cell).replace(/^%time /gm, '').replace(/^%.*$/gm, '')).join(';\n');
  writeFileSync(join(folder, 'cells.ts'), text);
  // What cells may use without importing it, with the types of the library itself.
  const globals = ['display', 'html', 'input', 'md', 'svg'].map((name) => `declare const ${name}: typeof import(${JSON.stringify(LIBRARY)}).${name};`);
  writeFileSync(join(folder, 'globals.d.ts'), globals.join('\n'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['cells.ts', 'globals.d.ts'] }));
  const compiler = join(projectFolder, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], (error, stdout) => {
      if (error !== null && stdout === '') reject(error);
      else resolve(stdout);
    });
  });
}

test.each(notebookNames)('%s has no type error', async (name) => {
  expect(await complaints(readNotebook(join(notebooksFolder, name)))).toBe('');
});

test('a value of a wrong type that an earlier cell made is found', async () => {
  const notebook = readNotebook(join(notebooksFolder, '02-sequential-vs-concurrent.ipynb'));
  const broken = withSources(notebook, { timeline: 'compare({ sequential: 900 })' });
  expect(await complaints(broken)).toContain("Type 'number' is not assignable to type 'Compared'");
});
