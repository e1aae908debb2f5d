/** Slides that `awaitbook export --to slides` makes, as Chromium shows them from their files, with the network forbidden. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { reportBundle } from '../../kernel/xray/bundle';
import { summarise } from '../../kernel/xray/summarise';
import { CommandFolder } from '../notebooks/awaitbook-run';
import { LESSON } from '../unit/support/xray-samples';
import { startBrowser, type Browser } from './support/browser';
import { notebookOf, printed, shown } from './support/exported-notebooks';
import { accessibilityTroubles, keepPicture, markupTroubles, openFile, type OpenedPage } from './support/page-checks';

const LESSON_SLIDES = notebookOf([
  { text: '# A lesson', slide: 'slide' },
  { text: 'Tell them about the **cook**.', slide: 'notes' },
  { text: '## A picture, too high for the rest', slide: 'slide' },
  { code: Array.from({ length: 14 }, (_, line) => `const line${line} = await sleep(${line});`).join('\n'), outputs: [printed('one line\n'), shown(reportBundle(summarise(LESSON)))] },
  { text: '## Step by step', slide: 'slide' },
  { text: 'First with $x^2$.', slide: 'fragment' },
  { text: 'Then.', slide: 'fragment' },
  { text: 'Below.', slide: 'subslide' },
  { text: 'Not on a slide.', slide: 'skip' },
]);

let browser: Browser;
let folder: CommandFolder;

beforeAll(async () => {
  browser = await startBrowser();
  folder = new CommandFolder();
  writeFileSync(join(folder.path, 'lesson.ipynb'), LESSON_SLIDES);
  writeFileSync(join(folder.path, 'headings.ipynb'), notebookOf(['# One\n\n## Still one', '```\n# no heading\n```', '## Two', { code: '1' }, '### Below two']));
  writeFileSync(join(folder.path, 'long.ipynb'), notebookOf([{ text: '# Steps', slide: 'slide' }, { code: '1', slide: 'fragment', outputs: [printed('first\n'.repeat(16))] }, { code: '2', outputs: [printed('second\n'.repeat(16))] }, { text: ['# Long', ...Array.from({ length: 30 }, (_, at) => `Paragraph ${at + 1}.`), '## A heading', 'Under it.'].join('\n\n'), slide: 'slide' }]));
  expect(await folder.awaitbook(['export', 'lesson.ipynb', 'headings.ipynb', 'long.ipynb', '--to', 'slides', '--no-execute'])).toMatchObject({ code: 0, stderr: '' });
});

afterAll(async () => {
  folder[Symbol.dispose]();
  await browser.close();
});

async function opened(name: string, use: (page: Page, all: OpenedPage) => Promise<void>): Promise<void> {
  const all = await openFile(browser.context, join(folder.path, `${name}.slides.html`));
  try {
    await all.page.locator('html[data-ready]').waitFor();
    await use(all.page, all);
  } finally {
    await all.page.close();
  }
}

const current = '.slides section.leaf.present:is(.slides > .present > *)';

test('it is valid HTML', async () => {
  expect(await markupTroubles(readFileSync(join(folder.path, 'lesson.slides.html'), 'utf8'))).toEqual([]);
});

test.each(['light', 'dark'] as const)('%s: each slide asks for nothing, can be read by all, and is seen whole', async (colorScheme) => {
  await opened('lesson', async (page, { requests, complaints }) => {
    await page.emulateMedia({ colorScheme });
    const count = await page.locator('section.leaf').count();
    const texts: string[] = [];
    for (let slide = 0; slide < count; slide += 1) {
      await keepPicture(page, `slides-${slide}-${colorScheme}`);
      expect(await accessibilityTroubles(page)).toEqual([]);
      texts.push(await page.locator(current).innerText());
      expect(await page.locator(current).evaluate((part) => part.scrollHeight - part.clientHeight)).toBeLessThanOrEqual(1);
      // Its steps come before the next slide.
      const steps = await page.locator(`${current} .fragment`).count();
      for (let step = 0; step <= steps; step += 1) await page.keyboard.press('ArrowRight');
    }
    expect(texts.map((text) => text.split('\n')[0])).toEqual(['A lesson', 'A picture, too high for the rest', 'The same as text', 'Step by step', 'Below.'].map((text, at) => (at === 2 ? expect.any(String) : text)));
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test('a picture gets a slide of its own before it is made small', async () => {
  await opened('lesson', async (page) => {
    await page.evaluate(() => { location.hash = '#/1/1'; });
    const picture = page.locator(`${current} img`);
    await picture.waitFor();
    const { width, height } = (await picture.boundingBox())!;
    expect(width).toBeGreaterThan(650);
    expect(height).toBeLessThan(720);
  });
});

test('steps come one by one', async () => {
  await opened('lesson', async (page) => {
    await page.evaluate(() => { location.hash = '#/2'; });
    const steps = page.locator(`${current} .fragment`);
    await steps.first().waitFor({ state: 'attached' });
    expect(await steps.evaluateAll((parts) => parts.map((part) => part.classList.contains('visible')))).toEqual([false, false]);
    await page.keyboard.press('ArrowRight');
    expect(await steps.evaluateAll((parts) => parts.map((part) => part.classList.contains('visible')))).toEqual([true, false]);
  });
});

test('the speaker’s notes are in a window of their own, which goes along', async () => {
  await opened('lesson', async (page, { complaints }) => {
    const [notes] = await Promise.all([browser.context.waitForEvent('page'), page.keyboard.press('s')]);
    await notes.getByText('Tell them about the cook.').waitFor();
    expect(await notes.title()).toBe('Speaker notes');
    expect(await notes.locator('.preview').innerText()).toContain('A picture, too high for the rest');
    await page.keyboard.press('ArrowRight');
    await notes.getByText('There are none for this slide.').waitFor();
    await notes.close();
    expect(complaints).toEqual([]);
  });
});

test('the overview shows the slides beside each other', async () => {
  await opened('lesson', async (page) => {
    await page.keyboard.press('o');
    await page.locator('.reveal.overview').waitFor();
    await keepPicture(page, 'slides-overview');
    const boxes = await page.locator('.slides > section').evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().left));
    expect(boxes).toEqual([...boxes].sort((one, other) => one - other));
    expect(new Set(boxes).size).toBe(3);
  });
});

test('steps and texts that are too long go on below, a heading with what it stands above', async () => {
  await opened('long', async (page) => {
    await page.evaluate(() => { location.hash = '#/0/1'; });
    const parts = await page.locator('section.leaf').evaluateAll((leaves) => leaves.slice(0, 2).map((leaf) => [leaf.textContent!.match(/first/g)?.length, leaf.textContent!.match(/second/g)?.length]));
    expect(parts).toEqual([[16, undefined], [undefined, 16]]);
    await page.locator(current).getByText('second').first().waitFor();
    await page.evaluate(() => { location.hash = '#/1'; });
    await page.locator(current).getByText('Long').waitFor();
    const slides = await page.locator('.slides > section:nth-child(2) > section.leaf').evaluateAll((leaves) => leaves.map((leaf) => leaf.textContent!.match(/Long|Paragraph \d+|A heading|Under it/g)));
    expect(slides.flat()).toEqual(['Long', ...Array.from({ length: 30 }, (_, at) => `Paragraph ${at + 1}`), 'A heading', 'Under it']);
    expect(slides.length).toBeGreaterThan(1);
    for (const leaf of slides.slice(0, -1)) expect(leaf!.at(-1)).not.toBe('A heading');
    for (let slide = 0; slide < slides.length; slide += 1) {
      expect(await page.locator(current).evaluate((part) => part.scrollHeight - part.clientHeight)).toBeLessThanOrEqual(1);
      await page.keyboard.press('ArrowRight');
    }
  });
});

test('in a narrow window the slides are scrolled, with the keyboard too', async () => {
  await opened('headings', async (page) => {
    await page.setViewportSize({ width: 375, height: 700 });
    await page.locator('body.reveal-scroll[tabindex]').waitFor();
    expect(await accessibilityTroubles(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator('body:not(.reveal-scroll):not([tabindex])').waitFor();
  });
});

test('without slide types each heading begins a slide', async () => {
  await opened('headings', async (page) => {
    expect(await page.locator('.slides > section').evaluateAll((parts) => parts.map((part) => [...part.children].map((leaf) => leaf.querySelector('h1, h2, h3')?.firstChild?.textContent)))).toEqual([['One'], ['Two', 'Below two']]);
  });
});
