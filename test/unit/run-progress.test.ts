/** What `awaitbook run` tells, as lines, as a bar and as JSON. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { CellOutcome, CellRun, NotebookRun, Progress } from '../../kernel/cli/run/progress';
import { barProgress } from '../../kernel/cli/run/progress-bar';
import { jsonProgress } from '../../kernel/cli/run/progress-json';
import { lineProgress, type TextSink } from '../../kernel/cli/run/progress-lines';

const run: NotebookRun = { file: 'a.ipynb', output: 'out/a.ipynb', cellCount: 12 };
const cell: CellRun = { number: 3, position: 5, id: 'c4', title: 'const x = 1' };
const ok: CellOutcome = { status: 'ok', ms: 1234, executionCount: 3, failure: null, isAllowed: true };
const failure = { name: 'TypeError', message: 'no\nsecond line', line: 2, traceback: ['\u001b[31mTypeError\u001b[0m: no', '    at Cell 3'] };
const failed: CellOutcome = { ...ok, status: 'error', failure, isAllowed: false };

function sink(parts: Partial<TextSink> = {}): TextSink & { text: string } {
  return { text: '', ...parts, write(text) { this.text += text; } };
}

/** A whole run of one cell. */
function tell(progress: Progress, outcome: CellOutcome): void {
  progress.started(run);
  progress.cellStarted(run, cell);
  progress.cellEnded(run, cell, outcome);
  progress.ended(run, { status: outcome.isAllowed ? 'ok' : 'failed', ms: 5678, message: null, notes: [] });
  progress.close();
}

describe('lines', () => {
  function told(outcome: CellOutcome, { isTTY = false, named = false } = {}) {
    const [out, errors] = [sink(), sink({ isTTY })];
    tell(lineProgress(out, errors, named), outcome);
    return { out: out.text, errors: errors.text };
  }

  test('each cell has its number, time and first line', () => {
    expect(told(ok)).toEqual({ out: 'a.ipynb: 12 cells to run\n 3/12    1.23 s  const x = 1\na.ipynb: done (5.68 s), written to out/a.ipynb\n', errors: '' });
  });

  test('of several notebooks, each line says which', () => {
    expect(told(ok, { named: true }).out).toContain('\na.ipynb   3/12    1.23 s  const x = 1\n');
  });

  test('a failure says notebook, cell and line, with the traceback; colours are for terminals', () => {
    const text = 'a.ipynb: cell 5 (id c4), line 2: TypeError: no\n    TypeError: no\n        at Cell 3\n';
    expect(told(failed)).toEqual({ out: expect.stringContaining(' error: const x = 1\na.ipynb: stopped at a cell that failed'), errors: text });
    const coloured = told(failed, { isTTY: true }).errors;
    expect([coloured === text, stripVTControlCharacters(coloured)]).toEqual([false, text]);
  });

  test('a failure that is allowed, and an interrupt of the person, are no errors', () => {
    expect(told({ ...failed, isAllowed: true })).toEqual({ out: expect.stringContaining('error, allowed: const x = 1'), errors: '' });
    expect(told({ ...failed, status: 'interrupted' })).toEqual({ out: expect.stringContaining('interrupted: const x = 1'), errors: '' });
  });

  test('notes follow the end, a line each', () => {
    const [out, errors] = [sink(), sink()];
    lineProgress(out, errors, false).ended(run, { status: 'ok', ms: 1, message: null, notes: ['1 promise still pending', '2 errors came late'] });
    expect([out.text, errors.text]).toEqual([expect.stringMatching(/^a\.ipynb: done .*\na\.ipynb: 1 promise still pending\na\.ipynb: 2 errors came late\n$/), '']);
  });

  test('what no cell tells is told for the notebook', () => {
    const [out, errors] = [sink(), sink()];
    lineProgress(out, errors, false).ended(run, { status: 'failed', ms: 1, message: 'The kernel did not answer.', notes: [] });
    expect([out.text, errors.text]).toEqual(['', 'a.ipynb: The kernel did not answer.\n']);
  });

  test('a long first line is cut', () => {
    const [out, errors] = [sink(), sink()];
    lineProgress(out, errors, false).cellEnded(run, { ...cell, title: 'x'.repeat(100) }, ok);
    expect(out.text).toMatch(/ x{59}…\n$/);
  });
});

describe('bar', () => {
  test('stands below the lines, is never wider than the terminal, and is gone at the end', () => {
    const [out, errors] = [sink({ isTTY: true, columns: 40 }), sink({ isTTY: true })];
    tell(barProgress(out, errors, false, 4), failed);
    const drawn = out.text.split('\r\x1b[K');
    expect(drawn.filter((text) => text.startsWith('['))).toEqual(expect.arrayContaining([`[${'░'.repeat(24)}] 0/4  cell 5, `, `[${'█'.repeat(6)}${'░'.repeat(18)}] 1/4  `].map((text) => expect.stringContaining(text.slice(0, 32)))));
    expect(drawn.filter((text) => text.startsWith('[')).map((text) => text.length).filter((length) => length > 39)).toEqual([]);
    expect(drawn.filter((text) => !text.startsWith('[')).join('')).toBe('a.ipynb: 12 cells to run\n 3/12    1.23 s  error: const x = 1\na.ipynb: stopped at a cell that failed (5.68 s), written to out/a.ipynb\n');
    expect(errors.text).toContain('a.ipynb: cell 5');
  });

  test('without a cell to run it is full', () => {
    const out = sink();
    const progress = barProgress(out, sink(), false, 0);
    progress.started({ ...run, cellCount: 0 });
    progress.close();
    expect(out.text).toContain(`[${'█'.repeat(24)}] 0/0`);
  });
});

test('JSON: one object a line, without colours', () => {
  const out = sink();
  tell(jsonProgress(out), failed);
  expect(out.text.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'notebook-start', notebook: 'a.ipynb', output: 'out/a.ipynb', cells: 12 },
    { event: 'cell-start', notebook: 'a.ipynb', cell: 5, id: 'c4', number: 3 },
    {
      event: 'cell-end', notebook: 'a.ipynb', cell: 5, id: 'c4', number: 3, status: 'error', isAllowed: false, ms: 1234, executionCount: 3,
      error: { name: 'TypeError', message: 'no\nsecond line', line: 2, traceback: ['TypeError: no', '    at Cell 3'] },
    },
    { event: 'notebook-end', notebook: 'a.ipynb', output: 'out/a.ipynb', status: 'failed', ms: 5678, message: null, notes: [] },
  ]);
});
