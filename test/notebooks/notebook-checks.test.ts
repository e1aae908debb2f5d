/** What the kernel's checker says of the cells of every bundled notebook, run from top to bottom: nothing but what a lesson is about. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Checker } from '../../kernel/checker/checker';
import { notebookNames, notebooksFolder, readNotebook, sourceOf } from './notebook-file';


/** Mistakes that are shown: what is found, and the line that it is found in; `unparsed` for a cell that is no TypeScript. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  '04-async-await-gather.ipynb': ['async-callback in: orders.forEach(async (order) => {'],
  '05-golden-rule.ipynb': [
    'unparsed in: function cost(dish: string): number {',
    "TS2365 in: const total: number = cost('soup') + cost('pie');",
    "floating-promise in: save('soup');  // floating: an await is missing",
  ],
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'awaitbook-notebooks-'));
  cpSync(notebooksFolder, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(notebookNames)('%s', async (name) => {
  const checker = new Checker(folder, { exists: async () => false, log: () => undefined });
  checker.start();
  const found: string[] = [];
  try {
    for (const cell of readNotebook(join(notebooksFolder, name)).cells) {
      if (cell.cell_type !== 'code') continue;
      const source = sourceOf(cell);
      const lines = source.split('\n');
      const result = await checker.check(source);
      if (result.status !== 'checked') {
        found.push(`${result.words ?? 'unparsed'} in: ${lines[0]}`);
        continue;
      }
      found.push(...result.diagnostics.map(({ code, line }) => `${code} in: ${lines[line - 1]!.trim()}`));
      if (!result.diagnostics.some(({ severity }) => severity === 'error')) checker.commit(source);
    }
  } finally {
    checker.end();
  }
  expect(found).toEqual(MEANT[name] ?? []);
});
