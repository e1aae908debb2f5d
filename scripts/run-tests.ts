/**
 * Runs every test: the type check (counted as one test), jest, and the public suites in Python. Arguments are patterns of test files; with any,
 * only matching files run and nothing is type checked. The last line is always `N passed, N failed`, with `, N skipped` where there are any.
 */
import { typeCheck } from './check';
import { isolatedJupyterEnvironment } from './set-up/jupyter-environment';
import { pathsOf } from './set-up/paths';
import { runJest } from './test-run/run-jest';
import { pythonTestFiles, runPythonTests } from './test-run/run-python-tests';
import { brokenRunner, closingLine, orFailedWhenEmpty, summaryLines, type RunnerResult } from './test-run/totals';

async function main(patterns: readonly string[]): Promise<void> {
  const paths = pathsOf();
  const env = isolatedJupyterEnvironment(paths, process.env);
  const pythonFiles = pythonTestFiles(paths, patterns);
  const results: RunnerResult[] = [];
  if (patterns.length === 0) results.push(await guarded('type check', async () => runTypeCheck()));
  const jest = await guarded('jest', () => runJest(paths, env, patterns));
  const jestMayBeEmpty = patterns.length > 0 && pythonFiles.length > 0;
  results.push(jestMayBeEmpty ? jest : orFailedWhenEmpty(jest));
  if (pythonFiles.length > 0) results.push(orFailedWhenEmpty(await guarded('python', () => runPythonTests(paths, env, pythonFiles))));
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
  process.stdout.write(`\n${[...summaryLines(results), closingLine(results)].join('\n')}\n`);
}

/** A runner that breaks down counts as failed, and the others still run. */
async function guarded(runner: string, run: () => Promise<RunnerResult>): Promise<RunnerResult> {
  try {
    return await run();
  } catch (error) {
    return brokenRunner(runner, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function runTypeCheck(): RunnerResult {
  const { ok, output } = typeCheck();
  process.stdout.write(output);
  return { runner: 'type check', passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [], troubles: [] };
}

void main(process.argv.slice(2));
