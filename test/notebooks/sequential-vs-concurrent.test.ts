/** Notebook 02, run in a real kernel by nbconvert: what it shows, and what its exercise says of near misses. Its checks: course-verify.test.ts. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execute, executeToHtml } from './nbconvert';
import { cellOf, followedBy, joinLines, notebooksFolder, printedBy, readNotebook, resultOf, sourceOf } from './notebook-file';
import type { Notebook } from './notebook-file';

const committed = readNotebook(join(notebooksFolder, '02-sequential-vs-concurrent.ipynb'));

/** Ms for one execution: Python and the kernel start, the cells wait about 3.5 s, and the machine may be loaded. */
const EXECUTION_LIMIT_MS = 120_000;

/** One line of the notebook's stopwatch. */
interface Line { readonly ms: number; readonly words: string }

function stopwatchLines(printed: string): Line[] {
  return [...printed.matchAll(/^ *(\d+) ms {2}(.*)$/gm)].map((match) => ({ ms: Number(match[1]), words: match[2] ?? '' }));
}

function wordsOf(printed: string): string[] {
  return stopwatchLines(printed).map((line) => line.words);
}

/** The time of the line with these words. Throws when there is none. */
function timeOf(printed: string, words: string): number {
  const line = stopwatchLines(printed).find((candidate) => candidate.words.startsWith(words));
  if (line === undefined) throw new Error(`No line "${words}" in:\n${printed}`);
  return line.ms;
}

/** What the checks and exercises of a cell said. */
function verdictsOf(notebook: Notebook, id: string): string[] {
  const outputs = cellOf(notebook, id).outputs ?? [];
  return outputs.flatMap((output) => ('data' in output && 'text/html' in output.data ? [joinLines(output.data['text/plain'] ?? '')] : []));
}

/** Runs all cells. Throws with nbconvert's words when it gives no notebook. */
async function executed(notebook: Notebook, options = { allowErrors: false }): Promise<Notebook> {
  const execution = await execute(notebook, options);
  if (execution.notebook === null) throw new Error(execution.stderr);
  return execution.notebook;
}

