/** Rich output in JupyterLab: what updates in place, and what charts look like. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectFolder } from '../notebooks/notebook-file';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { openNotebook, writeNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const FOLDER = 'rich-display';
/** Pictures of four kinds, a few pixels each. */
const PICTURES = {
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAAFUlEQVQYV2NkaGj4z4AEmBjQAGEBAIKUAgecMTQ3AAAAAElFTkSuQmCC',
  jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAEAAQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAgP/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCYBIv/2Q==',
  gif: 'R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=',
  webp: 'UklGRjAAAABXRUJQVlA4ICQAAABwAQCdASoEAAQAB0CWJaACdAFAAAD+338ZO9L/dDyh2KIQAAA=',
};
const SOURCES = [
  "import { table } from 'awaitbook';\nconst bar = display(html`<progress max=\"3\" value=\"0\"></progress> <b id=\"bar\">0 of 3</b>`);",
  'await bar.update(html`<progress max="3" value="3"></progress> <b id="bar">3 of 3</b>`);',
  'let settle = (value: unknown) => {};\nnew Promise((done) => { settle = done; })',
  "settle(md`**settled** with $\\frac{1}{2}$`);",
  'async function fails() {\n  await new Promise((done) => { settle = done; });\n  throw new Error("the server said no");\n}\nfails()',
  'settle(null)',
  "import { parseHTML } from 'linkedom';\nimport * as Plot from '@observablehq/plot';\nconst { document } = parseHTML('<html></html>');\nconst waits = [{ wait: 'A', ms: 300 }, { wait: 'B', ms: 200 }, { wait: 'C', ms: 400 }];\nPlot.plot({ document, height: 160, marks: [Plot.barX(waits, { x: 'ms', y: 'wait', fill: 'steelblue' })] })",
  "({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', height: 80, data: { values: waits }, mark: 'bar', encoding: { x: { field: 'ms', type: 'quantitative' }, y: { field: 'wait', type: 'nominal' } } })",
  "table(waits, { caption: 'Three waits' })",
  `import { image, json, latex } from 'awaitbook';
const pictures: Record<string, string> = ${JSON.stringify(PICTURES)};
display(...Object.entries(pictures).map(([kind, text]) => image(Buffer.from(text, 'base64'), { width: 24, height: 24, ...(kind === 'gif' ? {} : { alt: kind }) })));
display(Buffer.from(pictures.png, 'base64'));
svg\`<svg width="24" height="24"><circle cx="12" cy="12" r="\${11}" fill="teal"/></svg>\``,
  "display(latex`\\frac{1}{\${2}}`, md`costs **5**, then $x^2$`, html`<i>\${'<script>'}</i>`);\njson({ deep: { er: [1, 2] } }, { expanded: true })",
];
const [SHOWS, UPDATES, PENDING, SETTLES, WILL_FAIL, FAILS, PLOT, VEGA, TABLE, IMAGES, FORMS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

const lab = sharedLab();
let browser: Browser;
let notebook: LabPage;

beforeAll(async () => {
  const folder = path.join(lab.notebooks, FOLDER);
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  browser = await startBrowser();
  notebook = await openNotebook(browser.context, lab, writeNotebook(lab, `${FOLDER}/rich-display.ipynb`, SOURCES));
  await notebook.theme('JupyterLab Light');
});

afterAll(() => browser.close());

test('a display is updated in its place by a later cell', async () => {
  await notebook.run(SHOWS, 1);
  expect(await notebook.outputs(SHOWS).locator('#bar').textContent()).toBe('0 of 3');
  await notebook.run(UPDATES, 2);
  await notebook.outputs(SHOWS).locator('#bar', { hasText: '3 of 3' }).waitFor();
  expect(await notebook.outputs(SHOWS).count()).toBe(1);
  expect(await notebook.outputs(UPDATES).count()).toBe(0);
});

test('a promise as the last value is replaced by what it becomes', async () => {
  await notebook.run(PENDING, 3);
  expect(await notebook.shown(PENDING)).toEqual([expect.stringContaining('Promise { <pending> }')]);
  await notebook.run(SETTLES, 4);
  await notebook.outputs(PENDING).locator('strong', { hasText: 'settled' }).waitFor();
  expect(await notebook.outputs(PENDING).count()).toBe(1);
});

test('one that fails is replaced by its error', async () => {
  await notebook.run(WILL_FAIL, 5);
  await notebook.run(FAILS, 6);
  await notebook.outputs(WILL_FAIL).filter({ hasText: 'Error: the server said no' }).waitFor();
  expect(await notebook.shown(WILL_FAIL)).toEqual([expect.stringContaining('3 |   throw new Error("the server said no");')]);
  await notebook.picture('display-updated');
});

test('a Plot is drawn, in the colours of the theme', async () => {
  await notebook.run(PLOT, 7);
  await notebook.goTo(PLOT);
  const svg = notebook.outputs(PLOT).locator('svg');
  expect(await svg.locator('g[aria-label="bar"] rect').count()).toBe(3);
  await notebook.picture('display-plot');
});

test('a Vega-Lite chart is drawn by JupyterLab', async () => {
  await notebook.run(VEGA, 8);
  await notebook.goTo(VEGA);
  const chart = notebook.outputs(VEGA).locator('.vega-embed');
  await chart.locator('canvas, svg').first().waitFor();
  await notebook.run(TABLE, 9);
  await notebook.goTo(TABLE);
  expect(await notebook.outputs(TABLE).locator('th[scope="col"]').allTextContents()).toEqual(['wait', 'ms']);
  await notebook.picture('display-vega-lite');
});

test('pictures of every kind are drawn in their size', async () => {
  await notebook.run(IMAGES, 10);
  await notebook.goTo(IMAGES);
  const images = notebook.outputs(IMAGES).locator('img');
  expect(await images.count()).toBe(6);
  const drawn = images.evaluateAll((found) => found.map((one) => [(one as HTMLImageElement).naturalWidth > 0, one.clientWidth, one.getAttribute('alt') ?? '']));
  expect(await drawn).toEqual([[true, 24, 'png'], [true, 24, 'jpeg'], [true, 24, 'Image'], [true, 24, 'webp'], [true, 4, ''], [true, 24, '']]);
  await images.last().hover();
  await notebook.picture('display-pictures');
});

test('formulas, Markdown, escaped HTML and a tree of JSON', async () => {
  await notebook.run(FORMS, 11);
  await notebook.goTo(FORMS);
  const outputs = notebook.outputs(FORMS);
  await outputs.nth(0).locator('mjx-container').waitFor();
  await outputs.nth(1).locator('mjx-container').waitFor();
  expect(await outputs.nth(1).locator('mjx-container').count()).toBe(1);
  expect(await outputs.nth(1).textContent()).toMatch(/^costs 5, then /);
  expect(await outputs.nth(2).locator('i').textContent()).toBe('<script>');
  await outputs.nth(3).getByText('er', { exact: true }).or(outputs.nth(3).getByText('er:')).first().waitFor();
  await notebook.picture('display-forms');
});

test('the notebook keeps them, with an SVG for exports', async () => {
  await notebook.save();
  const saved = JSON.parse(fs.readFileSync(path.join(lab.notebooks, FOLDER, 'rich-display.ipynb'), 'utf8')) as { cells: { outputs: { output_type: string; data: Record<string, unknown> }[] }[] };
  const typesOf = (at: number): string[] => Object.keys(saved.cells[at]!.outputs[0]!.data);
  expect(typesOf(PLOT)).toEqual(expect.arrayContaining(['text/html', 'image/svg+xml', 'text/plain']));
  expect(typesOf(VEGA)).toEqual(expect.arrayContaining(['application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain']));
  expect(saved.cells[PENDING]!.outputs.map(({ output_type }) => output_type)).toEqual(['display_data']);
  expect(typesOf(PENDING)).toEqual(expect.arrayContaining(['text/markdown']));
});

test('in the dark theme the Plot’s text is light', async () => {
  await notebook.theme('JupyterLab Dark');
  await notebook.goTo(PLOT);
  const colour = await notebook.outputs(PLOT).locator('svg').evaluate((svg) => getComputedStyle(svg).fill);
  const [red = 0] = /\d+/.exec(colour)?.map(Number) ?? [];
  expect(red).toBeGreaterThan(127);
  await notebook.picture('display-dark');
  await notebook.theme('JupyterLab Light');
});

test('the page had no error', () => {
  expect(notebook.errors).toEqual([]);
});
