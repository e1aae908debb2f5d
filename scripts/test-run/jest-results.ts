import path from 'node:path';
import type { RunnerEnd } from './run-and-watch';
import { brokenRunner, type RunnerResult, type Skipped } from './totals';

/** The part of jest's `--json` report that is read. */
export interface JestReport {
  readonly testResults: readonly {
    /** The test file. */
    readonly name: string;
    readonly status: 'passed' | 'failed' | 'skipped' | 'focused';
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Reads a run of jest. A file that did not load, an end with an error code and a process that did not end each count as one failed. */
export function jestResult(report: JestReport | null, end: RunnerEnd, root: string): RunnerResult {
  if (!report) return brokenRunner('jest', end.hung ? 'was ended because it took too long' : `ended with ${end.code === null ? 'a signal' : `code ${end.code}`} and told no results`);
  const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ file: path.relative(root, file.name), ...test })));
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const skipped: Skipped[] = tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => ({ name: `${test.file}: ${test.fullName}`, reason: skipReason(test) }));
  const troubles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
    .map((file) => `${path.relative(root, file.name)} did not run through: ${firstLine(file.message)}`);
  if (end.hung) troubles.push('jest did not end after its last test: a test left something running');
  else if (end.code !== 0 && count('failed') + troubles.length === 0) troubles.push(`jest ended with ${end.code === null ? 'a signal' : `code ${end.code}`} although no test failed`);
  return { runner: 'jest', passed: count('passed'), failed: count('failed') + troubles.length, skipped, troubles };
}

/** jest knows no reasons: a test that is skipped on purpose says it at the end of its name, `… (skipped: reason)`. */
function skipReason(test: { fullName: string; status: string }): string {
  const reason = /\(skipped: (.+)\)$/.exec(test.fullName)?.[1];
  return reason ?? (test.status === 'todo' ? 'not written yet' : 'no reason given');
}

function firstLine(text: string): string {
  return text.split('\n').map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('●')) ?? '';
}
