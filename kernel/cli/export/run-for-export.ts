/** Runs a notebook before it is exported: in a kernel of ours, or with Jupyter in the kernel that it names. The file itself stays as it is. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isForKernel, readAnyNotebook } from '../run/notebook-file';
import type { Notebook } from '../run/notebook';
import type { NotebookOutcome, NotebookRun, Progress } from '../run/progress';
import { runNotebook, type RunNotebookOptions } from '../run/run-notebook';
import { runNbconvert, type Nbconvert } from './nbconvert';

/** A run and the notebook with its outputs. */
export interface Ran {
  readonly notebook: Notebook;
  readonly outcome: Omit<NotebookOutcome, 'ms'>;
}

/**
 * @param nbconvert null where none is needed for the export; a notebook of another kernel needs it all the same
 * @throws UserError when the kernel does not start
 */
export async function runForExport(notebook: Notebook, run: NotebookRun, nbconvert: () => Nbconvert, options: RunNotebookOptions, progress: Progress): Promise<Ran> {
  if (isForKernel(notebook)) return { notebook, outcome: await runNotebook(notebook, run, options, progress) };
  return { notebook: await runByJupyter(run.file, nbconvert(), options), outcome: { status: 'ok', message: null, notes: [] } };
}

/** nbclient writes nothing when it stops at an error, so it goes on: what failed is read from the outputs. */
async function runByJupyter(file: string, { command }: Nbconvert, { timeoutMs, signal }: RunNotebookOptions): Promise<Notebook> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-export-'));
  try {
    const timeout = timeoutMs === null ? [] : [`--ExecutePreprocessor.timeout=${Math.max(1, Math.round(timeoutMs / 1000))}`, '--ExecutePreprocessor.interrupt_on_timeout=True'];
    await runNbconvert(command, ['--to', 'notebook', '--execute', '--allow-errors', ...timeout, '--output-dir', folder, '--output', 'ran', path.resolve(file)], signal);
    return readAnyNotebook(path.join(folder, 'ran.ipynb'));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
