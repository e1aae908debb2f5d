/** Notebooks of the course in JupyterLab, as a learner finds them: all cells run, an exercise solved by typing. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inForm } from '../../kernel/cli/course/solutions';
import { readNotebook } from '../../kernel/cli/run/notebook-file';
import { formatNotebook } from '../../kernel/cli/run/notebook-json';
import { tagsOf, type Cell } from '../../kernel/cli/run/notebook';
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

/** Waits until the kernel has answered that many cells, with the counts from 1 on, of those that were sent from now on. `start` has them sent. */
async function answered(notebook: LabPage, count: number, start: () => Promise<void>): Promise<void> {
  const { all } = notebook.messages;
  const begin = all.length;
  await start();
  for (let number = 1; number <= count; number += 1) {
    const isIt = ({ header, content }: (typeof all)[number]): boolean => header.msg_type === 'execute_reply' && (content as { execution_count?: number }).execution_count === number;
    if (!all.slice(begin).some(isIt)) await notebook.messages.next(isIt);
  }
  await notebook.ended(count - 1, count);
  await notebook.kernelShows('idle');
}

const runAll = (notebook: LabPage, count: number): Promise<void> => answered(notebook, count, () => notebook.choose('Run', 'Run All Cells'));

const restartAndRunAll = (notebook: LabPage, count: number): Promise<void> => answered(notebook, count, async () => {
  await notebook.choose('Kernel', 'Restart Kernel and Run All Cells…');
  await notebook.page.locator('.jp-Dialog').getByRole('button', { name: 'Confirm Kernel Restart' }).click();
});

/** Two processes that take all that two cores have. */
function busyLoops(): Disposable {
  const loops = [1, 2].map(() => spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' }));
  return { [Symbol.dispose]: () => loops.forEach((loop) => loop.kill('SIGKILL')) };
}

/** What a run of a notebook has shown. */
interface Seen {
  /** Names of checks, without what was measured. */
  readonly passed: readonly string[];
  readonly drawn: number;
  /** When each cell ran, and for how long, as it stands below it; null where its code is folded. */
  readonly times: readonly (string | null)[];
}

/** Looks at all cells. What is meant to fail is left aside. */
async function look(notebook: LabPage, cells: readonly Cell[]): Promise<Seen> {
  const passed: string[] = [];
  const times: (string | null)[] = [];
  let drawn = 0;
  for (const [at, cell] of cells.entries()) {
    const isFolded = (cell.metadata['jupyter'] as { source_hidden?: boolean } | undefined)?.source_hidden === true;
    times.push(isFolded ? null : (await notebook.cell(at).locator('.execute-time').textContent())!);
    if (tagsOf(cell).includes('raises-exception')) continue;
    const words = (await notebook.shown(at)).join('\n');
    expect(words).not.toMatch(/✗ Failed|TypeScriptError/);
    passed.push(...[...words.matchAll(/✓ Passed: ([^\n(✓]+)/g)].map(([, name]) => name!.trim()));
    const pictures = notebook.cell(at).locator('.jp-RenderedSVG img');
    // Rejects when a picture is broken.
    await pictures.evaluateAll((images) => Promise.all(images.map((image) => (image as HTMLImageElement).decode())));
    drawn += await pictures.count();
  }
  return { passed, drawn, times };
}

const TIME = /^Last executed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d in [\d.]+m?s$/;

test.each(['00-map.ipynb', '02-sequential-vs-concurrent.ipynb', '06-blocking-and-cures.ipynb', '07-fifty-requests.ipynb'])('%s: all cells run; and again after a restart, with two busy loops beside it', async (name) => {
  const copy = `learner-${name}`;
  const cells = selfStudy(name, copy).cells.filter((cell) => cell.cell_type === 'code');
  const notebook = await openNotebook(browser.context, lab, copy);
  await runAll(notebook, cells.length);
  const first = await look(notebook, cells);
  expect(first.passed.length).toBeGreaterThan(0);
  expect(first.drawn).toBeGreaterThan(0);
  expect(first.times.filter((time) => time !== null && !TIME.test(time))).toEqual([]);
  await notebook.picture(`course-${name.slice(0, 2)}`);

  using _loops = busyLoops();
  // A kernel that was not restarted would count on.
  await restartAndRunAll(notebook, cells.length);
  const second = await look(notebook, cells);
  expect({ passed: second.passed, drawn: second.drawn }).toEqual({ passed: first.passed, drawn: first.drawn });
  // Each cell ran anew.
  expect(second.times.filter((time, at) => time !== null && (!TIME.test(time) || time === first.times[at]))).toEqual([]);
  expect(await notebook.notebook.locator('.jp-CodeCell .jp-InputPrompt').allTextContents()).toEqual(second.times.map((time, at) => (time === null ? '' : `[${at + 1}]:`)));
  await notebook.picture(`course-${name.slice(0, 2)}-again`);
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
