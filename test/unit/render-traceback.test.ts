import { expect, test } from '@jest/globals';
import type { StackFrame, ThrownDescription } from '../../kernel/engine/contract';
import { TRACEBACK_LINES } from '../../kernel/limits';
import { renderTraceback } from '../../kernel/traceback/render-traceback';

const SOURCES: Record<number, string> = {
  1: 'async function load(name) {\n  return await read(name);\n}',
  2: 'const data =\n  await load("a");\r\ndata.x.y',
};
const sourceOf = (cell: number) => SOURCES[cell];
const plain = (lines: readonly string[]) => lines.map((line) => line.replace(/\x1b\[[\d;]*m/g, ''));

const frame = (cell: number | null, line: number, column: number, more: Partial<StackFrame> = {}): StackFrame => ({
  functionName: '',
  cell,
  place: cell === null ? '/home/ada/read.ts' : `Cell ${cell + 10}`,
  line,
  column,
  isAsync: false,
  ...more,
});
const error = (name: string, message: string, more: Partial<ThrownDescription> = {}): ThrownDescription => ({
  name,
  message,
  frames: [],
  properties: null,
  cause: null,
  errors: [],
  ...more,
});
const render = (thrown: ThrownDescription, sources = sourceOf) => plain(renderTraceback(thrown, sources));

test('the first frame of a cell with its line and a caret, the others in short; functions named, async marked, files by path', () => {
  const thrown = error('TypeError', "Cannot read properties of undefined (reading 'y')", {
    frames: [
      frame(null, 440, 20, { functionName: 'read' }),
      frame(1, 2, 16, { functionName: 'load', isAsync: true }),
      frame(2, 2, 3, { isAsync: true }),
    ],
  });
  expect(render(thrown)).toEqual([
    "TypeError: Cannot read properties of undefined (reading 'y')",
    '    at read (/home/ada/read.ts:440:20)',
    '    at async load (Cell 11, line 2, column 16)',
    '        2 |   return await read(name);',
    '          |                ^',
    '    at async Cell 12, line 2, column 3',
    '        2 | await load("a");',
  ]);
});

test('it is coloured, and the place stands in one piece', () => {
  const lines = renderTraceback(error('Error', 'x', { frames: [frame(2, 3, 8)] }), sourceOf);
  expect(lines[0]).toBe('\x1b[31mError\x1b[0m: x');
  expect(lines[1]).toContain('\x1b[96mCell 12, line 3, column 8\x1b[0m');
  expect(lines[3]).toContain('\x1b[31m^\x1b[0m');
});

test('a cell whose text is forgotten, or has no such line, is named without its text', () => {
  expect(render(error('Error', 'x', { frames: [frame(99, 1, 1), frame(2, 50, 1)] }))).toEqual([
    'Error: x',
    '    at Cell 109, line 1, column 1',
    '    at Cell 12, line 50, column 1',
  ]);
});

test('causes and the errors of an AggregateError in full, with their own lines', () => {
  const inner = [error('TypeError', 'one', { frames: [frame(2, 3, 6)] }), error('RangeError', 'two', { cause: error('Error', 'of two') })];
  const thrown = error('AggregateError', 'All promises were rejected', {
    frames: [frame(2, 1, 1)],
    errors: inner,
    cause: error('Error', 'the cause', { cause: error('UncaughtValue', "'only text'") }),
  });
  expect(render(thrown)).toEqual([
    'AggregateError: All promises were rejected',
    '    at Cell 12, line 1, column 1',
    '        1 | const data =',
    '          | ^',
    '    Error 1 of 2: TypeError: one',
    '        at Cell 12, line 3, column 6',
    '            3 | data.x.y',
    '              |      ^',
    '    Error 2 of 2: RangeError: two',
    '    Caused by: Error: of two',
    'Caused by: Error: the cause',
    "Caused by: UncaughtValue: 'only text'",
    '    (not an Error was thrown but this value, so there is no stack)',
  ]);
});

test('further problems of a text that does not parse', () => {
  const thrown = error('SyntaxError', 'Unexpected token', { frames: [frame(2, 1, 7)], errors: [error('SyntaxError', 'Expected `}`', { frames: [frame(2, 3, 1)] })] });
  expect(render(thrown).filter((line) => !line.includes('|'))).toEqual([
    'SyntaxError: Unexpected token',
    '    at Cell 12, line 1, column 7',
    '    Also: SyntaxError: Expected `}`',
    '        at Cell 12, line 3, column 1',
  ]);
});

test('extra properties, a message of several lines, no message', () => {
  expect(render(error('Error', 'first\nsecond', { properties: "{\n  code: 'E'\n}", frames: [frame(null, 1, 2)] }))).toEqual([
    'Error: first',
    'second',
    '    at /home/ada/read.ts:1:2',
    '    {',
    "      code: 'E'",
    '    }',
  ]);
  expect(render(error('Error', ''))).toEqual(['Error']);
});

test.each([
  ['tabs', '\tif (a)\tb()', 9, '\t      \t^'],
  ['emoji', 'f("👩‍👩‍👧 ok") + x', 18, '           ^'],
  ['wide characters', '名前 = x', 6, '       ^'],
  ['combining marks', 'e\u0301 = x', 6, '    ^'],
])('the caret stands under the column behind %s', (_name, source, column, caret) => {
  const lines = render(error('Error', 'x', { frames: [frame(1, 1, column)] }), () => source);
  expect(lines[2]).toBe(`        1 | ${source}`);
  expect(lines[3]).toBe(`          | ${caret}`);
});

test('a very long line is cut around the column, and in short at its end', () => {
  const source = `${'a'.repeat(5_000)}X${'b'.repeat(5_000)}`;
  const lines = render(error('Error', 'x', { frames: [frame(1, 1, 5_001), frame(1, 1, 1)] }), () => source);
  expect(lines[2]!.length).toBeLessThan(200);
  expect(lines[2]!.indexOf('X')).toBe(lines[3]!.indexOf('^'));
  expect(lines[2]).toMatch(/\| …a+Xb+…$/);
  expect(lines[5]).toMatch(/\| a+…$/);
});

test('a cut leaves no half of a surrogate pair', () => {
  const lines = render(error('Error', 'x', { frames: [frame(1, 1, 5_002)] }), () => '😀'.repeat(5_000));
  expect(lines[2]!.isWellFormed()).toBe(true);
});

test.each([
  ['frames', error('Error', 'x', { frames: Array.from({ length: 100_000 }, () => frame(2, 3, 1)) })],
  ['lines of a message', error('Error', 'x\n'.repeat(100_000))],
  ['characters of a message', error('Error', 'x'.repeat(10_000_000))],
  ['errors', error('AggregateError', 'x', { errors: Array.from({ length: 10_000 }, () => error('Error', 'y', { frames: [frame(2, 3, 1)] })) })],
  ['causes', Array.from({ length: 3_000 }).reduce<ThrownDescription>((cause) => error('Error', 'x', { cause }), error('Error', 'last'))],
])('endless %s are cut, with a note', (_name, thrown) => {
  const lines = render(thrown);
  expect(lines.length).toBeLessThanOrEqual(TRACEBACK_LINES + 1);
  expect(lines.join('\n').length).toBeLessThan(300_000);
  expect(lines.join('\n')).toMatch(/… (\d+ more (frames|lines|characters)|further errors are not shown)/);
});
