/** What the runners found, added up. */

/** A test that was not run. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What one runner found. */
export interface RunnerResult {
  /** For example `jest`. */
  readonly runner: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
  /** What went wrong beside the tests themselves: a crash, a suite that did not load. Each is counted in `failed` already. */
  readonly troubles: readonly string[];
}

/** The result of a runner that broke down before it could tell of any test: counts as one failed. */
export function brokenRunner(runner: string, trouble: string): RunnerResult {
  return { runner, passed: 0, failed: 1, skipped: [], troubles: [trouble] };
}

/** A runner that ran no test has failed: else an empty folder or a wrong pattern would look like success. */
export function orFailedWhenEmpty(result: RunnerResult): RunnerResult {
  const isEmpty = result.passed + result.failed + result.skipped.length === 0;
  return isEmpty ? brokenRunner(result.runner, 'no test was found') : result;
}

/** `N passed, N failed`, and `, N skipped` where there are any. */
export function closingLine(results: readonly RunnerResult[]): string {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const skipped = results.reduce((sum, result) => sum + result.skipped.length, 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The lines above the closing one: a line a runner, what went wrong, what was skipped and why. */
export function summaryLines(results: readonly RunnerResult[]): string[] {
  return results.flatMap((result) => [
    `${result.runner}: ${closingLine([result])}`,
    ...result.troubles.map((trouble) => `  trouble: ${trouble}`),
    ...result.skipped.map(({ name, reason }) => `  skipped: ${name}: ${reason}`),
  ]);
}
