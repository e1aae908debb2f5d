import fs from 'node:fs';
import path from 'node:path';
import type { Paths } from '../set-up/paths';
import { findChromium, NO_CHROMIUM } from './chromium';
import { jestResult } from './jest-results';
import { runAndWatch } from './run-and-watch';
import type { RunnerResult, Skipped } from './totals';

const PROJECTS = ['unit', 'protocol', 'browser', 'notebooks'];
/** Ms that jest may take to end once all tests are done; itself it warns after 1 s and then waits for ever. */
const GRACE_MS = 20_000;
/** Ms for all of jest, several times what it takes: when a broken kernel lets every test run into its time-out, the closing line still comes. */
const LIMIT_MS = 60 * 60_000;

/** Runs jest on files whose path matches one of the patterns (all without any). Without a Chromium the browser project is told as skipped, file by file. */
export async function runJest(paths: Paths, env: NodeJS.ProcessEnv, patterns: readonly string[]): Promise<RunnerResult> {
  const chromium = findChromium(env);
  const projects = PROJECTS.filter((name) => name !== 'browser' || chromium);
  const resultsFile = path.join(paths.root, 'artefacts', 'jest.json');
  const register = path.join(paths.nodeModules, 'ts-node', 'register');
  const jest = path.join(paths.nodeModules, 'jest', 'bin', 'jest.js');
  const args = ['--require', register, jest, '--json', `--outputFile=${resultsFile}`, '--passWithNoTests', '--selectProjects', ...projects];
  if (patterns.length > 0) args.push('--testPathPatterns', ...patterns);
  const end = await runAndWatch(process.execPath, args, {
    cwd: paths.root, env: { ...env, ...(chromium ? { AWAITBOOK_CHROMIUM: chromium } : {}) }, resultsFile, graceMs: GRACE_MS, limitMs: LIMIT_MS,
  });
  const report = fs.existsSync(resultsFile) ? JSON.parse(fs.readFileSync(resultsFile, 'utf8')) : null;
  const result = jestResult(report, end, paths.root);
  return chromium ? result : { ...result, skipped: [...result.skipped, ...skippedBrowserFiles(paths, patterns)] };
}

function skippedBrowserFiles(paths: Paths, patterns: readonly string[]): Skipped[] {
  const folder = path.join(paths.root, 'test', 'browser');
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  return files.filter((file) => file.endsWith('.test.ts')).map((file) => path.join('test', 'browser', file))
    .filter((file) => matches(path.join(paths.root, file), patterns)).map((name) => ({ name, reason: NO_CHROMIUM }));
}

/** Whether a path is one that the patterns (regular expressions, as jest takes them) ask for. */
export function matches(file: string, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern, 'i').test(file));
}
