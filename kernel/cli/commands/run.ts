/** `awaitbook run NOTEBOOK…`: runs notebooks from the shell, each in a kernel of its own; needs no Jupyter. */
import { Option, type Command } from 'commander';
import { XRAY_VARIABLES } from '../../environment';
import { RUN_SETTLE_MS } from '../../limits';
import { progressFor } from '../run/choose-progress';
import { readJobs, readTime } from '../run/options';
import { outputFiles } from '../run/output-files';
import { injectParameters, readParameter, type Parameters } from '../run/parameters';
import { stopSignals } from '../run/stop-signals';
import { UsageError } from '../user-error';

interface RunCommandOptions {
  readonly output?: string;
  readonly timeout?: number;
  readonly allowErrors?: true;
  readonly parameters?: Parameters;
  readonly settle: number;
  readonly jobs: number;
  readonly json?: true;
  readonly xray?: true;
}

export function build(command: Command): void {
  command
    .argument('<notebooks...>', 'the notebooks; each runs in its own folder')
    .option('-o, --output <path>', 'write there instead of in place: a file, for several notebooks a folder')
    .option('-p, --parameters <name=value>', 'set a variable behind the cell tagged "parameters"; JSON, else a string; may be repeated', readParameter)
    .option('--timeout <time>', 'interrupt a cell that takes longer, for example 30s; it counts as failed', (text) => readTime(text, '--timeout'))
    .option('--allow-errors', 'go on after a cell that failed, and count it as well')
    .addOption(new Option('--settle <time>', 'wait as long for displays that show a pending promise at the end').argParser((text) => readTime(text, '--settle')).default(RUN_SETTLE_MS, `${RUN_SETTLE_MS / 1000}s`))
    .option('--jobs <number>', 'notebooks that run at the same time', readJobs, 1)
    .option('--xray', 'show under every cell what it waited for')
    .option('--json', 'tell the progress as one JSON object a line')
    .addHelpText('after', '\nEnds with 0 when all went well, 1 when a cell failed (its notebook is written all the same), 2 when the command was called in a wrong way.')
    .action(run);
}

async function run(files: string[], options: RunCommandOptions): Promise<void> {
  const { readNotebook } = require('../run/notebook-file') as typeof import('../run/notebook-file');
  const { runNotebooks } = require('../run/run-notebooks') as typeof import('../run/run-notebooks');
  const { cellsToRun } = require('../run/run-notebook') as typeof import('../run/run-notebook');
  if (options.xray === true) Object.assign(process.env, XRAY_VARIABLES);
  if (options.timeout === 0) throw new UsageError('--timeout takes a time longer than nothing.');
  const notebooks = files.map(readNotebook);
  for (const notebook of notebooks) injectParameters(notebook, options.parameters ?? new Map());
  const outputs = outputFiles(files, options.output);
  const tasks = files.map((file, index) => ({ file, output: outputs[index]!, notebook: notebooks[index]! }));
  const cellCount = notebooks.reduce((sum, notebook) => sum + cellsToRun(notebook).length, 0);
  const progress = progressFor(options.json === true, files.length > 1, cellCount);
  using stop = stopSignals();
  const isGood = await runNotebooks(tasks, {
    timeoutMs: options.timeout ?? null,
    allowsErrors: options.allowErrors === true,
    settleMs: options.settle,
    jobs: Math.min(options.jobs, tasks.length),
    signal: stop.signal,
  }, progress).finally(() => progress.close());
  if (!isGood) process.exitCode = stop.exitCode ?? 1;
}
