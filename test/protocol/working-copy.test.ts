/** The copy of the course that `npm start` opens, made by the built package. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { pathsOf } from '../../scripts/set-up/paths';
import { firstNotebook, prepareWorkingCopy } from '../../scripts/set-up/working-copy';
import { temporaryFolder, writeFiles } from '../unit/support/set-up-folder';
import { KERNEL_FOLDER } from './support/kernel-folder';

function notebook(source: string): object {
  const kernelspec = { name: 'awaitbook', display_name: 'TypeScript (Awaitbook)', language: 'typescript' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [{ cell_type: 'code', id: 'a', metadata: {}, source, outputs: [], execution_count: null }] };
}

/** A checkout's course with a place for its copy; `start` does what `npm start` does, and gives the opened folder and what it said. */
function smallCourse(): Disposable & { notebooks: string; copy: string; start: () => Promise<[folder: string, said: string[]]> } {
  const folder = temporaryFolder();
  const [notebooks, copy] = ['notebooks', 'my-course'].map((name) => path.join(folder.path, name)) as [string, string];
  writeFiles(notebooks, { '00-map.ipynb': notebook('map'), '01.ipynb': notebook('// BEGIN SOLUTION\n1\n// END SOLUTION') });
  const start = async (): Promise<[string, string[]]> => {
    const said: string[] = [];
    const paths = { ...pathsOf(), dist: KERNEL_FOLDER, notebooks, workingCopy: copy };
    return [await prepareWorkingCopy(paths, process.execPath, { say: (line) => said.push(line), during: (_step, work) => work() }), said];
  };
  return { notebooks, copy, start, [Symbol.dispose]: folder[Symbol.dispose] };
}

test('a start makes it, with stubs and folded solutions, and the next one changes nothing', async () => {
  using course = smallCourse();
  for (const _start of [1, 2]) expect(await course.start()).toEqual([course.copy, []]);
  expect(firstNotebook(course.copy)).toBe('00-map.ipynb');
  expect(fs.readFileSync(path.join(course.copy, '01.ipynb'), 'utf8')).toMatch(/YOUR CODE HERE[^]*<details>/);
});

test('what a person changed stays, and a newer notebook beside it is told', async () => {
  using course = smallCourse();
  await course.start();
  writeFiles(course.copy, { '00-map.ipynb': notebook('mine') });
  expect(await course.start()).toEqual([course.copy, []]);
  writeFiles(course.notebooks, { '00-map.ipynb': notebook('newer'), '01.ipynb': notebook('newer') });
  expect(await course.start()).toEqual([course.copy, ['00-map.ipynb: you changed it, so it is left as it is. There is a newer one: "awaitbook course reset" brings it and keeps yours.']]);
  const texts = ['00-map.ipynb', '01.ipynb'].map((file) => fs.readFileSync(path.join(course.copy, file), 'utf8'));
  expect(texts.map((text) => /mine|newer/.exec(text)?.[0])).toEqual(['mine', 'newer']);
});

test('where no copy can be made, the course itself is opened, and that is told', async () => {
  using course = smallCourse();
  fs.writeFileSync(course.copy, 'in the way');
  const [folder, said] = await course.start();
  expect(folder).toBe(course.notebooks);
  expect(said.join('\n')).toMatch(/my-course is not a folder\.[^]*JupyterLab opens notebooks\/ itself/);
});

test('without a map the first notebook is opened, and without any the folder', () => {
  using folder = temporaryFolder();
  expect(firstNotebook(folder.path)).toBeNull();
  writeFiles(folder.path, { '02.ipynb': '', '01.ipynb': '', 'a.txt': '' });
  expect(firstNotebook(folder.path)).toBe('01.ipynb');
});
