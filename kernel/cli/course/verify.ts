/** `awaitbook course verify`: one notebook after the other, since their checks measure times. */
import fs from 'node:fs';
import path from 'node:path';
import { VERIFY_CELL_LIMIT_MS } from '../../limits';
import { readNotebook } from '../run/notebook-file';
import type { Notebook } from '../run/notebook';
import { seconds, type TextSink } from '../run/progress-lines';
import { UserError } from '../user-error';
import { courseNotebooks } from './bundled';
import { hasSolution, inForm, withSolutions } from './solutions';
import { verifyNotebook, type VerifyMode } from './verify-notebook';

export interface VerifyCommandOptions {
  /** The course whose notebooks are verified where none is named, and which has the solutions. */
  readonly course: string;
  /** Ways in which each notebook is verified, one after the other. */
  readonly modes: readonly VerifyMode[];
  /** Puts the solutions of the course into the named notebooks first. */
  readonly putsSolutionsBack: boolean;
  /** Ms that a cell may take; null for `VERIFY_CELL_LIMIT_MS`. */
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
}

const TITLES: Readonly<Record<VerifyMode, string>> = { 'as it is': '', 'counter-examples': ', with counter-examples', stubs: ', with stubs in the place of the solutions' };

/** Characters of a cell's first line. */
const TITLE_CHARACTERS = 60;

interface Totals {
  notebooks: number;
  held: number;
  wrong: number;
  isInterrupted: boolean;
}

/** Resolves to whether all was as it has to be. Progress goes to `out`, what is wrong to `errors`. */
export async function verifyCourse(files: readonly string[], options: VerifyCommandOptions, out: TextSink, errors: TextSink): Promise<boolean> {
  const named = files.length === 0 ? courseNotebooks(options.course) : files;
  // All are read before one runs.
  const notebooks = named.map((file) => ({ file, read: () => solved(readNotebook(file), file, options) }));
  for (const { read } of notebooks) read();
  const totals: Totals = { notebooks: 0, held: 0, wrong: 0, isInterrupted: false };
  const startedMs = performance.now();
  for (const { file, read } of notebooks) {
    for (const mode of options.modes) {
      const notebook = read();
      const run = mode === 'stubs' ? stubbed(notebook, file, options.course) : notebook;
      if (run !== null && !totals.isInterrupted) await verifyOne(run, file, mode, options, totals, out, errors);
    }
  }
  if (totals.isInterrupted) return false;
  if (totals.notebooks === 0) {
    out.write('Nothing was run: no notebook has a solution to take out.\n');
    return true;
  }
  const time = seconds(performance.now() - startedMs);
  out.write(totals.wrong === 0 ? `All ${totals.held} verdicts are right (${time}).\n` : `${totals.wrong} ${totals.wrong === 1 ? 'thing is' : 'things are'} wrong, ${totals.held} verdicts are right (${time}).\n`);
  return totals.wrong === 0;
}

function solved(notebook: Notebook, file: string, { course, putsSolutionsBack }: VerifyCommandOptions): Notebook {
  return putsSolutionsBack ? withSolutions(notebook, readNotebook(path.join(course, path.basename(file)))) : notebook;
}

/** The notebook as a student gets it; null where it has no exercise of the course. That the solutions can be put back is looked at too. */
function stubbed(notebook: Notebook, file: string, course: string): Notebook | null {
  if (!notebook.cells.some(hasSolution)) return isLearners(notebook, path.join(course, path.basename(file))) ? notebook : null;
  const student = inForm(notebook, 'student', path.basename(file));
  const back = new Map(withSolutions(student, notebook).cells.map(({ id, source }) => [id, source]));
  const lost = notebook.cells.find((cell) => hasSolution(cell) && back.get(cell.id) !== cell.source);
  if (lost !== undefined) throw new UserError(`${file}: the solution of the cell ${lost.id ?? 'without an id'} can't be put back. Give each cell an id of its own: awaitbook course format ${file}`);
  return student;
}

/** Whether it is a copy of that notebook in which the solutions are out already. */
function isLearners(notebook: Notebook, original: string): boolean {
  if (!fs.existsSync(original)) return false;
  const ids = new Set(notebook.cells.map(({ id }) => id));
  return readNotebook(original).cells.some((cell) => hasSolution(cell) && ids.has(cell.id));
}

async function verifyOne(notebook: Notebook, file: string, mode: VerifyMode, options: VerifyCommandOptions, totals: Totals, out: TextSink, errors: TextSink): Promise<void> {
  const startedMs = performance.now();
  out.write(`${file}${TITLES[mode]}\n`);
  const { timeoutMs, signal } = options;
  const { findings, held, isInterrupted } = await verifyNotebook(notebook, file, { mode, timeoutMs: timeoutMs ?? VERIFY_CELL_LIMIT_MS, signal }, (number, count, title, ms, words) => {
    const short = title.length <= TITLE_CHARACTERS ? title : `${title.slice(0, TITLE_CHARACTERS - 1)}…`;
    out.write(`${String(number).padStart(String(count).length)}/${count} ${seconds(ms).padStart(9)}  ${words.length === 0 ? '' : '✗ '}${short}\n`);
  });
  for (const { cell, words } of findings) errors.write(`${file}: ${cell === null ? '' : `${cell}: `}${words}\n`);
  const state = isInterrupted ? 'interrupted' : findings.length === 0 ? `${held} verdicts, all right` : `${findings.length} wrong, ${held} right`;
  out.write(`${file}${TITLES[mode]}: ${state} (${seconds(performance.now() - startedMs)})\n`);
  totals.notebooks += 1;
  totals.held += held;
  totals.wrong += findings.length;
  totals.isInterrupted ||= isInterrupted;
}
