/** The table of characters. */
import { expect, test } from '@jest/globals';
import { displayWidth } from '../../kernel/xray/display-width';
import { summarise } from '../../kernel/xray/summarise';
import { comparisonText, reportText } from '../../kernel/xray/text';
import { durationWords, timesWords } from '../../kernel/xray/words';
import { at, calls, collected, COMPARISON, LESSON, MANY, reportOf, timer, TROUBLED } from './support/xray-samples';

test('the lesson as a table', () => {
  expect(reportText(summarise(LESSON))).toBe(`Async X-ray of cell [7]
wall 2.05 s · waited 13.4 s in 62 operations · overlap 6.5× · most at once 50 · event loop blocked 318 ms

line  what                         kind         took |0                1.03 s           2.05 s|
L6    loadA()                      timer      301 ms |██████                                  |
L7    loadB()                      timer      200 ms |      ████                              |
L8    loadC()                      timer      401 ms |          ████████                      |
L9    loadA()                      timer      300 ms |                  █████                 |
L9    loadB()                      timer      200 ms |                  ███                   |
L9    loadC()                      timer      400 ms |                  ███████               |
L12   getPage() ×50                http       267 ms |                         ░░████         | 175–260 ms each, 267 ms together
L13   readFile data.csv            file        62 ms |                               █        |
L14   lookup localhost             dns        0.4 ms |                                █       |
L17   setTimeout 60 ms             timer       60 ms |                                █       |
L18   setTimeout 80 ms             timer       80 ms |                                ██      |
L19   sleep()                      timer      281 ms |                                ██████  | 129 ms late
L20   sleep()                      timer      120 ms |                                      ██|
L9 Promise.all of 3: 903 ms to 1.30 s
L12 Promise.all of 50: 1.37 s to 1.58 s
crunch(), line 16, blocked the event loop for 199 ms from 1.73 s on.
getPage(), line 11, blocked the event loop for 119 ms from 1.30 s on.
█ waited, ░ in the queue`);
});

test('what failed, was cancelled, is open or of another cell is told in words', () => {
  const text = reportText(summarise(TROUBLED));
  expect(text).toMatch(/L2 +GET \/broken .*\| failed: TypeError: terminated$/m);
  expect(text).toMatch(/L3 +withLimit\(\) +timer .*\| \.+ +\| cancelled$/m);
  expect(text).toMatch(/L6 .*█\| still open$/m);
  expect(text).toMatch(/L4 +fetcher\.ts gzip/);
  expect(text).toMatch(/\[4\] setInterval 100 ms ×2 .* 1 late · other cell$/m);
  expect(text).toContain('L3 Promise.race of 2: 5.0 ms to 330 ms, not settled\n');
  expect(text).toContain('The cell ended with an error: Error: python3 ended with exit code 1.\n');
  expect(text).toContain('2 operations of other cells ran meanwhile and count in no figure.\n');
  expect(text).toContain('On Node 22 ');
});

test('a comparison has its walls first, over one time', () => {
  const lines = comparisonText(COMPARISON).split('\n');
  expect(lines.slice(1, 4)).toEqual([
    'sequential    840 ms |████████████████████████████████████████|',
    'concurrent    240 ms |███████████                             |',
    'concurrent is 3.5× as fast as sequential',
  ]);
  expect(lines.filter((line) => line.includes('getPage() ×5'))).toEqual([expect.stringContaining('|████████████████████████████████████████|'), expect.stringContaining('|███████████                             |')]);
});

test('of three runs the quickest is told against the slowest', () => {
  const [sequential, concurrent] = COMPARISON.runs;
  expect(comparisonText({ version: 1, runs: [sequential!, concurrent!, { ...sequential!, name: 'again' }] })).toContain('\nconcurrent is 3.5× as fast as ');
  expect(comparisonText({ version: 1, runs: [sequential!] })).not.toContain('as fast as');
});

test('an error that is a sentence ends with one full stop', () => {
  expect(reportText(summarise({ ...TROUBLED, error: 'Error: it went wrong.' }))).toContain('The cell ended with an error: Error: it went wrong.\n');
});

test('100,000 operations are a table of some lines', () => {
  const lines = reportText(summarise(MANY)).split('\n');
  expect(lines.length).toBeLessThan(75);
  expect(lines).toContain('In the figures, but without a line: 20,000 further operations.');
});

test('a cell that waited for nothing', () => {
  expect(reportText(reportOf([], { wall: 0 }))).toBe('Async X-ray of cell [7]: it waited for nothing, and nothing blocked the event loop (0 ms).');
});

test.each(['a\nb\u001b[31m', '\u202eabc', 'x'.repeat(500), '\ud800', '🧵'.repeat(60)])('a name such as %j breaks no line', (name) => {
  const sample = collected([timer(0, 10, [at(2, name), at(1)], { error: name }), timer(0, 10, [at(3)])], { label: name });
  const text = reportText(summarise(sample));
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text.isWellFormed()).toBe(true);
  expect(text.split('\n').filter((line) => /^L\d/.test(line))).toHaveLength(2);
});

test.each<[ms: number, words: string]>([
  [0, '0 ms'],
  [0.04, '0.0 ms'],
  [0.44, '0.4 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [2052, '2.05 s'],
  [9994, '9.99 s'],
  [9996, '10.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [3_725_000, '62 min 5 s'],
])('%p ms is told as %p', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test.each([['plain', 5], ['', 0], ['料理', 4], ['ｗｉｄｅ', 8], ['é', 1], ['e\u0301', 1], ['👩‍👩‍👧 x', 4], ['❤️', 2], ['🇩🇪', 2], ['×…', 2]])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('bars begin at the same column, whatever the names are', () => {
  const names = ['plain', '料理する', '料'.repeat(40), '👩‍👩‍👧'.repeat(30), 'e\u0301'.repeat(50)];
  const lines = reportText(reportOf(names.map((name, line) => timer(0, 10, calls(line + 1, [name, 1]))))).split('\n').filter((text) => text.startsWith('L'));
  expect(lines).toHaveLength(names.length);
  expect(new Set(lines.map((text) => displayWidth(text.slice(0, text.indexOf('|'))))).size).toBe(1);
});

test.each([[0, '0.0×'], [6.44, '6.4×'], [99.96, '100×'], [12_345.6, '12,346×']])('%p times is told as %p', (times, words) => {
  expect(timesWords(times)).toBe(words);
});
