/** Questions and magics in JupyterLab, as a person meets them. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import type { Lab } from './support/lab-server';
import { openNotebook, writeNotebook } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const SECRET = 'open sesame';

let lab: Lab;
let browser: Browser;
beforeAll(async () => {
  lab = sharedLab();
  browser = await startBrowser();
});
afterAll(() => browser?.close());

test('a password is asked for, not shown, and kept out of the notebook', async () => {
  const file = writeNotebook(lab, 'password.ipynb', ["const word = prompt('Password? ', { password: true });\nword?.length", "await input('Name? ')"]);
  const page = await openNotebook(browser.context, lab, file);
  await page.start(0);
  const field = page.cell(0).locator('input.jp-Stdin-input');
  await field.waitFor();
  expect(await field.getAttribute('type')).toBe('password');
  expect(await page.cell(0).locator('.jp-Stdin-prompt').textContent()).toBe('Password? ');
  await field.fill(SECRET);
  await page.picture('password-prompt');
  await field.press('Enter');
  await page.ended(0, 1);
  await field.waitFor({ state: 'detached' });
  expect(await page.shown(0)).toEqual(['Password?  ········\n', String(SECRET.length)]);

  await page.start(1);
  await page.cell(1).locator('input.jp-Stdin-input').fill('Ada');
  await page.page.keyboard.press('Enter');
  await page.ended(1, 2);
  await page.cell(1).locator('input.jp-Stdin-input').waitFor({ state: 'detached' });
  expect((await page.shown(1)).at(-1)).toBe("'Ada'");
  await page.picture('password-answered');
  await page.save();
  expect(fs.readFileSync(path.join(lab.notebooks, file), 'utf8')).not.toContain(SECRET);
  await page.page.close();
});

test('magics: the names with Tab, a command, and %load into a new cell', async () => {
  fs.writeFileSync(path.join(lab.notebooks, 'loaded.ts'), 'const loaded: number = 42;\nloaded\n');
  const file = writeNotebook(lab, 'magics.ipynb', ['%lo', '%sh echo "from the shell"', '%time await new Promise((done) => setTimeout(done, 20, "waited"))']);
  const page = await openNotebook(browser.context, lab, file);
  await page.cell(0).locator('.cm-content').click();
  await page.page.keyboard.press('End');
  await page.page.keyboard.press('Tab');
  const offer = page.page.locator('.jp-Completer-item');
  await offer.first().waitFor();
  await page.picture('magic-completion');
  expect(await offer.locator('.jp-Completer-match').allTextContents()).toEqual(['%load']);
  await offer.click();
  expect(await page.cell(0).locator('.cm-content').textContent()).toBe('%load');
  await page.page.keyboard.type(' loaded.ts');
  await page.page.keyboard.press('Control+Enter');
  await page.ended(0, 1);
  await page.cell(1).locator('.cm-line', { hasText: 'const loaded: number = 42;' }).waitFor();
  await page.run(1, 2);
  expect(await page.shown(1)).toEqual(['42']);
  await page.run(2, 3);
  expect(await page.shown(2)).toEqual(['from the shell\n']);
  await page.run(3, 4);
  expect(await page.shown(3)).toEqual([expect.stringMatching(/^%time: .* wall, .* CPU, .* idle\n$/), "'waited'"]);
  await page.picture('magics');
  await page.page.close();
});
