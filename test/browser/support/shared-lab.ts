/** How the one server of jest's global set-up reaches the test files, which may run in other processes. */
import type { Lab, RunningLab } from './lab-server';

const VARIABLE = 'AWAITBOOK_TEST_LAB';
let running: RunningLab | null = null;

/** For the global set-up. A server that does not start fails the browser tests, not those of the other projects. */
export async function provideLab(start: () => Promise<RunningLab>): Promise<void> {
  try {
    running = await start();
    const { url, token, notebooks } = running;
    process.env[VARIABLE] = JSON.stringify({ url, token, notebooks } satisfies Lab);
  } catch (error) {
    process.env[VARIABLE] = JSON.stringify({ failure: (error as Error).message });
  }
}

/** For the test files. Throws when the server did not start, and outside of the project `browser`. */
export function sharedLab(): Lab {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('There is no JupyterLab: run these tests with "npx jest --selectProjects browser".');
  const lab = JSON.parse(text) as Lab | { failure: string };
  if ('failure' in lab) throw new Error(lab.failure);
  return lab;
}

/** For the global teardown. A bad end is told and fails the run, by its exit code: an error here would take all tests' results with it. */
export async function endProvidedLab(): Promise<void> {
  try {
    await running?.end();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
  running = null;
}
