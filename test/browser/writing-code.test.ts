/** What helps while code is written: completion, tooltips, errors, and a new notebook from the launcher. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectFolder } from '../notebooks/notebook-file';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { KERNEL, openLab, openNotebook, writeNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const SOURCES = [
  "const recipe = { title: 'soup', minutes: 40, stir() {} };\nconst recent = [1, 2, 3];\nfunction greet(name: string, times = 1): string { return name.repeat(times); }",
  'rec',
  'recipe.',
  'greet',
  "type Pot = { litres: number };\nfunction pour({ litres }: Pot) {\n  throw new RangeError(`${litres} litres are too many`, { cause: new Error('small pot') });\n}\npour({ litres: 7 });",
  "({ title: 'soup', minutes: 40, isHot: true, lid: undefined, salt: null, from: new Date(0), taste: /good/, stir() {} })",
  "console.log('to stdout', { a: 1 });\nconsole.error('to stderr');",
];
const [DECLARES, WORD, MEMBER, FUNCTION, FAILS, VALUE, STREAMS] = [0, 1, 2, 3, 4, 5, 6];

const lab = sharedLab();
let browser: Browser;
let notebook: LabPage;

beforeAll(async () => {
  browser = await startBrowser();
  notebook = await openNotebook(browser.context, lab, writeNotebook(lab, 'writing-code.ipynb', SOURCES));
  await notebook.theme('JupyterLab Light');
  await notebook.run(DECLARES, 1);
});

afterAll(() => browser.close());

async function pressAtEnd(cell: number, key: string): Promise<void> {
  await notebook.cell(cell).locator('.cm-content').click();
  await notebook.page.keyboard.press('End');
  await notebook.page.keyboard.press(key);
}

/** The offers of the completion, each with the name of the picture that stands for its type. */
async function offers(): Promise<string[]> {
  const items = notebook.page.locator('.jp-Completer-item');
  await items.first().waitFor();
  return items.evaluateAll((all) => all.map((item) => `${item.querySelector('.jp-Completer-match')?.textContent} ${item.querySelector('[data-icon]')?.getAttribute('data-icon') ?? item.querySelector('.jp-Completer-monogram')?.textContent}`));
}

test('Tab offers live names with their kinds', async () => {
  await pressAtEnd(WORD, 'Tab');
  const shown = await offers();
  await notebook.picture('completion-names');
  expect(shown.map((offer) => offer.split(' ')[0])).toEqual(['recent', 'recipe']);
  await notebook.page.locator('.jp-Completer-item', { hasText: 'recipe' }).click();
  expect(await notebook.cell(WORD).locator('.cm-content').textContent()).toBe('recipe');
});

test('Tab offers the members of a live value', async () => {
  await pressAtEnd(MEMBER, 'Tab');
  const shown = await offers();
  await notebook.picture('completion-members');
  expect(shown.map((offer) => offer.split(' ')[0])).toEqual(expect.arrayContaining(['minutes', 'stir', 'title']));
  await notebook.page.keyboard.press('Escape');
});

test('Shift-Tab shows what a name is', async () => {
  await pressAtEnd(FUNCTION, 'Shift+Tab');
  const tooltip = notebook.page.locator('.jp-Tooltip-content');
  await tooltip.waitFor();
  await notebook.picture('tooltip');
  expect(await tooltip.textContent()).toContain('function greet(name: string, times?: number): string');
  await notebook.page.keyboard.press('Escape');
});

test('an error is shown in colours, in the author\'s own lines', async () => {
  await notebook.run(FAILS, 2);
  const output = notebook.outputs(FAILS);
  expect(await output.textContent()).toBe([
    'RangeError: 7 litres are too many',
    '    at pour (Cell 2, line 3, column 9)',
    '        3 |   throw new RangeError(`${litres} litres are too many`, { cause: new Error(\'small pot\') });',
    '          |         ^',
    '    at Cell 2, line 5, column 1',
    '        5 | pour({ litres: 7 });',
    'Caused by: Error: small pot',
    '    at pour (Cell 2, line 3, column 66)',
    '        3 |   throw new RangeError(`${litres} litres are too many`, { cause: new Error(\'small pot\') });',
    '          |                                                                  ^',
    '    at Cell 2, line 5, column 1',
    '        5 | pour({ litres: 7 });',
  ].join('\n'));
  const coloured = await output.locator('span[class^="ansi-"]').allTextContents();
  expect(coloured).toEqual(expect.arrayContaining(['RangeError', 'Cell 2, line 3, column 9', 'Error', '^']));
});

