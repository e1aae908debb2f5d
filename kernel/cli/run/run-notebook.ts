/** Runs one notebook in a kernel of its own and puts the outputs into it. */
import path from 'node:path';
import { tagsOf } from './notebook';
import type { Cell, CodeCell, Notebook } from './notebook';
import { NotebookOutputs } from './outputs';
import { startPrivateKernel } from './private-kernel';
import type { PrivateKernel } from './private-kernel';
import type { CellOutcome, CellRun, NotebookOutcome, NotebookRun, Progress } from './progress';
import { runCell } from './run-cell';

export interface RunNotebookOptions {
  /** Ms that each cell may take; null for as long as it likes. */
  readonly timeoutMs: number | null;
  /** Whether the notebook goes on after a cell that failed, and counts as good. */
  readonly allowsErrors: boolean;
  /** Ms to wait for displays that show a pending promise. */
  readonly settleMs: number;
  /** Interrupts the running cell and ends the run. */
  readonly signal: AbortSignal;
}

/** A cell that will run, with what is told of it. */
interface Step {
  readonly cell: CodeCell;
  readonly told: CellRun;
}

/** The cells that nbclient would run: code that is not blank and not tagged `skip-execution`. */
export function cellsToRun(notebook: Notebook): Step[] {
  const isRun = (cell: Cell): cell is CodeCell => cell.cell_type === 'code' && cell.source.trim() !== '' && !tagsOf(cell).includes('skip-execution');
  const steps = notebook.cells.flatMap((cell, index) => (isRun(cell) ? [{ cell, position: index + 1 }] : []));
  return steps.map(({ cell, position }, index) => ({ cell, told: { number: index + 1, position, id: cell.id ?? null, title: titleOf(cell.source) } }));
}

/** Changes the notebook: cells that ran have their new outputs, the others are as they were. Rejects when the kernel does not start. */
export async function runNotebook(notebook: Notebook, run: NotebookRun, options: RunNotebookOptions, progress: Progress): Promise<Omit<NotebookOutcome, 'ms'>> {
  const file = path.resolve(run.file);
  const kernel = await startPrivateKernel({ folder: path.dirname(file), notebook: file });
  try {
    notebook.metadata['language_info'] = kernel.info.language_info;
    return await runCells(cellsToRun(notebook), kernel, run, options, progress);
  } finally {
    await kernel.end();
  }
}

async function runCells(steps: readonly Step[], kernel: PrivateKernel, run: NotebookRun, options: RunNotebookOptions, progress: Progress): Promise<Omit<NotebookOutcome, 'ms'>> {
  const { signal } = options;
  const outputs = new NotebookOutputs();
  const ending = (status: NotebookOutcome['status']): Omit<NotebookOutcome, 'ms'> => ({ status, message: null, notes: outputs.notes() });
  kernel.connection.iopubMessage.connect((_connection, message) => outputs.take(message));
  for (const { cell, told } of steps) {
    if (signal.aborted) return ending('interrupted');
    progress.cellStarted(run, told);
    const ended = await runCell(cell, kernel, outputs, options);
    const outcome: CellOutcome = { ...ended, isAllowed: isAllowed(ended.status, cell, options) };
    progress.cellEnded(run, told, outcome);
    if (outcome.status === 'interrupted') return ending('interrupted');
    if (outcome.isAllowed) continue;
    await outputs.settled(options.settleMs, signal);
    return ending('failed');
  }
  await outputs.settled(options.settleMs, signal);
  return ending(signal.aborted ? 'interrupted' : 'ok');
}

/** `raises-exception` says that an error is expected, not that the cell hangs. */
function isAllowed(status: CellOutcome['status'], cell: CodeCell, { allowsErrors }: RunNotebookOptions): boolean {
  if (status === 'ok') return true;
  if (status === 'error') return allowsErrors || tagsOf(cell).includes('raises-exception');
  return status === 'timeout' && allowsErrors;
}

function titleOf(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('//')) ?? lines.find((line) => line !== '') ?? '';
}
