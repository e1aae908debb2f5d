/** `awaitbook course …`: copies the course, makes a copy new, verifies and formats its notebooks, makes a site of them. */
import path from 'node:path';
import type { Command } from 'commander';
import { RUN_SETTLE_MS } from '../../limits';
import type { CopiedFile } from '../course/copies';
import type { CourseForm } from '../course/solutions';
import type { VerifyMode } from '../course/verify-notebook';
import { readTime } from '../run/options';
import { stopSignals } from '../run/stop-signals';
import { UsageError, UserError } from '../user-error';

interface FromOptions {
  readonly from?: string;
}

interface CopyOptions extends FromOptions {
  readonly student?: true;
  readonly selfStudy?: true;
  readonly nbgrader?: true;
  readonly leaveChanged?: true;
}

interface VerifyOptions extends FromOptions {
  readonly student?: true;
  readonly counterExamples?: true;
  readonly all?: true;
  readonly withSolutions?: true;
  readonly timeout?: number;
}

export function build(command: Command): void {
  const add = (name: string, summary: string): Command => command.command(name).description(summary).helpOption('-h, --help', 'show this help').exitOverride();
  const from = ['--from <dir>', 'another course than the one that comes with Awaitbook: a folder of notebooks'] as const;
  add('copy', 'copy the notebooks into a folder; what you changed there is put aside')
    .argument('<dir>', 'the folder; it is made')
    .option('--student', 'without the solutions: stubs in their place')
    .option('--self-study', 'stubs, and each solution folded behind its exercise, as "npm start" opens them')
    .option('--nbgrader', 'marked for nbgrader, which takes the solutions out by itself')
    .option('--leave-changed', 'leave what you changed where it is, also when there is a newer one')
    .option(...from)
    .action(copy);
  add('reset', 'make a copy as it was; what you changed is put aside')
    .argument('[dir]', 'the copy; by default the one that "npm start" opens')
    .option(...from)
    .action(reset);
  add('verify', 'run notebooks in fresh kernels, and name each check that fails')
    .argument('[notebooks...]', 'by default all of the course')
    .option('--counter-examples', 'hold each check against its counter-examples, too')
    .option('--student', 'with the solutions taken out: each exercise must be unsolved, and all else hold')
    .option('--all', 'first with counter-examples, then with the solutions taken out')
    .option('--with-solutions', "put the course's solutions into student copies, then run them")
    .option('--timeout <time>', 'interrupt a cell that takes longer, for example 30s', (text) => readTime(text, '--timeout'))
    .option(...from)
    .action(verify);
  add('site', 'make a small site of the notebooks: pages with an index and a search, which need no network')
    .argument('<dir>', 'the folder; it is made')
    .option('--no-execute', 'show the outputs that the notebooks have, and run nothing')
    .option('--timeout <time>', 'interrupt a cell that takes longer, for example 30s', (text) => readTime(text, '--timeout'))
    .option(...from)
    .action(site);
  add('format', 'bring notebooks into the form in which they are committed').argument('<notebooks...>').action(format);
}

const courseOf = ({ from }: FromOptions): string => (from === undefined ? bundled().BUNDLED_NOTEBOOKS : path.resolve(from));
const bundled = (): typeof import('../course/bundled') => require('../course/bundled') as typeof import('../course/bundled');
const copies = (): typeof import('../course/copies') => require('../course/copies') as typeof import('../course/copies');

interface SiteOptions extends FromOptions {
  readonly execute: boolean;
  readonly timeout?: number;
}

async function site(dir: string, options: SiteOptions): Promise<void> {
  const { buildSite } = require('../export/site/build-site') as typeof import('../export/site/build-site');
  using stop = stopSignals();
  const run = { timeoutMs: options.timeout ?? null, allowsErrors: false, settleMs: RUN_SETTLE_MS, signal: stop.signal };
  if (!(await buildSite(courseOf(options), dir, { executes: options.execute, run }))) process.exitCode = stop.exitCode ?? 1;
}

function copy(dir: string, options: CopyOptions): void {
  const forms: CourseForm[] = [
    ...(options.student === true ? ['student' as const] : []),
    ...(options.selfStudy === true ? ['self-study' as const] : []),
    ...(options.nbgrader === true ? ['nbgrader' as const] : []),
  ];
  if (forms.length > 1) throw new UsageError('Give only one of --student, --self-study and --nbgrader.');
  const form = forms[0] ?? 'solutions';
  if (dir.trim() === '') throw new UsageError('Name the folder of the copy: awaitbook course copy DIR');
  tell(copies().makeCopy(courseOf(options), dir, form, options.leaveChanged === true ? 'stay' : 'go aside'), dir);
}

function reset(dir: string | undefined, options: FromOptions): void {
  const folder = dir ?? bundled().WORKING_COPY;
  const form = copies().formOfCopy(folder);
  if (form === null) {
    const wish = dir === undefined ? 'Name the folder of the copy: awaitbook course reset DIR' : `To make one there: awaitbook course copy ${dir}`;
    throw new UserError(`There is no copy of the course in ${folder}.\n${wish}`);
  }
  tell(copies().makeCopy(courseOf(options), folder, form, 'go aside'), folder);
}

function tell(files: readonly CopiedFile[], folder: string): void {
  for (const copied of files) {
    if (copied.was === 'kept') process.stdout.write(`${copied.file}: yours is kept in ${copied.place}\n`);
    if (copied.was === 'left') process.stdout.write(`${copied.file}: you changed it, so it is left as it is. There is a newer one: "awaitbook course reset" brings it and keeps yours.\n`);
  }
  const count = files.filter(({ was }) => was === 'written' || was === 'kept').length;
  process.stdout.write(`${folder}: ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${count} of them written${count === 0 ? '' : '. Where JupyterLab has one open: File > Reload Notebook from Disk'}.\n`);
}

async function verify(files: string[], options: VerifyOptions): Promise<void> {
  const { verifyCourse } = require('../course/verify') as typeof import('../course/verify');
  if (options.timeout === 0) throw new UsageError('--timeout takes a time longer than nothing.');
  using stop = stopSignals();
  const isRight = await verifyCourse(files, {
    course: courseOf(options),
    modes: modesOf(options),
    putsSolutionsBack: options.withSolutions === true,
    timeoutMs: options.timeout ?? null,
    signal: stop.signal,
  }, process.stdout, process.stderr);
  if (!isRight) process.exitCode = stop.exitCode ?? 1;
}

function modesOf({ all, counterExamples, student }: VerifyOptions): VerifyMode[] {
  if (all === true) return ['counter-examples', 'stubs'];
  const modes: VerifyMode[] = [...(counterExamples === true ? ['counter-examples' as const] : []), ...(student === true ? ['stubs' as const] : [])];
  return modes.length === 0 ? ['as it is'] : modes;
}

function format(files: string[]): void {
  const { inCommittedForm } = require('../course/format') as typeof import('../course/format');
  const { formatNotebook } = require('../run/notebook-json') as typeof import('../run/notebook-json');
  const { readNotebook } = require('../run/notebook-file') as typeof import('../run/notebook-file');
  const { writeWhole } = require('../write-whole') as typeof import('../write-whole');
  for (const [file, notebook] of files.map((file) => [file, readNotebook(file)] as const)) writeWhole(file, formatNotebook(inCommittedForm(notebook)));
}
