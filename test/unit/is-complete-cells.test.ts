/** Cells typed line by line: no line of them may be called a mistake, and completeness is what the compiler's own parser finds. */
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { createParserLanguage } from '../../kernel/language/parser-language';
import { scanTokens } from '../../kernel/language/scan-tokens';
import { BROKEN_CELLS } from './support/broken-cells';
import { MULTI_LINE_CELLS } from './support/multi-line-cells';

const { isComplete } = createParserLanguage();

/** Whether TypeScript's parser takes the text as it stands, as a statement or as one object literal. */
function parses(text: string): boolean {
  return [text, `(${text}\n)`].some((code, isExpression) => {
    if (isExpression === 1 && !text.trimStart().startsWith('{')) return false;
    const file = ts.createSourceFile('cell.tsx', code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TSX);
    return (file as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length === 0;
  });
}

/** A signature alone parses: it may be an overload, and its body may be still to come. */
const SIGNATURE = /^(?:export )?(?:async )?function[^{]*[^;{}]$/;

const PREFIXES = Object.entries(MULTI_LINE_CELLS).flatMap(([name, cell]) => {
  const lines = cell.split('\n');
  return lines.map((_line, index): [name: string, count: number, text: string] => [name, index + 1, lines.slice(0, index + 1).join('\n')]);
});

test('there are cells enough', () => {
  expect(Object.keys(MULTI_LINE_CELLS).length).toBeGreaterThanOrEqual(30);
});

test.each(Object.entries(MULTI_LINE_CELLS))('%s: the whole cell is complete', (_name, cell) => {
  expect(isComplete(cell)).toEqual({ status: 'complete' });
  expect(parses(cell)).toBe(true);
});

test.each(PREFIXES)('%s: its first %d lines are no mistake, and the compiler agrees whether they are complete', (_name, _count, text) => {
  const { status } = isComplete(text);
  const expected = parses(text) && !SIGNATURE.test(text.split('\n').at(-1)!) ? 'complete' : 'incomplete';
  expect({ text, status }).toEqual({ text, status: expected });
});

/** The beginnings of a cell that end where a line may end: with a line break there, the whole cell still is complete. */
function lineEnds(cell: string): string[] {
  const ends = scanTokens(cell).filter(({ kind, text }) => kind !== 'template' || /`$|\$\{$/.test(text)).map(({ end }) => end);
  return ends.filter((end) => isComplete(`${cell.slice(0, end)}\n${cell.slice(end)}`).status === 'complete').map((end) => cell.slice(0, end));
}

test.each(Object.entries({ ...MULTI_LINE_CELLS, ...BROKEN_CELLS }))('%s: no beginning is a mistake, wherever its lines end', (_name, cell) => {
  const ends = lineEnds(cell);
  expect(ends.length).toBeGreaterThan(0);
  expect(ends.filter((text) => isComplete(text).status === 'invalid')).toEqual([]);
});
