import fs from 'node:fs';
import path from 'node:path';
import type { Paths } from '../set-up/paths';
import { runAndWatch } from './run-and-watch';
import { matches } from './run-jest';
import { brokenRunner, type RunnerResult } from './totals';

const RUNNER = 'python';
/** Ms that the runner may take to end once its results are written. */
const GRACE_MS = 20_000;
/** Ms for all suites: each of their messages has a time-out of its own, this is for what hangs all the same. */
const LIMIT_MS = 15 * 60_000;

/** The files of test/ that Python's unittest runs: `test_*.py` and `*_test.py`. */
export function pythonTestFiles(paths: Paths, patterns: readonly string[]): string[] {
  const folder = path.join(paths.root, 'test');
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(?:^|[\\/])(?:test_[^\\/]*|[^\\/]*_test)\.py$/.test(file));
  return files.map((file) => path.join(folder, file)).filter((file) => matches(file, patterns)).sort();
}

/** Runs the public suites (jupyter_kernel_test) in the venv's Python. */
export async function runPythonTests(paths: Paths, env: NodeJS.ProcessEnv, files: readonly string[], { quiet = false } = {}): Promise<RunnerResult> {
  const resultsFile = path.join(paths.root, 'artefacts', 'python.json');
  const script = path.join(paths.scripts, 'test-run', 'run_unittest.py');
  const end = await runAndWatch(paths.python, [script, resultsFile, ...files], { cwd: paths.root, env, resultsFile, graceMs: GRACE_MS, limitMs: LIMIT_MS, quiet });
  if (!fs.existsSync(resultsFile)) return brokenRunner(RUNNER, `ended with ${end.code === null ? 'a signal' : `code ${end.code}`} and told no results`);
  const told: Pick<RunnerResult, 'passed' | 'failed' | 'skipped'> = JSON.parse(fs.readFileSync(resultsFile, 'utf8'));
  const troubles = end.hung ? ['the runner did not end after its last test: a test left something running'] : [];
  return { runner: RUNNER, ...told, failed: told.failed + troubles.length, troubles };
}
