/** Pages that `awaitbook export --to html` makes, as Chromium shows them from their files, with the network forbidden. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAsset } from '../../kernel/cli/export/page/head';
import { CommandFolder } from '../notebooks/awaitbook-run';
import { startBrowser, type Browser } from './support/browser';
import { HOSTILE, NOTEBOOKS } from './support/exported-notebooks';
import { accessibilityTroubles, keepPicture, LOOKS, markupTroubles, openFile, type OpenedPage } from './support/page-checks';

const NAMES = Object.keys(NOTEBOOKS);
/** Five megabytes are looked at once: nothing in them changes with the width or the colours. */
const looksAt = (name: string): readonly (typeof LOOKS)[number][] => (name === 'large' ? LOOKS.slice(0, 1) : LOOKS);

/** The one script that a page has. */
const COPY_CODE = readAsset('copy-code.js');

let browser: Browser;
let folder: CommandFolder;
let ended: Awaited<ReturnType<CommandFolder['awaitbook']>>;
const file = (name: string): string => join(folder.path, `${name}.html`);

beforeAll(async () => {
  browser = await startBrowser();
  folder = new CommandFolder();
  for (const [name, text] of Object.entries(NOTEBOOKS)) writeFileSync(join(folder.path, `${name}.ipynb`), text);
  ended = await folder.awaitbook(['export', '--to', 'html', '--no-execute', ...NAMES.map((name) => `${name}.ipynb`)]);
});

afterAll(async () => {
  folder[Symbol.dispose]();
  await browser.close();
});

async function opened<T>(name: string, use: (page: OpenedPage['page'], all: OpenedPage) => Promise<T>): Promise<T> {
  const all = await openFile(browser.context, file(name));
  try {
    return await use(all.page, all);
  } finally {
    await all.page.close();
  }
}

test('the command tells what failed, and what has no times', () => {
  expect(ended.code).toBe(1);
  expect(ended.stderr.split('\n').filter((line) => line !== '').sort()).toEqual([
    'failing.ipynb: cell 2 (id c2): the check "the sum is right" failed',
    'failing.ipynb: cell 3 (id c3): RangeError: too many',
    'python.ipynb: cell 4 (id c4): ZeroDivisionError: division by zero',
  ]);
  expect(ended.stdout.split('\n').filter((line) => line.includes('keeps no times'))).toEqual([expect.stringMatching(/^untimed\.ipynb: /)]);
});

describe.each(NAMES)('%s', (name) => {
  test('is valid HTML', async () => {
    expect(await markupTroubles(readFileSync(file(name), 'utf8'))).toEqual([]);
  });

  test('asks for nothing, complains of nothing, can be read by all, and fits its window', async () => {
    await opened(name, async (page, { requests, complaints }) => {
      for (const { name: look, width, colorScheme, media } of looksAt(name)) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, media });
        await keepPicture(page, `${name}-${look}`);
        expect({ look, troubles: await accessibilityTroubles(page) }).toEqual({ look, troubles: [] });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      }
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });
});

test('code has a button that copies it', async () => {
  await opened('failing', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const code = (await page.locator('.source pre').first().textContent())!.replace(/\n$/, '');
    await page.getByRole('button', { name: 'Copy code' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.copy').first().isVisible()).toBe(false);
  });
});

test('without scripts all can be read, and there is no button', async () => {
  await opened('failing', async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    await page.reload();
    expect((await page.locator('.source pre').nth(1).innerText()).trim()).toBe('const a = 1;\nthrow new RangeError("too many");');
    expect(await page.locator('.copy').count()).toBe(0);
    expect(await page.getByText('This cell failed: RangeError: too many').isVisible()).toBe(true);
  });
});

test('times are shown where they are known, and one hint where none is', async () => {
  await opened('kinds', async (page) => {
    expect(await page.locator('.time').allTextContents()).toEqual(Array(6).fill('ran in 402 ms'));
    expect(await page.locator('.notice').count()).toBe(0);
  });
  await opened('untimed', async (page) => {
    expect(await page.locator('.time').count()).toBe(0);
    expect(await page.locator('.notice').allTextContents()).toEqual([expect.stringMatching(/keeps no times/)]);
  });
});

test('a failing cell, and a failed check, are told in words', async () => {
  await opened('failing', async (page) => {
    expect(await page.locator('.notice').allTextContents()).toEqual(['A cell of this notebook failed, and 1 check did not pass.']);
    expect(await page.locator('.error .mark').allTextContents()).toEqual(['This cell failed: RangeError: too many']);
    expect(await page.locator('.outputs').first().textContent()).toContain('✗ Failed: the sum is right');
  });
});

test('pictures have their words, and a text beside them', async () => {
  await opened('kinds', async (page) => {
    const [lesson, troubled, dot, bar] = await page.locator('.picture img').evaluateAll((images) => images.map((image) => image.getAttribute('alt')!));
    expect(lesson).toMatch(/^Async X-ray of cell \[7\]: 2\.05 s, 62 operations, overlap 6\.5×/);
    expect(troubled).toMatch(/^Async X-ray of cell \[7\]/);
    expect([dot, bar]).toEqual(['a dot', 'A wide bar']);
    expect(await page.locator('.same-as-text pre').first().textContent()).toContain('loadA()');
    const widths = await page.locator('.picture img').evaluateAll((images) => images.map((image) => [(image as HTMLImageElement).naturalWidth > 0, image.getBoundingClientRect().right <= document.documentElement.clientWidth]));
    expect(widths.flat()).not.toContain(false);
  });
});

