/** Each page of the bundled course, as `npm run site` makes them, but for what its cells show: running all of them is the course's own tests' business. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SITE_PAGE_BYTES } from '../../kernel/limits';
import { CommandFolder } from '../notebooks/awaitbook-run';
import { notebookNames, notebooksFolder } from '../notebooks/notebook-file';
import { startBrowser, type Browser } from './support/browser';
import { accessibilityTroubles, markupTroubles, openFile } from './support/page-checks';

const names = ['index', ...notebookNames.map((name) => name.replace('.ipynb', ''))];

let browser: Browser;
let folder: CommandFolder;

beforeAll(async () => {
  folder = new CommandFolder();
  const { code, stderr } = await folder.awaitbook(['course', 'site', 'site', '--from', notebooksFolder, '--no-execute']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  browser = await startBrowser();
});

afterAll(async () => {
  folder[Symbol.dispose]();
  await browser.close();
});

test.each(names)('%s', async (name) => {
  const file = join(folder.path, 'site', `${name}.html`);
  expect(statSync(file).size).toBeLessThan(SITE_PAGE_BYTES);
  expect(await markupTroubles(readFileSync(file, 'utf8'))).toEqual([]);
  const { page, requests, complaints } = await openFile(browser.context, file);
  // The other looks are those of exported-page.test.ts: the style sheet is the same.
  await page.setViewportSize({ width: 375, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await accessibilityTroubles(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  // Links to other notebooks lead to their pages, and those within the page to something.
  const missing = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')!).filter((href) => href.includes('.ipynb') || (href.startsWith('#') && document.getElementById(decodeURIComponent(href.slice(1))) === null)));
  expect({ missing, requests, complaints }).toEqual({ missing: [], requests: [], complaints: [] });
  expect(await page.locator('main .left-out').allTextContents()).toEqual([]);
  await page.close();
});
