/** How the one server of jest's global set-up reaches the test files, which may run in other processes. */
import type { Lab, RunningLab } from './lab-server';

const VARIABLE = 'AWAITBOOK_TEST_LAB';
let running: RunningLab | null = null;

/** For the global set-up. */
export function provideLab(lab: RunningLab): void {
  running = lab;
  const { url, token, notebooks } = lab;
  process.env[VARIABLE] = JSON.stringify({ url, token, notebooks } satisfies Lab);
}

/** For the test files. Throws outside of the project `browser`. */
export function sharedLab(): Lab {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('There is no JupyterLab: run these tests with "npx jest --selectProjects browser".');
  return JSON.parse(text) as Lab;
}

/** For the global teardown. */
export async function endProvidedLab(): Promise<void> {
  const lab = running;
  running = null;
  await lab?.end();
}
