/** A real round trip: a kernel is started, runs a cell, and is ended. */
import os from 'node:os';
import type { CodeCell } from '../run/notebook';
import { NotebookOutputs } from '../run/outputs';
import { startPrivateKernel } from '../run/private-kernel';
import { runCell } from '../run/run-cell';
import type { Finding } from './finding';

/** Ms that the cell may take. */
const CELL_LIMIT_MS = 30_000;

const ADVICE = 'See the kernel\'s own log: AWAITBOOK_LOG=debug jupyter lab. If nothing there helps, report it with the output of this command.';

export async function tryKernel(): Promise<Finding> {
  const startedMs = performance.now();
  const since = () => `${Math.round(performance.now() - startedMs)} ms`;
  try {
    const kernel = await startPrivateKernel({ folder: os.tmpdir() });
    try {
      const started = since();
      const cell: CodeCell = { cell_type: 'code', metadata: {}, source: 'const two: number = await Promise.resolve(1 + 1); two', outputs: [], execution_count: null };
      const outputs = new NotebookOutputs();
      kernel.connection.iopubMessage.connect((_connection, message) => outputs.take(message));
      const { status, failure, ms } = await runCell(cell, kernel, outputs, { timeoutMs: CELL_LIMIT_MS, signal: new AbortController().signal });
      const result = cell.outputs.find((output) => output.output_type === 'execute_result')?.data['text/plain'];
      if (status === 'ok' && String(result).includes('2')) return { health: 'good', subject: 'kernel', words: `started in ${started}, ran 1 + 1 in ${Math.round(ms)} ms` };
      return { health: 'bad', subject: 'kernel', words: `1 + 1 gave ${failure?.message ?? JSON.stringify(cell.outputs)}`, advice: ADVICE };
    } finally {
      await kernel.end();
    }
  } catch (error) {
    return { health: 'bad', subject: 'kernel', words: `does not start: ${(error as Error).message}`, advice: ADVICE };
  }
}
