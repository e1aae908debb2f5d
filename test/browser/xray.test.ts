/** X-rays in JupyterLab: as a picture where a cell was run, and in a notebook from somebody else, which is not trusted. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { openNotebook, writeNotebook } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const lab = sharedLab();
const CELL = '%%xray\nconst sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));\nawait Promise.all([sleep(30), sleep(60)]);';

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser.close());

test('a cell that was run shows the picture; saved and opened untrusted, it shows the picture or the table', async () => {
  const notebook = await openNotebook(browser.context, lab, writeNotebook(lab, 'xray.ipynb', [CELL]));
  await notebook.run(0, 1);
  await notebook.outputs(0).locator('svg, img').first().waitFor();
  await notebook.picture('xray');
  // A page that is narrower than the picture shows all of it.
  const usual = notebook.page.viewportSize()!;
  await notebook.page.setViewportSize({ width: 600, height: 800 });
  await notebook.page.waitForFunction(() => {
    const drawing = document.querySelector('.jp-RenderedSVG > :is(img, svg)');
    return drawing !== null && drawing.getBoundingClientRect().width <= drawing.parentElement!.clientWidth && drawing.getBoundingClientRect().width < 500;
  });
  await notebook.picture('xray-narrow');
  await notebook.page.setViewportSize(usual);
  await notebook.save();

  const saved = JSON.parse(fs.readFileSync(path.join(lab.notebooks, 'xray.ipynb'), 'utf8')) as { cells: { source: string | string[] }[] };
  // The signature by which Jupyter Server trusts a notebook is that of its content.
  saved.cells[0]!.source = `${CELL}\n// from somebody else`;
  fs.writeFileSync(path.join(lab.notebooks, 'xray-of-somebody.ipynb'), JSON.stringify(saved));
  const foreign = await openNotebook(browser.context, lab, 'xray-of-somebody.ipynb');
  await foreign.outputs(0).first().waitFor();
  const isPicture = (await foreign.outputs(0).locator('svg, img').count()) > 0;
  if (!isPicture) expect((await foreign.shown(0)).join('')).toMatch(/Async X-ray of cell \[1\][^]*sleep\(\)/);
  await foreign.picture('xray-untrusted');
});
