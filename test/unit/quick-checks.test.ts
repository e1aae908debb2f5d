/** What is done so that a check is quick, where it could make it wrong. */
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Checker } from '../../kernel/checker/checker';

const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-quick-'));
const checker = new Checker(folder, { exists: async () => false, log: () => undefined });

async function codes(source: string): Promise<string[]> {
  const result = await checker.check(source);
  if (result.status !== 'checked') throw new Error(`not checked: ${result.words}`);
  return result.diagnostics.map(({ code, line }) => `${code} ${line}`);
}

beforeAll(() => checker.start());

afterAll(() => {
  checker.end();
  rmSync(folder, { recursive: true });
});

test.each([
  ['Map', ['1', "'a'"], ['number', "'a'"], ['1', 'string']],
  ['ReadonlyMap', ['1', "'a'"], ['number', "'a'"], ['1', 'string']],
  ['Set', ['1'], ['number'], []],
  ['ReadonlySet', ['1'], ['number'], []],
])('the stated variance of %s is what the compiler finds of a type of the same members', async (name, narrow, wider, other) => {
  // `Pick` names no parameters whose variance could be stated: the compiler compares all members.
  const structural = (types: readonly string[]) => `Pick<${name}<${types.join()}>, keyof ${name}<${types.join()}>>`;
  const nominal = (types: readonly string[]) => `${name}<${types.join()}>`;
  for (const wide of [wider, other].filter(({ length }) => length > 0)) {
    for (const written of [structural, nominal]) {
      expect(await codes(`declare const from: ${written(narrow)}\nconst to: ${written(wide)} = from`)).toEqual([]);
      expect(await codes(`declare const from: ${written(wide)}\nconst to: ${written(narrow)} = from`)).toEqual(['TS2322 2']);
    }
  }
});

test('a cell that runs again as it was adds nothing to the history, and its names are the newest again', async () => {
  const first = 'interface Size { width: number }\nclass Box { #side = 1; size: Size = { width: this.#side } }\nlet box = new Box()';
  checker.commit(first);
  checker.commit("let box = 'small'");
  expect(await codes('box.length')).toEqual([]);
  const before = checker.documents.history().map(({ text }) => text);
  checker.commit(first);
  expect(checker.documents.history().map(({ text }) => text)).toEqual(before);
  expect(await codes('box.size.width.toFixed()')).toEqual([]);
  expect(await codes('box.length')).toEqual(['TS2339 1']);
  expect(checker.documents.live.age('box')).toBe(3);
});

test('the same text among other names is another namespace', async () => {
  checker.commit('let unit = 1');
  checker.commit('let twice = [unit, unit]');
  checker.commit("let unit = 'a'");
  checker.commit('let twice = [unit, unit]');
  expect(await codes('twice[0]!.length')).toEqual([]);
  expect(await codes('twice[0]!.toFixed()')).toEqual(['TS2551 1']);
});
