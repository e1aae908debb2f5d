/** The buttons and signs around a running cell: interrupt, restart, and the circle that shows whether the kernel works. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { isStatus } from './support/kernel-messages';
import { openNotebook, writeNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const NAME = 'running-cells.ipynb';
const SOURCES = [
  'let soup = 40;',
  'soup += 1;\nawait new Promise(() => setInterval(() => undefined, 1000));',
  "soup += 1;\nconsole.log('spins');\nwhile (true) {}",
  'soup',
  'typeof soup',
  'sou',
];
const [DECLARES, AWAITS, SPINS, SHOWS, TYPE, WORD] = [0, 1, 2, 3, 4, 5];

const lab = sharedLab();
let browser: Browser;
let notebook: LabPage;

beforeAll(async () => {
  browser = await startBrowser();
  notebook = await openNotebook(browser.context, lab, writeNotebook(lab, NAME, SOURCES));
  await notebook.theme('JupyterLab Light');
});

afterAll(() => browser.close());

async function untilAtServer(state: 'busy' | 'idle'): Promise<void> {
  while ((await notebook.stateAtServer(NAME)) !== state) await notebook.page.waitForTimeout(50);
}

test('the interrupt button stops a cell that awaits', async () => {
  await notebook.run(DECLARES, 1);
  await notebook.start(AWAITS);
  await notebook.kernelShows('busy');
  expect(await notebook.prompt(AWAITS).textContent()).toBe('[*]:');
  await notebook.press('interrupt-kernel');
  await notebook.ended(AWAITS, 2);
  expect(await notebook.shown(AWAITS)).toEqual([expect.stringMatching(/^KeyboardInterrupt: .*interrupted/)]);
  await notebook.kernelShows('idle');
});

test('the interrupt button stops a cell that spins', async () => {
  await notebook.start(SPINS);
  await notebook.outputs(SPINS).filter({ hasText: 'spins' }).waitFor();
  await notebook.kernelShows('busy');
  await notebook.press('interrupt-kernel');
  await notebook.ended(SPINS, 3);
  const [printed, error, ...others] = await notebook.shown(SPINS);
  expect([printed, ...others]).toEqual(['spins\n']);
  expect(error).toMatch(/^KeyboardInterrupt: /);
  expect(error).toContain('3 | while (true) {}');
  await notebook.kernelShows('idle');
});

test('the variables are there after both interrupts', async () => {
  await notebook.run(SHOWS, 4);
  expect(await notebook.shown(SHOWS)).toEqual(['42']);
  await notebook.picture('interrupted');
});

test('the kernel shows as busy during a cell, also after a completion was answered', async () => {
  await notebook.start(AWAITS);
  await notebook.kernelShows('busy');
  const answered = notebook.messages.next((message) => message.header.msg_type === 'complete_reply');
  const idle = notebook.messages.next((message) => isStatus(message, 'idle', 'complete_request'));
  const busyAgain = notebook.messages.next((message) => isStatus(message, 'busy', 'execute_request'));
  await notebook.cell(WORD).locator('.cm-content').click();
  await notebook.page.keyboard.press('End');
  await notebook.page.keyboard.press('Tab');
  await Promise.all([answered, idle, busyAgain]);
  await notebook.kernelShows('busy');
  // The server hears of it on a connection of its own, maybe a moment after the page; nothing but this can make it busy again.
  await untilAtServer('busy');
  await notebook.page.locator('#jp-main-statusbar', { hasText: '| Busy' }).waitFor();
  await notebook.picture('busy-after-completion');
  await notebook.page.keyboard.press('Escape');
  await notebook.press('interrupt-kernel');
  await notebook.ended(AWAITS, 5);
  await notebook.kernelShows('idle');
  await untilAtServer('idle');
});

test('the restart button gives a fresh kernel', async () => {
  await notebook.press('restart-kernel');
  const connected = notebook.messages.next((message) => message.header.msg_type === 'kernel_info_reply');
  await notebook.page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await connected;
  await notebook.kernelIs('idle');
  await notebook.run(TYPE, 1);
  expect(await notebook.shown(TYPE)).toEqual(["'undefined'"]);
  await notebook.run(DECLARES, 2);
  await notebook.picture('restarted');
});

test('the page had no error', () => {
  expect(notebook.errors).toEqual([]);
});
