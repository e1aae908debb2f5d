/** `awaitbook course site`: pages that lead to each other, and an index whose search works from a file. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandFolder } from '../notebooks/awaitbook-run';
import { startBrowser, type Browser } from './support/browser';
import { NOTEBOOKS, notebookOf, printed } from './support/exported-notebooks';
import { accessibilityTroubles, keepPicture, LOOKS, markupTroubles, openFile } from './support/page-checks';

let browser: Browser;
let folder: CommandFolder;
const site = (name: string): string => join(folder.path, 'site', name);

beforeAll(async () => {
  browser = await startBrowser();
  folder = new CommandFolder();
  mkdirSync(join(folder.path, 'course'));
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, 'course', name), text);
  write('01-waiting.ipynb', notebookOf(['# 1 · Waiting\n\nNoor waits for the *stock*. Go on with [the second](02-café.ipynb#Run-2:-together).', '## Über `await`\n\nA word that is nowhere else: Zwiebel. </script><script>document.title = "taken"</script>', { code: 'await Promise.all(pots)', outputs: [printed('not looked through\n')] }]));
  write('02-café.ipynb', notebookOf(['# 2 · Together & <b>more</b>', '## Run 2: together\n\nThree pots.', '```\na-long-enough-line\n```']));
  write('examples.ipynb', NOTEBOOKS['kinds']!);
  const { code, stdout, stderr } = await folder.awaitbook(['course', 'site', 'site', '--from', 'course', '--no-execute']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^course\/01-waiting\.ipynb: written to site\/01-waiting\.html\n[^]*index\.html: written, with 3 pages\n$/);
});

afterAll(async () => {
  folder[Symbol.dispose]();
  await browser.close();
});

test('the files of the site', () => {
  expect(readdirSync(site('')).sort()).toEqual(['01-waiting.html', '02-café.html', 'examples.html', 'index.html']);
});

test.each(['index.html', '01-waiting.html'])('%s is valid, asks for nothing, and can be read by all', async (name) => {
  expect(await markupTroubles(readFileSync(site(name), 'utf8'))).toEqual([]);
  const { page, requests, complaints } = await openFile(browser.context, site(name));
  for (const { name: look, width, colorScheme, media } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, media });
    await keepPicture(page, `site-${name.replace('.html', '')}-${look}`);
    expect({ look, troubles: await accessibilityTroubles(page) }).toEqual({ look, troubles: [] });
  }
  expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  await page.close();
});

test('pages lead to each other', async () => {
  const { page } = await openFile(browser.context, site('02-café.html'));
  const hrefs = await page.locator('.site-nav').first().locator('a').evaluateAll((links) => links.map((link) => [link.getAttribute('rel'), (link as HTMLAnchorElement).href, link.textContent]));
  const url = (name: string): string => pathToFileURL(site(name)).href;
  expect(hrefs).toEqual([['prev', url('01-waiting.html'), '← 1 · Waiting'], [null, url('index.html'), 'All pages, and search'], ['next', url('examples.html'), 'Kinds of output →']]);
  await page.close();
  const { page: first } = await openFile(browser.context, site('01-waiting.html'));
  expect(await first.getByText('the second').evaluate((link) => (link as HTMLAnchorElement).href)).toBe(`${url('02-café.html')}#Run-2:-together`);
  expect(await first.locator('.site-nav a').first().textContent()).toBe('All pages, and search');
  await first.close();
});

test('the search finds what is written, with and without accents, and leads to its place', async () => {
  const { page, requests, complaints } = await openFile(browser.context, site('index.html'));
  expect(await page.title()).toBe('1 · Waiting');
  const found = async (words: string): Promise<(string | null)[]> => {
    await page.getByLabel('Search all pages').fill(words);
    return page.locator('#search-results a').evaluateAll((links) => links.map((link) => link.textContent));
  };
  expect(await found('zwiebel')).toEqual(['1 · Waiting: Über await']);
  expect(await page.locator('#search-results mark').allTextContents()).toEqual(['Zwiebel']);
  expect(await page.locator('#search-results a').getAttribute('href')).toBe('01-waiting.html#%C3%9Cber-await');
  expect(await found('uber AWAIT')).toEqual(['1 · Waiting: Über await']);
  expect(await found('promise.all pots')).toEqual(['1 · Waiting: Über await']);
  expect(await found('pots')).toEqual(['1 · Waiting: Über await', '2 · Together & more: Run 2: together']);
  expect(await found('not looked through')).toEqual([]);
  expect(await page.getByRole('status').textContent()).toBe('Nothing was found.');
  expect(await found('')).toEqual([]);
  expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  await page.close();
});