test('values and streams are shown in colours', async () => {
  await notebook.run(VALUE, 3);
  await notebook.run(STREAMS, 4);
  expect(await notebook.shown(VALUE)).toEqual([[
    '{', "  title: 'soup',", '  minutes: 40,', '  isHot: true,', '  lid: undefined,', '  salt: null,', '  from: 1970-01-01T00:00:00.000Z,', '  taste: /good/,',
    '  stir: [Function: stir]', '}',
  ].join('\n')]);
  expect(await notebook.outputs(VALUE).locator('span[class^="ansi-"]').count()).toBeGreaterThan(4);
  expect(await notebook.shown(STREAMS)).toEqual(['to stdout { a: 1 }\n', 'to stderr\n']);
  await notebook.theme('JupyterLab Light');
  await notebook.goTo(FAILS);
  await notebook.picture('errors-and-values');
  await notebook.theme('JupyterLab Dark');
  await notebook.goTo(FAILS);
  await notebook.picture('errors-and-values-dark');
});

test.each(['JupyterLab Dark', 'JupyterLab Light'])('every coloured text can be read in the theme %s', async (theme) => {
  await notebook.theme(theme);
  const contrasts = await notebook.notebook.locator('.jp-OutputArea-output span[class*="ansi-"]').evaluateAll((spans) => {
    const parts = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const opaque = (colour: string, below: number[]) => {
      const [r = 0, g = 0, b = 0, alpha = 1] = parts(colour);
      return [r, g, b].map((part, at) => part * alpha + (below[at] ?? 0) * (1 - alpha));
    };
    const backgroundOf = (element: Element | null): number[] => (element ? opaque(getComputedStyle(element).backgroundColor, backgroundOf(element.parentElement)) : [255, 255, 255]);
    const luminance = (rgb: number[]) => {
      const [r = 0, g = 0, b = 0] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return spans.map((span) => {
      const background = backgroundOf(span);
      const [dark = 0, light = 0] = [luminance(background), luminance(opaque(getComputedStyle(span).color, background))].sort((a, b) => a - b);
      return { text: span.textContent, contrast: (light + 0.05) / (dark + 0.05) };
    });
  });
  expect(contrasts.length).toBeGreaterThan(8);
  // JupyterLab's palette has no colour that reaches 3 on the light and the dark ground of errors; these texts are bold or repeated in words.
  expect(contrasts.filter(({ contrast }) => contrast < 2.6)).toEqual([]);
});

test('the launcher shows our logo, and makes a notebook that runs', async () => {
  const launcher = await openLab(browser.context, lab, 'launcher');
  const card = launcher.page.locator(`.jp-LauncherCard[data-category="Notebook"][title="${KERNEL}"]`);
  await card.waitFor();
  const logo = card.locator('img');
  await logo.evaluate((image: HTMLImageElement) => image.decode());
  const response = await launcher.page.request.get(new URL(await logo.getAttribute('src') ?? '', lab.url).href, { headers: { Authorization: `token ${lab.token}` } });
  expect(await response.text()).toBe(fs.readFileSync(path.join(projectFolder, 'kernel', 'assets', 'logo-svg.svg'), 'utf8'));
  await launcher.picture('launcher');

  await card.click();
  await launcher.kernelIs('idle');
  await launcher.cell(0).locator('.cm-content').click();
  await launcher.page.keyboard.type('const half: number = await Promise.resolve(21);\nhalf * 2');
  await launcher.page.keyboard.press('Shift+Enter');
  await launcher.ended(0, 1);
  expect(await launcher.shown(0)).toEqual(['42']);
  await launcher.picture('new-notebook');
  expect(launcher.errors).toEqual([]);
});

test('the page had no error', () => {
  expect(notebook.errors).toEqual([]);
});
