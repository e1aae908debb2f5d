/** Runs all notebooks of a command line, some at the same time, and writes each when it has ended. */
import { UserError } from '../user-error';
import type { Notebook } from './notebook';
import { writeNotebook } from './notebook-file';
import type { NotebookOutcome, NotebookRun, Progress } from './progress';
import { cellsToRun, runNotebook } from './run-notebook';
import type { RunNotebookOptions } from './run-notebook';

/** One notebook that was read and is ready to run. */
export interface Task {
  readonly file: string;
  readonly output: string;
  readonly notebook: Notebook;
}

export interface RunNotebooksOptions extends RunNotebookOptions {
  /** Notebooks that run at the same time. */
  readonly jobs: number;
}

/** Resolves to whether all were good. After an abort of the signal no further notebook begins. */
export async function runNotebooks(tasks: readonly Task[], options: RunNotebooksOptions, progress: Progress): Promise<boolean> {
  const waiting = [...tasks];
  let isGood = true;
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined && !options.signal.aborted; task = waiting.shift()) {
      const { status } = await runAndWrite(task, options, progress);
      isGood &&= status === 'ok';
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return isGood && !options.signal.aborted;
}

async function runAndWrite({ file, output, notebook }: Task, options: RunNotebookOptions, progress: Progress): Promise<NotebookOutcome> {
  const startedMs = performance.now();
  const run: NotebookRun = { file, output, cellCount: cellsToRun(notebook).length };
  progress.started(run);
  const ended = await ranAndWritten(run, notebook, options, progress);
  const outcome = { ...ended, ms: performance.now() - startedMs };
  progress.ended(run, outcome);
  return outcome;
}

/** One notebook's trouble does not end the others. */
async function ranAndWritten(run: NotebookRun, notebook: Notebook, options: RunNotebookOptions, progress: Progress): Promise<Omit<NotebookOutcome, 'ms'>> {
  try {
    const outcome = await runNotebook(notebook, run, options, progress);
    writeNotebook(run.output, notebook);
    return outcome;
  } catch (error) {
    const { message, stack } = error as Error;
    return { status: 'failed', message: error instanceof UserError ? message : (stack ?? message), notes: [] };
  }
}
