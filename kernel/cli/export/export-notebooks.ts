/** Runs and exports the notebooks of a command line, one after the other. */
import fs from 'node:fs';
import path from 'node:path';
import { progressFor } from '../run/choose-progress';
import { isForKernel, readAnyNotebook } from '../run/notebook-file';
import type { Notebook } from '../run/notebook';
import { outputFiles } from '../run/output-files';
import type { NotebookOutcome, Progress } from '../run/progress';
import { lineProgress } from '../run/progress-lines';
import { cellsToRun, type RunNotebookOptions } from '../run/run-notebook';
import { inWords, UsageError, UserError } from '../user-error';
import { makeFolder, writeWhole } from '../write-whole';
import { ENDINGS, type Format } from './formats';
import { linksBetween, type Exported } from './links';
import type { Made } from './made';
import { makeDocument, requirePrograms, type DocumentSource } from './make-document';
import { findNbconvert, type Nbconvert } from './nbconvert';
import { runForExport, type Ran } from './run-for-export';
import { refuseOtherLanguage } from './script/other-language';
import { failureNotice, failuresOf } from './what-failed';

export interface ExportOptions {
  readonly to: Format;
  readonly executes: boolean;
  readonly hasCode: boolean;
  readonly run: RunNotebookOptions;
}

interface Task extends Exported {
  readonly notebook: Notebook;
}

/** Makes something of a notebook that has run. @throws UserError for what a person can mend */
export type MakeDocument = (source: DocumentSource, nbconvert: () => Nbconvert) => Promise<Made>;

/**
 * Resolves to whether all were good. One notebook's trouble does not end the others.
 *
 * @param output a file, or a folder; undefined for beside the notebooks
 * @param make in the place of the maker of `options.to`, which the files' ends and the programs that are needed follow
 * @throws UserError before anything is run, for files that can't be read or written, or where a program is missing
 */
export async function exportNotebooks(files: readonly string[], output: string | undefined, options: ExportOptions, make?: MakeDocument): Promise<boolean> {
  const notebooks = files.map(readAnyNotebook);
  const outputs = outputFiles(files.map((file) => path.join(path.dirname(file), path.parse(file).name + ENDINGS[options.to])), output, make === undefined ? 'export --output FILE' : 'course site DIR');
  refuseToOverwrite(files, outputs);
  const tasks = files.map((file, index): Task => ({ file, output: outputs[index]!, notebook: notebooks[index]! }));
  let found: Nbconvert | undefined;
  const nbconvert = (): Nbconvert => (found ??= findNbconvert());
  requirePrograms(options.to, nbconvert);
  if (options.to === 'script') for (const { file, notebook } of tasks) refuseOtherLanguage(file, notebook);
  const progress = options.executes ? progressFor(false, files.length > 1, notebooks.reduce((sum, notebook) => sum + cellsToRun(notebook).length, 0)) : lineProgress(process.stdout, process.stderr, files.length > 1);
  const failures: string[] = [];
  const maker: MakeDocument = make ?? ((source) => makeDocument(options.to, nbconvert, source, options.run.signal));
  let isGood = true;
  try {
    for (const task of tasks) {
      if (!options.run.signal.aborted) isGood = (await exportOne(task, linksBetween(tasks, task), { make: maker, nbconvert, options, progress, failures })) && isGood;
    }
  } finally {
    progress.close();
    // Not before the bar is gone.
    for (const words of failures) process.stderr.write(`${words}\n`);
  }
  return isGood && !options.run.signal.aborted;
}

/** A notebook is somebody's work. @throws UsageError */
function refuseToOverwrite(files: readonly string[], outputs: readonly string[]): void {
  const notebooks = new Set(files.map((file) => fs.realpathSync(file)));
  const lost = outputs.find((output) => fs.existsSync(output) && notebooks.has(fs.realpathSync(output)));
  if (lost !== undefined) throw new UsageError(`${lost} is the notebook itself, which would be lost. Name another file: awaitbook export --output FILE.`);
}

/** What all notebooks of a command line share. */
interface Work {
  readonly make: MakeDocument;
  readonly nbconvert: () => Nbconvert;
  readonly options: ExportOptions;
  readonly progress: Progress;
  /** What failed and is told by nobody else. */
  readonly failures: string[];
}

async function exportOne(task: Task, linked: (address: string) => string, { make, nbconvert, options, progress, failures: told }: Work): Promise<boolean> {
  const startedMs = performance.now();
  const { file, output } = task;
  const { signal, allowsErrors } = options.run;
  const run = { file, output, cellCount: options.executes ? cellsToRun(task.notebook).length : 0 };
  const end = (outcome: Omit<NotebookOutcome, 'ms'>): void => progress.ended(run, { ...outcome, ms: performance.now() - startedMs });
  if (options.executes) progress.started(run);
  try {
    const { notebook, outcome } = await ran(task, nbconvert, options, progress);
    if (signal.aborted) throw new UserError('interrupted');
    const failures = failuresOf(notebook);
    const notice = failureNotice(failures, outcome.status === 'failed');
    const made = await make({ file, notebook, notices: notice === null ? [] : [{ kind: 'failed', words: notice }], hasCode: options.hasCode, linked, output }, nbconvert);
    write(output, made);
    if (options.executes) end({ ...outcome, notes: [...outcome.notes, ...made.hints] });
    else process.stdout.write([`written to ${output}`, ...made.hints].map((words) => `${file}: ${words}\n`).join(''));
    // Cells that run in a kernel of ours are told when they fail.
    const isTold = options.executes && isForKernel(notebook);
    told.push(...[...(isTold ? [] : failures.cells), ...failures.checks].map((words) => `${file}: ${words}`));
    return allowsErrors || (outcome.status === 'ok' && failures.cells.length + failures.checks.length === 0);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    end({ status: 'failed', message: signal.aborted ? 'interrupted: nothing was written' : error.message, notes: [] });
    return false;
  }
}

async function ran({ file, output, notebook }: Task, nbconvert: () => Nbconvert, { executes, run: options }: ExportOptions, progress: Progress): Promise<Ran> {
  if (!executes) return { notebook, outcome: { status: 'ok', message: null, notes: [] } };
  return runForExport(notebook, { file, output, cellCount: cellsToRun(notebook).length }, nbconvert, options, progress);
}

function write(output: string, { content, beside }: Made): void {
  const folder = path.dirname(output);
  try {
    for (const [name, bytes] of beside) {
      const file = path.join(folder, name);
      makeFolder(path.dirname(file));
      writeWhole(file, bytes);
    }
    writeWhole(output, content);
  } catch (error) {
    throw inWords(error, 'Write to another place: awaitbook export --output FILE.');
  }
}
