/** Verifies one notebook of a course in a fresh kernel. */
import path from 'node:path';
import { verifyVariables } from '../../environment';
import { tagsOf, type Cell, type CodeCell, type Notebook } from '../run/notebook';
import { NotebookOutputs } from '../run/outputs';
import { startPrivateKernel, type PrivateKernel } from '../run/private-kernel';
import type { CellOutcome } from '../run/progress';
import { runCell } from '../run/run-cell';
import { cellsToRun } from '../run/run-notebook';
import { counterExamplesOf, type CounterExample } from './counter-examples';
import { errorOf, failureWords, verdictsOf } from './verdicts';

/**
 * `as it is`: all checks pass, all exercises are solved. `counter-examples`: besides, each check fails on one of its own.
 * `stubs`: all checks pass, no exercise is solved, and nothing else goes wrong.
 */
export type VerifyMode = 'as it is' | 'counter-examples' | 'stubs';

export interface VerifyOptions {
  readonly mode: VerifyMode;
  /** Ms that a cell may take. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Something that is not as it has to be. */
export interface Finding {
  /** The cell, for example `cell 12 (id check)`; null for the whole notebook. */
  readonly cell: string | null;
  readonly words: string;
}

/** What a verification came to. */
export interface Verification {
  readonly findings: readonly Finding[];
  /** Checks and exercises that were as they have to be. */
  readonly held: number;
  readonly isInterrupted: boolean;
}

/** Hears of each cell that has run; `words`: what was found there. */
export type CellEnded = (number: number, count: number, title: string, ms: number, words: readonly string[]) => void;

/** One verification on its way. */
interface Run {
  readonly notebook: Notebook;
  readonly name: string;
  readonly kernel: PrivateKernel;
  readonly outputs: NotebookOutputs;
  readonly options: VerifyOptions;
}

/** The words for people where a cell stands. */
export function placeOf(notebook: Notebook, cell: Cell): string {
  return `cell ${notebook.cells.indexOf(cell) + 1}${cell.id === undefined ? '' : ` (id ${cell.id})`}`;
}

/**
 * Runs all cells, also after one that failed, unless the kernel is gone.
 *
 * @param file gives the kernel its folder
 * @throws UserError when the kernel does not start, or when counter-examples are not written as they have to be
 */
export async function verifyNotebook(notebook: Notebook, file: string, options: VerifyOptions, onCell: CellEnded): Promise<Verification> {
  const name = path.basename(file);
  const resolved = path.resolve(file);
  const examples = new Map(notebook.cells.map((cell) => [cell, cell.cell_type === 'code' && options.mode === 'counter-examples' ? counterExamplesOf(cell, notebook, `${name}: ${placeOf(notebook, cell)}`) : []]));
  // A check that throws would keep the others of its cell from being seen to fail.
  const variables = verifyVariables(options.mode !== 'counter-examples');
  const kernel = await startPrivateKernel({ folder: path.dirname(resolved), notebook: resolved, variables });
  try {
    const outputs = new NotebookOutputs();
    kernel.connection.iopubMessage.connect((_connection, message) => outputs.take(message));
    return await verifyCells({ notebook, name, kernel, outputs, options }, examples, onCell);
  } finally {
    await kernel.end();
  }
}

async function verifyCells(run: Run, examples: ReadonlyMap<Cell, readonly CounterExample[]>, onCell: CellEnded): Promise<Verification> {
  const { notebook, options } = run;
  const steps = cellsToRun(notebook);
  const found = new Map<CodeCell, string[]>();
  const contradicted = new Set<string>();
  let isInterrupted = false;
  for (const [at, { cell, told }] of steps.entries()) {
    const outcome = await runOne(cell, run);
    isInterrupted = outcome.status === 'interrupted';
    const words = wordsOf(cell, outcome, options.mode);
    for (const example of isInterrupted || outcome.status === 'died' ? [] : (examples.get(cell) ?? [])) words.push(...(await contradict(cell, example, run, contradicted)));
    found.set(cell, words);
    onCell(at + 1, steps.length, told.title, outcome.ms, words);
    if (isInterrupted || outcome.status === 'died') break;
  }
  const cells = steps.map(({ cell }) => cell);
  const findings: Finding[] = cells.flatMap((cell) => {
    const late = verdictsOf(cell).filter((report) => isWrong(report, options.mode)).map((report) => verdictWords(report, options.mode));
    return [...new Set([...(found.get(cell) ?? []), ...late])].map((words) => ({ cell: placeOf(notebook, cell), words }));
  });
  if (!isInterrupted && options.mode === 'counter-examples') findings.push(...withoutCounterExample(cells, notebook, contradicted));
  if (!isInterrupted && options.mode === 'stubs') findings.push(...withoutExercise(cells));
  const held = cells.flatMap(verdictsOf).filter((report) => !isWrong(report, options.mode)).length;
  return { findings, held, isInterrupted };
}

async function runOne(cell: CodeCell, { kernel, outputs, options }: Run): Promise<Omit<CellOutcome, 'isAllowed'>> {
  return runCell(cell, kernel, outputs, { timeoutMs: options.timeoutMs, signal: options.signal });
}

type Report = ReturnType<typeof verdictsOf>[number];

/** An exercise has to be unsolved where its solution is out, and all else has to pass. */
function isWrong(report: Report, mode: VerifyMode): boolean {
  return report.passed === (mode === 'stubs' && report.kind === 'exercise');
}

function verdictWords(report: Report, mode: VerifyMode): string {
  return mode === 'stubs' && report.passed ? `the exercise "${report.name}" counts as solved although its solution is out` : failureWords(report);
}

/** What is wrong with a cell that has run. */
function wordsOf(cell: CodeCell, { status, failure }: Omit<CellOutcome, 'isAllowed'>, mode: VerifyMode): string[] {
  const words = verdictsOf(cell).filter((report) => isWrong(report, mode)).map((report) => verdictWords(report, mode));
  if (status === 'ok' || status === 'interrupted' || failure === null) return words;
  const isOfCheck = failure.name === 'CheckFailed' && verdictsOf(cell).some(({ passed }) => !passed);
  const isExpected = status === 'error' && tagsOf(cell).includes('raises-exception');
  if (isOfCheck || isExpected) return words;
  return [...words, `${failure.line === null ? '' : `line ${failure.line}: `}${failure.name}: ${failure.message.split('\n')[0]}`];
}

/** Runs a counter-example and the check behind it, then what was there before. */
async function contradict(cell: CodeCell, example: CounterExample, run: Run, contradicted: Set<string>): Promise<string[]> {
  const title = `the counter-example${example.because === '' ? '' : ` "${example.because}"`}`;
  const copy = (source: string): CodeCell => ({ cell_type: 'code', metadata: {}, source, outputs: [], execution_count: null });
  const checking = copy(cell.source);
  for (const one of [copy(example.source), ...example.also.map(({ source }) => copy(source)), checking]) {
    await runOne(one, run);
    const error = errorOf(one);
    if (error !== null) return [`${title} broke instead of failing the check: ${error.name}: ${error.message}`];
  }
  const failed = verdictsOf(checking).filter(({ passed }) => !passed).map(({ name }) => name);
  for (const name of failed) contradicted.add(name);
  const passed = example.fails.filter((name) => !failed.includes(name));
  const words = failed.length === 0 ? [`${title} passes all checks`] : passed.map((name) => `${title} does not fail the check "${name}"`);
  for (const one of example.replaced === null ? [] : [example.replaced, ...example.also]) {
    const again = copy(one.source);
    await runOne(again, run);
    const error = errorOf(again);
    if (error !== null) words.push(`behind ${title}, ${placeOf(run.notebook, one)} does not run again: ${error.name}: ${error.message}`);
  }
  return words;
}

function withoutCounterExample(cells: readonly CodeCell[], notebook: Notebook, contradicted: ReadonlySet<string>): Finding[] {
  return cells.flatMap((cell) =>
    verdictsOf(cell)
      .filter(({ kind, name }) => kind === 'check' && !contradicted.has(name))
      .map(({ name }) => ({ cell: placeOf(notebook, cell), words: `the check "${name}" has no counter-example that it fails on` })),
  );
}

/** A solution that no exercise looks at could be taken out without anybody noticing. */
function withoutExercise(cells: readonly CodeCell[]): Finding[] {
  if (cells.flatMap(verdictsOf).some(({ kind }) => kind === 'exercise')) return [];
  return [{ cell: null, words: 'it has solutions, but no exercise that looks at them' }];
}
