/** Notebook 02, run in a real kernel by nbconvert: what it shows, and that its check cells can fail. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execute, executeToHtml } from './nbconvert';
import { cellOf, errorsOf, followedBy, notebooksFolder, printedBy, readNotebook, resultOf, sourceOf, withSources } from './notebook-file';
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

  test('the timeline is an SVG picture with a text in words, and a text for where no SVG is shown', () => {
    const bundle = resultOf(notebook, 'timeline');
    expect(Object.keys(bundle).sort()).toEqual(['image/svg+xml', 'text/plain']);
    expect(bundle['image/svg+xml']).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*\srole="img"/);
    expect(bundle['image/svg+xml']).toMatch(/<title>[^<]+<\/title><desc>one after the other, \d+ ms: [^<]+\ntogether, \d+ ms: [^<]+<\/desc>/);
    expect(bundle['image/svg+xml']?.match(/<rect [^>]*><title>[ABC]: from \d+ to \d+ ms<\/title>/g)).toHaveLength(6);
    expect(bundle['text/plain']).toMatch(/^one after the other, \d+ ms: A 0 to \d+, B \d+ to \d+, C \d+ to \d+\ntogether, /);
  });

  test('every claim of the check cells holds', () => {
    expect(printedBy(notebook, 'check').match(/^✓ .*$/gm)).toHaveLength(3);
    expect(printedBy(notebook, 'check-totals').match(/^✓ .*$/gm)).toHaveLength(4);
  });

  test('the exercise is not solved yet, says why, and stops nothing', () => {
    expect(printedBy(notebook, 'exercise-check')).toMatch(/^✗ Not yet: the soup waited for more than the stock\. It took \d+ ms\.$/m);
    expect(resultOf(notebook, 'exercise-check')).toHaveProperty(['image/svg+xml']);
  });
});

test('nbconvert --to html --execute gives a page that shows the same', async () => {
  const page = await executeToHtml(committed);
  expect(page).toMatch(/\d+ ms {2}total, one after the other/);
  expect(page).toMatch(/\d+ ms {2}total, together/);
  expect(page).toContain('✓ together, the waits overlap');
  const pictures = [...page.matchAll(/<img [^>]*src="data:image\/svg\+xml;base64,([^"]+)"/g)].map((match) => (
    Buffer.from(match[1] ?? '', 'base64').toString()
  ));
  expect(pictures).toHaveLength(2);
  expect(pictures[0]).toContain('<desc>one after the other');
  expect(pictures[1]).toContain('<desc>my kitchen');
}, EXECUTION_LIMIT_MS);

const inARow = `startClock();
const together = stopClock('together', [await fetchA(), await fetchB(), await fetchC()]);`;

test('a copy with sequential code in the place of the concurrent cell fails at the check cell', async () => {
  const copy = withSources(committed, { together: `${inARow}\nconst values = together.values;` });
  const { notebook, stderr } = await execute(copy);
  expect(notebook).toBeNull();
  expect(stderr).toContain('This does not hold: together, the waits overlap');
}, EXECUTION_LIMIT_MS);

describe('each check fails on its counter-example', () => {
  const counterExamples = [
    { id: 'in-a-row', check: 'check', source: inARow, claim: 'together, the waits overlap' },
    { id: 'mend-together', check: 'check', source: sourceOf(cellOf(committed, 'together')), claim: null },
    {
      id: 'side-by-side', check: 'check', claim: 'one after the other, no two waits overlap',
      source: `startClock();
const inTurn = stopClock('one after the other', await Promise.all([fetchA(), fetchB(), fetchC()]));`,
    },
    { id: 'mend-in-turn', check: 'check', source: sourceOf(cellOf(committed, 'in-turn')), claim: null },
    {
      id: 'awaits-that-start', check: 'check', claim: 'started first and awaited later, they overlap as well',
      source: `startClock();
const startedFirst = stopClock('started first', [await fetchA(), await fetchB(), await fetchC()]);`,
    },
    {
      id: 'other-order', check: 'check-totals', claim: 'the same values in the same order each time',
      source: `startClock();
const startedFirst = stopClock('started first', await Promise.all([fetchB(), fetchA(), fetchC()]));`,
    },
    {
      id: 'too-short', check: 'check-totals', claim: 'together takes the longest wait or more',
      source: `startClock();
const together = stopClock('together', await Promise.all([fetchB(), fetchB()]));`,
    },
  ];
  let notebook: Notebook;

  beforeAll(async () => {
    const cells = counterExamples.flatMap(({ id, source, check }) => (
      [{ id, source }, { id: `${id}-check`, source: sourceOf(cellOf(committed, check)) }]
    ));
    notebook = await executed(followedBy(committed, cells), { allowErrors: true });
  }, EXECUTION_LIMIT_MS);

  test.each(counterExamples)('$id', ({ id, claim }) => {
    expect(errorsOf(notebook, id)).toEqual([]);
    expect(errorsOf(notebook, `${id}-check`)).toEqual(claim === null ? [] : [expect.stringContaining(`This does not hold: ${claim}`)]);
  });
});

describe('the check of the exercise tells solutions from near misses', () => {
  const solution = /```ts\n([^`]*)```/.exec(sourceOf(cellOf(committed, 'solution')))?.[1] ?? '';
  const finish = "const mine = stopClock('my kitchen', [stock, rice, bread, soup]);";
  const answers = [
    { id: 'the-solution', source: solution, answer: '✓ Solved!' },
    {
      id: 'a-function-for-both', answer: '✓ Solved!',
      source: `startClock();
const both = async () => { const stock = await fetchA(); return [stock, await fetchD(stock)] as const; };
const [[stock, soup], rice, bread] = await Promise.all([both(), fetchB(), fetchC()]);
${finish}`,
    },
    {
      id: 'd-after-all-three', answer: '✗ Not yet: the soup waited for more than the stock.',
      source: `startClock();
const [stock, rice, bread] = await Promise.all([fetchA(), fetchB(), fetchC()]);
const soup = await fetchD(stock);
${finish}`,
    },
    {
      id: 'd-without-a', answer: '✗ Not yet: the soup was put on before the stock was there.',
      source: `startClock();
const [stock, rice, bread, soup] = await Promise.all([fetchA(), fetchB(), fetchC(), fetchD('stock')]);
${finish}`,
    },
    {
      id: 'b-and-c-in-a-row', answer: '✗ Not yet: something still waits that needs nobody.',
      source: `startClock();
const stock = await fetchA();
const soupPromise = fetchD(stock);
const rice = await fetchB();
const bread = await fetchC();
const soup = await soupPromise;
${finish}`,
    },
    { id: 'a-value-missing', answer: '✗ Not yet: are all four values there?', source: "startClock();\nconst mine = stopClock('my kitchen', [await fetchA()]);" },
  ];
  let notebook: Notebook;

  beforeAll(async () => {
    const look = sourceOf(cellOf(committed, 'exercise-check'));
    const cells = answers.flatMap(({ id, source }) => [{ id, source }, { id: `${id}-check`, source: look }]);
    notebook = await executed(followedBy(committed, cells));
  }, EXECUTION_LIMIT_MS);

  test.each(answers)('$id', ({ id, answer }) => {
    expect(printedBy(notebook, `${id}-check`)).toContain(answer);
  });
});
