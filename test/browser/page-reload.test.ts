/**
 * A page that is reloaded while a cell runs. JupyterLab and Jupyter Server keep the kernel and the notebook as it was saved; that the output
 * goes on, and what came meanwhile is there, is the work of the kernel (dispatch/runs.ts) and its extension for JupyterLab.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { openNotebook, writeNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const lab = sharedLab();
const NAME = 'page-reload.ipynb';
const GO = path.join(lab.notebooks, 'go-on');
/** Waits for a file that the test writes, so that it ends when the test wants, however fast the machine is. */
const UNTIL_GO = (line: string) => `while (!fs.existsSync('${line}')) await new Promise((resolve) => setTimeout(resolve, 20));`;
const SOURCES = [
  "import fs from 'node:fs';\nconst print = (from: number, to: number) => { for (let i = from; i <= to; i++) console.log(`line ${i}`); };",
  `print(1, 3);\n${UNTIL_GO('go-on-1')}\nprint(4, 6);\n${UNTIL_GO('go-on-2')}\nprint(7, 9);\n'the end'`,
  "console.error('after');\n(null as any).oops",
  "display('never saved');\n'done'",
];
const [DECLARES, PRINTS, FAILS, DISPLAYS] = [0, 1, 2, 3];
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join('');

let browser: Browser;
let notebook: LabPage;
/** When all cells had ended, and no page was there. */
let endedBefore: number;

beforeAll(async () => {
  browser = await startBrowser();
  notebook = await openNotebook(browser.context, lab, writeNotebook(lab, NAME, SOURCES));
  notebook.page.on('dialog', (dialog) => void dialog.accept()); // "Leave site?"
  await notebook.theme('JupyterLab Light');
});

afterAll(() => browser.close());

const goOn = (step: 1 | 2) => fs.writeFileSync(`${GO}-${step}`, '');
const printed = () => notebook.outputs(PRINTS).first();

async function reload(): Promise<void> {
  await notebook.page.reload();
  await notebook.prompt(PRINTS).waitFor();
}

test('the output of a cell that runs goes on after a reload, nothing is lost and nothing comes twice', async () => {
  await notebook.run(DECLARES, 1);
  await notebook.start(PRINTS);
  await notebook.start(FAILS); // waits
  await printed().filter({ hasText: 'line 3' }).waitFor();
  await notebook.save();

  await reload();
  await notebook.kernelShows('busy');
  await notebook.prompt(PRINTS).filter({ hasText: '[*]:' }).waitFor();
  await printed().filter({ hasText: 'line 3' }).waitFor();
  await notebook.prompt(FAILS).filter({ hasText: '[*]:' }).waitFor();
  await notebook.picture('reloaded');
  expect(await notebook.shown(PRINTS)).toEqual([lines(1, 3)]);
  goOn(1);
  await printed().filter({ hasText: 'line 6' }).waitFor();
  expect(await notebook.shown(PRINTS)).toEqual([lines(1, 6)]);
});

test('what comes while there is no page is there when it comes back, with errors, counts and times', async () => {
  await notebook.page.goto('about:blank');
  goOn(2);
  while (await notebook.stateAtServer(NAME) !== 'idle') await notebook.page.waitForTimeout(50);
  endedBefore = Date.now();
  notebook = await openNotebook(browser.context, lab, NAME);
  await notebook.ended(FAILS, 3);
  await notebook.ended(PRINTS, 2);
  await notebook.kernelShows('idle');
  expect(await notebook.shown(PRINTS)).toEqual([lines(1, 9), "'the end'"]);
  expect(await notebook.shown(FAILS)).toEqual(['after\n', expect.stringMatching(/^TypeError: Cannot read properties of null/)]);
  expect(await notebook.cell(PRINTS).locator('.execute-time').textContent()).toMatch(/^Last executed at .* in \d/);
  await notebook.picture('reloaded-after-the-end');
  await notebook.run(DISPLAYS, 4);
});

test('the notebook that is saved then has it all; a further reload shows what was saved and runs nothing', async () => {
  await notebook.save();
  const { cells } = JSON.parse(fs.readFileSync(path.join(lab.notebooks, NAME), 'utf8')) as { cells: { metadata: { execution: Record<string, string> } }[] };
  const { execution } = cells[PRINTS]!.metadata;
  const [input, started, reply] = ['iopub.execute_input', 'shell.execute_reply.started', 'shell.execute_reply'].map((name) => Date.parse(execution[name]!));
  // The times are those of the run, not of its being shown again.
  expect(input).toBeLessThanOrEqual(started!);
  expect(started).toBeLessThan(reply!);
  expect(reply).toBeLessThanOrEqual(endedBefore);
  const sent = () => notebook.messages.all.filter(({ header }) => header.msg_type === 'execute_request').length;
  const before = sent();
  await reload();
  await notebook.kernelIs('idle');
  expect(await notebook.shown(PRINTS)).toEqual([lines(1, 9), "'the end'"]);
  expect(await notebook.shown(DISPLAYS)).toEqual(["'never saved'", "'done'"]);
  await notebook.run(DISPLAYS, 5);
  expect(sent() - before).toBe(1);
});

test('a second page of the same notebook shows the running cell too, and the first one keeps it', async () => {
  for (const step of [1, 2]) fs.rmSync(`${GO}-${step}`);
  await notebook.start(PRINTS);
  await printed().filter({ hasText: 'line 3' }).waitFor();
  const second = await openNotebook(browser.context, lab, NAME, 'busy');
  await second.outputs(PRINTS).filter({ hasText: 'line 3' }).waitFor();
  goOn(1);
  goOn(2);
  for (const page of [notebook, second]) {
    await page.ended(PRINTS, 6);
    expect(await page.shown(PRINTS)).toEqual([lines(1, 9), "'the end'"]);
  }
  expect([...notebook.errors, ...second.errors]).toEqual([]);
});
