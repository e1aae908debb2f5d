/** `awaitbook export NOTEBOOK… --to FORMAT`: runs notebooks and makes pages, slides, PDF, Markdown or scripts of them. */
import { Option, type Command } from 'commander';
import { XRAY_VARIABLES } from '../../environment';
import { RUN_SETTLE_MS } from '../../limits';
import { FORMATS, type Format } from '../export/formats';
import { readTime } from '../run/options';
import { stopSignals } from '../run/stop-signals';
import { UsageError } from '../user-error';

interface ExportCommandOptions {
  readonly to: Format;
  readonly output?: string;
  readonly execute: boolean;
  readonly code: boolean;
  readonly xray?: true;
  readonly allowErrors?: true;
  readonly timeout?: number;
}

export function build(command: Command): void {
  command
    .argument('<notebooks...>', 'the notebooks; each runs in its own folder, and its file stays as it is')
    .addOption(new Option('--to <format>', 'what is made').choices(FORMATS).makeOptionMandatory())
    .option('-o, --output <path>', 'write there instead of beside the notebook: a file, for several notebooks a folder')
    .option('--no-execute', 'show the outputs that the notebook has, and run nothing')
    .option('--no-code', 'leave the code out')
    .option('--xray', 'show under every cell what it waited for')
    .option('--allow-errors', 'go on after a cell that failed, and count it as well; the same for checks')
    .option('--timeout <time>', 'interrupt a cell that takes longer, for example 30s; it counts as failed', (text) => readTime(text, '--timeout'))
    .addHelpText('after', '\nEnds with 0 when all went well, 1 when a cell or a check failed (the output is written all the same, and says so), 2 when the command was called in a wrong way.')
    .action(run);
}

async function run(files: string[], options: ExportCommandOptions): Promise<void> {
  const { exportNotebooks } = require('../export/export-notebooks') as typeof import('../export/export-notebooks');
  if (options.xray === true && !options.execute) throw new UsageError('--xray looks at cells while they run: leave --no-execute out.');
  if (options.timeout === 0) throw new UsageError('--timeout takes a time longer than nothing.');
  if (!options.code && options.to === 'script') throw new UsageError('A script without code is empty: leave --no-code out.');
  if (options.xray === true && options.to === 'script') throw new UsageError('A script has no outputs: leave --xray out.');
  if (options.xray === true) Object.assign(process.env, XRAY_VARIABLES);
  using stop = stopSignals();
  const isGood = await exportNotebooks(files, options.output, {
    to: options.to,
    // A script is the code alone.
    executes: options.execute && options.to !== 'script',
    hasCode: options.code,
    run: { timeoutMs: options.timeout ?? null, allowsErrors: options.allowErrors === true, settleMs: RUN_SETTLE_MS, signal: stop.signal },
  });
  if (!isGood) process.exitCode = stop.exitCode ?? 1;
}
