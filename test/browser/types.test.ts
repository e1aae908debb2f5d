/** Type errors as a person meets them: a cell that does not run, is mended by typing, and runs. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBrowser } from './support/browser';
import type { Browser } from './support/browser';
import { openNotebook, writeNotebook } from './support/notebook-page';
import type { LabPage } from './support/notebook-page';
import { sharedLab } from './support/shared-lab';

const SOURCES = [
  "interface Dish {\n  name: string;\n  minutes: number;\n}\nconst soup: Dish = { name: 'soup', minutes: 20 };",
  "soup.minutes = 'twenty'",
  'async function cook(dish: Dish) {\n  return `${dish.name} is ready`;\n}\ncook(soup);',
  'await cook(soup)',
];
const [DECLARES, WRONG, FLOATS, RIGHT] = [0, 1, 2, 3];

const lab = sharedLab();
let browser: Browser;
let notebook: LabPage;

beforeAll(async () => {
  browser = await startBrowser();
  notebook = await openNotebook(browser.context, lab, writeNotebook(lab, 'types.ipynb', SOURCES));
});

afterAll(() => browser.close());

test.each(['JupyterLab Light', 'JupyterLab Dark'])('a type error is shown in the line that was written: %s', async (theme) => {
  await notebook.theme(theme);
  const counted = theme === 'JupyterLab Light' ? 1 : 3;
  await notebook.run(DECLARES, counted);
  await notebook.run(WRONG, counted + 1);
  const [error, ...others] = await notebook.shown(WRONG);
  expect(others).toEqual([]);
  expect(error).toContain("TypeScriptError: Type 'string' is not assignable to type 'number'. (TS2322)");
  expect(error).toContain("1 | soup.minutes = 'twenty'");
  await notebook.picture(`type-error-${theme.split(' ')[1]!.toLowerCase()}`);
});

test('mended by typing it runs', async () => {
  await notebook.cell(WRONG).locator('.cm-content').click();
  await notebook.page.keyboard.press('ControlOrMeta+a');
  await notebook.page.keyboard.type('soup.minutes = 25');
  await notebook.run(WRONG, 5);
  expect(await notebook.shown(WRONG)).toEqual(['25']);
});

test('a promise that nothing waits for is told, and the cell runs', async () => {
  await notebook.run(FLOATS, 6);
  const [warning] = await notebook.shown(FLOATS);
  expect(warning).toContain('Warning: `cook()` returns a promise that nothing waits for');
  await notebook.run(RIGHT, 7);
  expect(await notebook.shown(RIGHT)).toEqual(["'soup is ready'"]);
  await notebook.picture('floating-promise');
});
