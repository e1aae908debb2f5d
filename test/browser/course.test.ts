/** Notebooks of the course in JupyterLab, as a learner finds them: all cells run, an exercise solved by typing. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inForm } from '../../kernel/cli/course/solutions';
import { readNotebook } from '../../kernel/cli/run/notebook-file';
import { formatNotebook } from '../../kernel/cli/run/notebook-json';
import { tagsOf } from '../../kernel/cli/run/notebook';
import { notebooksFolder } from '../notebooks/notebook-file';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { openNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const lab = sharedLab();
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());

/** Puts the learner's form of a notebook into the lab's folder, there called `copy`: one that was open before still has its kernel. */
function selfStudy(name: string, copy: string): ReturnType<typeof readNotebook> {
  const learners = inForm(readNotebook(path.join(notebooksFolder, name)), 'self-study', name);
  fs.writeFileSync(path.join(lab.notebooks, copy), formatNotebook(learners));
  return learners;
}

async function runAll(notebook: LabPage, count: number): Promise<void> {
  await notebook.choose('Run', 'Run All Cells');
  await notebook.ended(count - 1, count);
  await notebook.kernelShows('idle');
}

test.each(['00-map.ipynb', '06-blocking-and-cures.ipynb', '07-fifty-requests.ipynb'])('%s: all cells run, checks hold, pictures are drawn', async (name) => {
  const copy = `learner-${name}`;
  const cells = selfStudy(name, copy).cells.filter((cell) => cell.cell_type === 'code');
  const notebook = await openNotebook(browser.context, lab, copy);
  await runAll(notebook, cells.length);
  const passed: string[] = [];
  let drawn = 0;
  for (const [at, cell] of cells.entries()) {
    const words = (await notebook.shown(at)).join('');
    if (tagsOf(cell).includes('raises-exception')) continue;
    expect(words).not.toMatch(/✗ Failed|TypeScriptError/);
    passed.push(...(words.match(/✓ Passed: /g) ?? []));
    drawn += await notebook.cell(at).locator('.jp-RenderedSVG img').count();
  }
  expect(passed.length).toBeGreaterThan(0);
  expect(drawn).toBeGreaterThan(0);
  await notebook.picture(`course-${name.slice(0, 2)}`);
  expect(notebook.errors).toEqual([]);
});

test('an exercise is solved by typing', async () => {
  const cells = selfStudy('00-map.ipynb', 'solve-by-typing.ipynb').cells.filter((cell) => cell.cell_type === 'code');
  const at = cells.findIndex(({ id }) => id === 'answer');
  const notebook = await openNotebook(browser.context, lab, 'solve-by-typing.ipynb');
  await runAll(notebook, cells.length);
  expect((await notebook.shown(at + 1)).join('')).toContain('Say hello: not solved yet.');
  await notebook.cell(at).locator('.cm-content').click();
  await notebook.page.keyboard.press('ControlOrMeta+A');
  await notebook.page.keyboard.insertText('const greet = (name: string): string => `Hello, ${name}!`;');
  await notebook.page.keyboard.press('Shift+Enter');
  await notebook.ended(at, cells.length + 1);
  await notebook.page.keyboard.press('Shift+Enter');
  await notebook.ended(at + 1, cells.length + 2);
  expect((await notebook.shown(at + 1)).join('')).toContain('Say hello: solved!');
});