describe('the notebook as it is committed', () => {
  let notebook: Notebook;
  beforeAll(async () => { notebook = await executed(committed); }, EXECUTION_LIMIT_MS);

  test('one after the other: each starts when the one before has ended, and the waits add up', () => {
    const printed = printedBy(notebook, 'in-turn');
    expect(wordsOf(printed)).toEqual([
      'A starts', 'A ends', 'B starts', 'B ends', 'C starts', 'C ends', 'total, one after the other',
    ]);
    expect(timeOf(printed, 'A ends')).toBeGreaterThanOrEqual(299);
    expect(timeOf(printed, 'B ends')).toBeGreaterThanOrEqual(498);
    expect(timeOf(printed, 'total')).toBeGreaterThanOrEqual(897);
  });

  test.each(['together', 'started-first'])('%s: all start before one ends, the shortest ends first, and the waits overlap', (id) => {
    const printed = printedBy(notebook, id);
    const words = wordsOf(printed).filter((line) => /^[ABC] /.test(line));
    expect(words).toEqual(['A starts', 'B starts', 'C starts', 'B ends', 'A ends', 'C ends']);
    const waited = ['A', 'B', 'C'].reduce((sum, name) => sum + timeOf(printed, `${name} ends`) - timeOf(printed, `${name} starts`), 0);
    expect(timeOf(printed, 'total')).toBeGreaterThanOrEqual(399);
    expect(waited / timeOf(printed, 'total')).toBeGreaterThan(1.5);
  });

  test('started first, awaited later: the work began before the first await', () => {
    const words = wordsOf(printedBy(notebook, 'started-first'));
    expect(words.slice(0, 4)).toEqual(['A starts', 'B starts', 'C starts', 'no await so far']);
  });

  test('the surprise: the guess stands beside the time, and the values keep the order of the array', () => {
    const printed = printedBy(notebook, 'together');
    expect(printed).toMatch(/^You guessed 900 ms, it took \d+ ms\.$/m);
    expect(printed.replace(/\u001b\[[\d;]*m/g, '')).toContain("The values: [ 'stock', 'rice', 'bread' ]");
  });

  test('the timeline draws both runs, with a text for where no SVG is shown', () => {
    const bundle = resultOf(notebook, 'timeline');
    expect(Object.keys(bundle).sort()).toEqual(['application/vnd.awaitbook.xray+json', 'image/svg+xml', 'text/plain']);
    expect(bundle['text/plain']).toMatch(/^sequential +\d+ ms \|█+\|\nconcurrent +\d+ ms \|█+ +\|\nconcurrent is [\d.]+× as fast as sequential$/m);
    expect(bundle['text/plain']?.match(/fetch[ABC]\(\)/g)).toHaveLength(6);
  });

  test('every check is shown and has passed', () => {
    expect(verdictsOf(notebook, 'check')).toEqual([
      expect.stringMatching(/^✓ Passed: one after the other, no two waits overlap/),
      expect.stringMatching(/^✓ Passed: together, the waits overlap/),
      expect.stringMatching(/^✓ Passed: started first and awaited later, they overlap as well/),
    ]);
    expect(verdictsOf(notebook, 'check-totals').filter((words) => words.startsWith('✓ Passed'))).toHaveLength(3);
  });

  test('the exercise is solved by its solution', () => {
    expect(verdictsOf(notebook, 'exercise-check').at(-1)).toMatch(/^✓ The soup: solved!/);
  });
});

test('nbconvert --to html --execute gives a page that shows the same', async () => {
  const page = await executeToHtml(committed);
  expect(page).toMatch(/\d+ ms {2}total, one after the other/);
  expect(page).toMatch(/\d+ ms {2}total, together/);
  expect(page).toContain('Passed:</strong> together, the waits overlap');
  const pictures = [...page.matchAll(/<img [^>]*src="data:image\/svg\+xml;base64,([^"]+)"/g)].map((match) => (
    Buffer.from(match[1] ?? '', 'base64').toString()
  ));
  expect(pictures).toHaveLength(2);
  for (const picture of pictures) expect(picture).toContain('fetchA()');
}, EXECUTION_LIMIT_MS);

describe('the check of the exercise tells solutions from near misses', () => {
  const cook = (body: string): string => `async function cook(): Promise<string[]> {\n${body}\n}`;
  const answers = [
    {
      id: 'a-function-for-both', answer: '✓ The soup: solved!',
      source: cook(`const both = async () => { const stock = await fetchA(); return [stock, await fetchD(stock)] as const; };
const [[stock, soup], rice, bread] = await Promise.all([both(), fetchB(), fetchC()]);
return [stock, rice, bread, soup];`),
    },
    {
      id: 'd-after-all-three', answer: '✗ the soup waits for nothing but the stock',
      source: cook('const [stock, rice, bread] = await Promise.all([fetchA(), fetchB(), fetchC()]);\nreturn [stock, rice, bread, await fetchD(stock)];'),
    },
    {
      id: 'd-without-a', answer: '✗ the soup is put on when the stock is there',
      source: cook("return Promise.all([fetchA(), fetchB(), fetchC(), fetchD('stock')]);"),
    },
    {
      id: 'b-and-c-in-a-row', answer: '✗ it takes no longer than stock and soup',
      source: cook(`const stock = await fetchA();
const soup = fetchD(stock);
const rice = await fetchB();
return [stock, rice, await fetchC(), await soup];`),
    },
    { id: 'a-value-missing', answer: '✗ all four values are there, in this order', source: cook('return [await fetchA()];') },
  ];
  let notebook: Notebook;

  beforeAll(async () => {
    const look = sourceOf(cellOf(committed, 'exercise-check'));
    const cells = answers.flatMap(({ id, source }) => [{ id, source }, { id: `${id}-check`, source: look }]);
    notebook = await executed(followedBy(committed, cells));
  }, EXECUTION_LIMIT_MS);

  test.each(answers)('$id', ({ id, answer }) => {
    expect(verdictsOf(notebook, `${id}-check`).at(-1)).toContain(answer);
  });
});
