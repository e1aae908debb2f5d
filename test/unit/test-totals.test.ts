import path from 'node:path';
import { expect, test } from '@jest/globals';
import { pathsOf } from '../../scripts/set-up/paths';
import { jestResult, type JestReport } from '../../scripts/test-run/jest-results';
import { matches } from '../../scripts/test-run/run-jest';
import { runPythonTests } from '../../scripts/test-run/run-python-tests';
import { brokenRunner, closingLine, orFailedWhenEmpty, summaryLines } from '../../scripts/test-run/totals';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

const fine = { code: 0, hung: false };
const file = (name: string, tests: Record<string, string>, message = ''): JestReport['testResults'][number] => ({
  name: `/p/test/${name}`,
  status: Object.values(tests).includes('failed') || message !== '' ? 'failed' : 'passed',
  message,
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
});

test('results of all runners are added up in one plain line', () => {
  const results = [
    { runner: 'type check', passed: 1, failed: 0, skipped: [], troubles: [] },
    { runner: 'jest', passed: 10, failed: 2, skipped: [{ name: 'a', reason: 'because' }], troubles: [] },
  ];
  expect(closingLine(results)).toBe('11 passed, 2 failed, 1 skipped');
  expect(closingLine(results.slice(0, 1))).toBe('1 passed, 0 failed');
  expect(summaryLines(results)).toContain('  skipped: a: because');
});

test('a runner without tests, and one that broke down, have failed', () => {
  expect(orFailedWhenEmpty({ runner: 'jest', passed: 0, failed: 0, skipped: [], troubles: [] })).toMatchObject({ failed: 1 });
  expect(closingLine([brokenRunner('python', 'crashed')])).toBe('0 passed, 1 failed');
});

test("jest's tests are counted, and what is skipped is named with its reason", () => {
  const report = { testResults: [file('a.test.ts', { one: 'passed', two: 'failed', 'three (skipped: needs Node 26)': 'pending', four: 'todo' })] };
  expect(jestResult(report, { code: 1, hung: false }, '/p')).toEqual({
    runner: 'jest',
    passed: 1,
    failed: 1,
    skipped: [
      { name: 'test/a.test.ts: three (skipped: needs Node 26)', reason: 'needs Node 26' },
      { name: 'test/a.test.ts: four', reason: 'not written yet' },
    ],
    troubles: [],
  });
});

test.each([
  ['told nothing', null, { code: 1, hung: false }, /no results/],
  ['had a file that does not load', { testResults: [file('a.test.ts', {}, '  ● Test suite failed to run\n\n    SyntaxError: oh')] }, { code: 1, hung: false }, /a\.test\.ts did not run through: SyntaxError: oh/],
  ['did not end', { testResults: [file('a.test.ts', { one: 'passed' })] }, { code: null, hung: true }, /left something running/],
  ['ended with an error code for no test', { testResults: [file('a.test.ts', { one: 'passed' })] }, { code: 3, hung: false }, /code 3/],
])('jest %s: one failed', (_case, report, end, trouble) => {
  const result = jestResult(report, end, '/p');
  expect(result.failed).toBe(1);
  expect(result.troubles).toEqual([expect.stringMatching(trouble)]);
});

test('a run where all is well has no troubles', () => {
  expect(jestResult({ testResults: [file('a.test.ts', { one: 'passed' })] }, fine, '/p')).toMatchObject({ passed: 1, failed: 0, troubles: [] });
});

test('a pattern chooses files as jest does', () => {
  expect(matches('/p/test/unit/a.test.ts', [])).toBe(true);
  expect(matches('/p/test/unit/a.test.ts', ['b', 'UNIT/a'])).toBe(true);
  expect(matches('/p/test/unit/a.test.ts', ['protocol'])).toBe(false);
});

test("Python's tests are counted, with reasons, and a file that does not load fails", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    'test_some.py': [
      'import unittest',
      'class Some(unittest.TestCase):',
      '    def test_good(self): pass',
      '    def test_bad(self): self.fail()',
      '    def test_error(self): raise ValueError',
      '    def test_left_out(self): self.skipTest("no samples")',
      '    def test_parts(self):',
      '        for part in range(3):',
      '            with self.subTest(part): self.fail()',
    ].join('\n'),
    'test_broken.py': 'import nothing_of_that_name',
  });
  const files = ['test_some.py', 'test_broken.py'].map((name) => path.join(folder.path, name));
  const result = await runPythonTests({ ...pathsOf(), root: folder.path }, process.env, files, { quiet: true });
  expect(result).toEqual({ runner: 'python', passed: 1, failed: 4, skipped: [{ name: expect.stringContaining('test_left_out'), reason: 'no samples' }], troubles: [] });
});
