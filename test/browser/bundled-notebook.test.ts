/** The bundled notebook 02 in JupyterLab, as a person sees it on the first start. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { joinLines } from '../notebooks/notebook-file';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { openNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const NAME = '02-sequential-vs-concurrent.ipynb';

interface SavedCell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly execution_count?: number | null;
  readonly metadata: { readonly execution?: Readonly<Record<string, string>>; readonly jupyter?: { readonly source_hidden?: boolean } };
}

const lab = sharedLab();
const file = path.join(lab.notebooks, NAME);
const codeCells = () => (JSON.parse(fs.readFileSync(file, 'utf8')) as { cells: SavedCell[] }).cells.filter((cell) => cell.cell_type === 'code');
/** Whether its code is not shown, and with it neither its count nor its time. */
const isFolded = ({ metadata }: SavedCell): boolean => metadata.jupyter?.source_hidden === true;
/** The place of a cell among the code cells. */
const placeOf = (id: string) => codeCells().findIndex((cell) => cell.id === id);

let browser: Browser;
let notebook: LabPage;

beforeAll(async () => {
  browser = await startBrowser();
  notebook = await openNotebook(browser.context, lab, NAME);
  await notebook.theme('JupyterLab Light');
});

afterAll(() => browser.close());

test('the code is highlighted as TypeScript, also before it ran', async () => {
  await notebook.goTo(placeOf('check'));
  const cell = notebook.cell(placeOf('check'));
  expect(await cell.locator('.cm-content').getAttribute('data-language')).toBe('typescript');
  const colourOf = (word: string) => cell.locator('.cm-line span', { hasText: new RegExp(`^${word}$`) }).first().evaluate((span) => getComputedStyle(span).color);
  const plain = await cell.locator('.cm-content').evaluate((content) => getComputedStyle(content).color);
  // `type` is a keyword in TypeScript only, `Run` a type.
  expect(await colourOf('type')).not.toBe(plain);
  expect(await colourOf('Run')).not.toBe(plain);
  expect(await colourOf('type')).not.toBe(await colourOf('Run'));
  await notebook.goTo(0);
  await notebook.picture('notebook-opened');
});

test('"Run All Cells" runs every cell in order, each shows its outputs', async () => {
  await notebook.choose('Run', 'Run All Cells');
  const cells = codeCells();
  await notebook.ended(cells.length - 1, cells.length);
  await notebook.kernelShows('idle');
  expect(await notebook.notebook.locator('.jp-CodeCell .jp-InputPrompt').allTextContents()).toEqual(cells.map((cell, at) => (isFolded(cell) ? '' : `[${at + 1}]:`)));

  const withoutTimes = async (id: string) => (await notebook.shown(placeOf(id))).join('').replace(/^ *\d+ ms {2}/gm, '').trimEnd().split('\n');
  expect(await withoutTimes('in-turn')).toEqual(['A starts', 'A ends', 'B starts', 'B ends', 'C starts', 'C ends', 'total, one after the other']);
  expect((await withoutTimes('together')).slice(0, 7)).toEqual(['A starts', 'B starts', 'C starts', 'B ends', 'A ends', 'C ends', 'total, together']);
  expect((await withoutTimes('together')).at(-1)).toBe("The values: [ 'stock', 'rice', 'bread' ]");

  const total = async (id: string) => Number(/(\d+) ms {2}total/.exec((await notebook.shown(placeOf(id))).join(''))?.[1]);
  expect(await total('in-turn')).toBeGreaterThanOrEqual(890);
  expect(await total('together')).toBeGreaterThanOrEqual(390);
  expect(await total('together')).toBeLessThan(await total('in-turn'));
  for (const id of ['check', 'check-totals']) expect((await notebook.shown(placeOf(id))).join('')).toMatch(/^(?:✓ Passed: [^✓✗]+){3}$/);
  expect(await notebook.notebook.locator('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]').count()).toBe(0);
});

test('each cell shows its time', async () => {
  const times = await notebook.notebook.locator('.jp-CodeCell').evaluateAll((cells) => cells.map((cell) => cell.querySelector('.execute-time')?.textContent ?? ''));
  const folded = codeCells().map(isFolded);
  expect(times.filter((time, at) => folded[at] !== true && !/^Last executed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d in [\d.]+m?s$/.test(time))).toEqual([]);
  const milliseconds = (id: string) => {
    const [, amount, unit] = / in ([\d.]+)(m?s)$/.exec(times[placeOf(id)] ?? '') ?? [];
    return Number(amount) * (unit === 's' ? 1000 : 1);
  };
  expect(milliseconds('in-turn')).toBeGreaterThanOrEqual(890);
  expect(milliseconds('together')).toBeGreaterThanOrEqual(390);
  await notebook.goTo(placeOf('in-turn'));
  await notebook.picture('times-under-cells');
});

test('the picture is drawn, in the light and in the dark theme', async () => {
  const picture = notebook.cell(placeOf('timeline')).locator('.jp-RenderedSVG img');
  await notebook.goTo(placeOf('timeline'));
  await picture.hover();
  const drawn = await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode(); // rejects when the picture is broken
    return { width: image.naturalWidth, height: image.naturalHeight };
  });
  const box = await picture.boundingBox();
  expect(drawn.width).toBeGreaterThan(300);
  expect(box?.width).toBeCloseTo(drawn.width, 0);
  expect(box?.height).toBeCloseTo(drawn.height, 0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
  await notebook.picture('timeline-light');

  await notebook.theme('JupyterLab Dark');
  await notebook.picture('timeline-dark');
  await notebook.goTo(placeOf('in-turn'));
  await notebook.picture('times-under-cells-dark');
});

test('the saved notebook has the cells\' code unchanged, their counts and their times', async () => {
  const before = codeCells().map(({ source }) => joinLines(source));
  await notebook.save();
  const cells = codeCells();
  expect(cells.map(({ source }) => joinLines(source))).toEqual(before);
  expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_, at) => at + 1));
  for (const { id, metadata } of cells) {
    const { execution = {} } = metadata;
    const at = (name: string) => Date.parse(execution[name] ?? `${name} is missing in ${id}`);
    const inOrder = ['iopub.status.busy', 'iopub.execute_input', 'shell.execute_reply'].map(at);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
    // The reply's metadata `started` is the kernel's own time: this is the only member of it that JupyterLab keeps.
    expect(at('shell.execute_reply.started')).toBeGreaterThanOrEqual(at('iopub.status.busy'));
    expect(at('shell.execute_reply.started')).toBeLessThanOrEqual(at('shell.execute_reply'));
    expect(at('iopub.status.idle')).toBeGreaterThanOrEqual(at('iopub.execute_input'));
  }
});

test('the page had no error', () => {
  expect(notebook.errors).toEqual([]);
});
