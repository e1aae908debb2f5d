/** Generated sessions: what the checker finds and what the run gives are what a model of the newest declarations says. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { TypeChecker } from '../../kernel/checker/contract';
import { createKernelChecker } from '../../kernel/checker/kernel-checker';
import { CellSession } from './support/cell-session';
import { Random } from './support/random';
import { randomSession } from './support/random-declarations';
import { RUNS_ALL_CHECKED_SESSIONS } from './support/test-variables';

/** Sessions by their seeds, each part with a compiler of its own: what it remembers of thousands of cells would slow it down. */
const PARTS = Array.from({ length: RUNS_ALL_CHECKED_SESSIONS ? 6 : 1 }, (_, part) => Array.from({ length: 50 }, (_one, index) => part * 50 + index + 1));
const CELLS = 14;

let session: CellSession;
let checker: TypeChecker;
const log: string[] = [];
let asked: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  session = await CellSession.start();
});
afterAll(() => session.end());
beforeEach(() => {
  checker = createKernelChecker(__dirname, 'error', {
    inspect: async (expression) => {
      // One question after the other, as the process answers them.
      const answer = asked.then(() => session.run(expression));
      asked = answer;
      const { result } = await answer;
      return result === undefined ? null : { type: result === 'undefined' ? 'undefined' : 'object', preview: result, signature: null, source: null };
    },
    log: (line) => void log.push(line),
  });
});
afterEach(() => checker.end());

/** Checks a cell, runs it unless it is stopped, and tells the checker: its codes, its error, or its result. */
async function endOf(cell: string): Promise<string> {
  const { result } = await checker.check(cell);
  if (result.status !== 'checked') return `unchecked: ${result.words}`;
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return errors.map(({ code }) => code).join(' ');
  const ending = await session.run(cell);
  checker.ran(cell, ending.error === null ? 'ok' : 'failed', 'Cell 1');
  return ending.error ?? ending.result ?? '';
}

test.each(PARTS.map((seeds) => ({ seeds, name: `${seeds[0]} to ${seeds.at(-1)}` })))('sessions $name', async ({ seeds }) => {
  const differing: string[] = [];
  for (const seed of seeds) {
    const told: string[] = [];
    for (const { cell, end } of randomSession(new Random(seed), seed, CELLS)) {
      const found = await endOf(cell);
      told.push(`${cell}   // ${found}`);
      if (found === end || end === 'ANY') continue;
      differing.push(`session ${seed}, expected ${JSON.stringify(end)}:\n${told.join('\n')}`);
      break;
    }
  }
  expect(differing.slice(0, 5).join('\n\n')).toBe('');
  expect(log).toEqual([]);
});
