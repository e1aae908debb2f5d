/** What is done so that a check is quick, where it could make it wrong. */
import { tmpdir } from 'node:os';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

describe('a cell that was found without fault is not asked about again', () => {
  test('until what it means is something else', async () => {
    checker.commit('const count = 1');
    expect(await codes('count.toFixed()')).toEqual([]);
    expect(await codes('count.toFixed()')).toEqual([]);
    checker.commit("const count = 'one'");
    expect(await codes('count.toFixed()')).toEqual(['TS2551 1']);
    checker.forget('values');
    expect(await codes('count.toFixed()')).toEqual(['TS2304 1']);
  });

  test('until a module of it is edited', async () => {
    const file = path.join(folder, 'part.ts');
    const cell = "import { part } from './part';\npart.toFixed()";
    writeFileSync(file, 'export const part = 1;');
    expect(await codes(cell)).toEqual([]);
    expect(await codes(cell)).toEqual([]);
    writeFileSync(file, "export const part = 'a longer one';");
    utimesSync(file, new Date(), new Date(Date.now() + 2_000));
    expect(await codes(cell)).toEqual(['TS2551 2']);
  });

  test('until the configuration is', async () => {
    const cell = 'const list: number[] = [];\nlist[0].toFixed()';
    expect(await codes(cell)).toEqual([]);
    writeFileSync(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "noUncheckedIndexedAccess": true } }');
    expect(await codes(cell)).toEqual(['TS2532 2']);
    rmSync(path.join(folder, 'tsconfig.json'));
    expect(await codes(cell)).toEqual([]);
  });

  test('until something is declared for all', async () => {
    const cell = "'text'.shout()";
    expect(await codes(cell)).toEqual(['TS2339 1']);
    checker.commit('declare global { interface String { shout(): number } }');
    expect(await codes(cell)).toEqual([]);
    expect(await codes(cell)).toEqual([]);
    checker.forget('all');
    expect(await codes(cell)).toEqual(['TS2339 1']);
  });

  test('and what its text alone tells is told each time', async () => {
    const cell = 'document.title';
    expect(await codes(cell)).toEqual(['TS2304 1']);
    expect(await codes(cell)).toEqual(['TS2304 1']);
  });

  (process.platform === 'linux' ? test : test.skip)('the compiler is not asked (Linux: /proc)', async () => {
    const cell = 'const once: number = 1;\nonce + 1';
    expect(await codes(cell)).toEqual([]);
    const before = cpuOf(checker.pid!);
    for (let index = 0; index < 2_000; index++) await checker.check(cell);
    // 2,000 questions would take it 2 s.
    expect(cpuOf(checker.pid!) - before).toBeLessThan(300);
  });
});

/** CPU time of a process in ms. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