test('formulas are drawn with their own fonts, and read as MathML', async () => {
  await opened('kinds', async (page) => {
    expect(await page.locator('main').textContent()).toContain('$5 and $6.');
    expect(await page.locator('.katex-mathml math').count()).toBe(4);
    const fonts = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family.replaceAll('"', ''));
    });
    expect(new Set(fonts)).toEqual(new Set(['KaTeX_Main', 'KaTeX_Math', 'KaTeX_AMS', 'KaTeX_Size2']));
  });
});

test('attachments are found by their names, and those that are gone are told of', async () => {
  await opened('texts', async (page) => {
    const pictures = page.locator('main img');
    expect(await pictures.evaluateAll((images) => images.map((image) => [image.getAttribute('alt'), (image as HTMLImageElement).naturalWidth]))).toEqual([['with a blank', 1], ['in brackets', 1], ['ü', 1], ['as HTML', 1]]);
    expect(await page.locator('main .left-out').allTextContents()).toEqual(['[left out: a picture (gone)]']);
  });
});

test('links within a page lead to what the author named', async () => {
  await opened('texts', async (page) => {
    const led = await page.locator('main a[href^="#"]:not(.anchor, .number)').evaluateAll((links) => links.map((link) => document.getElementById(link.getAttribute('href')!.slice(1))?.firstChild?.textContent ?? null));
    expect(led).toEqual([null, 'the same id', 'Same']);
    expect(await page.locator('#place').count()).toBe(1);
    expect(await page.locator('main input').evaluateAll((fields) => fields.map((field) => field.getAttribute('aria-label')))).toEqual(['Not done', 'Done', null, 'a number']);
  });
});

test('formulas that MathJax takes, and text as a terminal leaves it', async () => {
  await opened('texts', async (page) => {
    expect(await page.locator('.katex-mathml math').count()).toBe(6);
    expect(await page.locator('.unread-formula').allTextContents()).toEqual(['$\\unknown{x}$']);
    expect(await page.locator('.outputs pre').allTextContents()).toEqual(['100 %\na link abc\n', '[left out: an output that is application/pdf]', 'a chart']);
  });
});

test('on paper, too, no word and no table leaves the page', async () => {
  await opened('texts', async (page) => {
    await page.setViewportSize({ width: 680, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(680);
  });
});

test('contents and headings lead to each other', async () => {
  await opened('kinds', async (page) => {
    // A cell with nothing in it has no place.
    expect(await page.locator('.cell.code').count()).toBe(6);
    const links = await page.locator('.toc a').evaluateAll((anchors) => anchors.map((anchor) => [anchor.textContent, document.getElementById(decodeURIComponent(anchor.getAttribute('href')!.slice(1)))?.tagName]));
    expect(links).toEqual([['Kinds of output', 'H1'], ['Tables', 'H2'], ['And lists', 'H3'], ['Code {#not-an-id} with markup', 'H2']]);
  });
});

test('a title with markup is text in the browser’s tab', async () => {
  await opened('title', async (page) => {
    expect(await page.title()).toBe('A title & "more" x < y </title>');
  });
});

test('of five megabytes the beginning is shown, and all of it can be had', async () => {
  await opened('large', async (page) => {
    expect(await page.locator('pre.text').first().innerText()).toMatch(/line 000000[^]*line 000039[^\n]*$/);
    expect(await page.locator('.long summary').allTextContents()).toEqual(['Show 99960 more lines']);
    expect(await page.locator('.long pre').textContent()).toMatch(/^line 000040[^]*line 099999/);
  });
});

test('hostile markup is left in its place, and told of', async () => {
  await opened('hostile', async (page) => {
    expect(await page.title()).toBe('Hostile');
    // The page's own script, in its own place, and nobody else's.
    expect(await page.locator('script').evaluateAll((scripts) => scripts.map(({ parentElement, attributes, textContent }) => [parentElement?.localName, attributes.length, textContent]))).toEqual([['body', 0, COPY_CODE]]);
    expect(await page.locator('iframe, object, video, base, meta[http-equiv=refresh], form[action], [onerror], [ontoggle], a[href^="java"], a[ping]').count()).toBe(0);
    expect(await page.locator('.left-out').allTextContents()).toEqual(expect.arrayContaining(['[left out: a picture (A picture): http://hostile.test/picture]', '[left out: another page: http://hostile.test/frame]', '[left out: a video: http://hostile.test/video]']));
    await expect(page.getByText('The text behind it.').isVisible()).resolves.toBe(true);
    // What wants to stand over the page stands in its own place.
    const over = await page.locator('.outputs').getByText('over all').boundingBox();
    const output = await page.locator('.outputs .markup').boundingBox();
    expect([over!.x, over!.y]).toEqual([output!.x, output!.y]);
  });
});

test('the page’s policy alone keeps hostile markup from running and from asking for anything', async () => {
  const html = readFileSync(file('untimed'), 'utf8');
  // A refresh and a link's own address are no matter of the policy: cleaning takes them out.
  const raw = HOSTILE.replace(/<meta[^>]*>/, '').replace('position: fixed', 'position: static');
  writeFileSync(file('raw'), html.replace('</main>', () => `${raw}</main>`));
  await opened('raw', async (page, { requests, complaints }) => {
    await page.locator('summary', { hasText: 'More' }).evaluate((summary) => (summary as HTMLElement).click());
    expect(await page.title()).toBe('Without times');
    expect(requests).toEqual([]);
    expect(complaints.some((complaint) => complaint.includes('Content Security Policy'))).toBe(true);
  });
});
