/** `awaitbook export --to pdf`: what the installed Chromium prints. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CommandFolder } from '../notebooks/awaitbook-run';
import { startBrowser } from './support/browser';
import { NOTEBOOKS } from './support/exported-notebooks';
import { openFile } from './support/page-checks';

test('pages of A4, tagged for screen readers, with an outline; of five megabytes the beginning', async () => {
  using folder = new CommandFolder();
  for (const name of ['kinds', 'large']) writeFileSync(join(folder.path, `${name}.ipynb`), NOTEBOOKS[name]!);
  expect(await folder.awaitbook(['export', 'kinds.ipynb', 'large.ipynb', '--to', 'pdf', '--no-execute'])).toMatchObject({ code: 0, stderr: '' });
  const [kinds, large] = ['kinds', 'large'].map((name) => readFileSync(join(folder.path, `${name}.pdf`), 'latin1')) as [string, string];
  const pageCount = (pdf: string): number => pdf.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
  expect(kinds).toMatch(/^%PDF-/);
  expect(kinds).toContain('/Title (Kinds of output)');
  expect(new Set([...kinds.matchAll(/\/MediaBox \[0 0 (\d+)\S* (\d+)/g)].map(([, width, height]) => `${width} ${height}`))).toEqual(new Set(['594 841']));
  expect(kinds).toContain('/StructTreeRoot');
  expect(kinds).toContain('/Outlines');
  expect(pageCount(kinds)).toBeGreaterThan(2);
  expect(pageCount(large)).toBe(1);
});

test('on paper no picture is cut, long lines are broken, and what is folded is open', async () => {
  using folder = new CommandFolder();
  writeFileSync(join(folder.path, 'kinds.ipynb'), NOTEBOOKS['kinds']!);
  await folder.awaitbook(['export', 'kinds.ipynb', '--to', 'html', '--no-execute']);
  const browser = await startBrowser();
  try {
    const { page } = await openFile(browser.context, join(folder.path, 'kinds.html'));
    await page.setViewportSize({ width: 680, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const styles = await page.locator('.picture img').evaluateAll((images) => images.map((image) => [getComputedStyle(image).breakInside, image.getBoundingClientRect().height <= 907, image.getBoundingClientRect().width <= 680]));
    expect(styles).toEqual(Array(4).fill(['avoid', true, true]));
    expect(await page.locator('pre').evaluateAll((texts) => texts.filter((text) => text.scrollWidth > text.clientWidth).map((text) => text.textContent))).toEqual([]);
    const folded = page.locator('.folded .source').first();
    expect((await folded.boundingBox())!.height).toBeGreaterThan(10);
    expect(await page.locator('.toc').isVisible()).toBe(false);
  } finally {
    await browser.close();
  }
});
