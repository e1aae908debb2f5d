/**
 * Measures our kernel beside others, in turn on one machine, and prints medians, ratios and whether the targets are met. Run it with
 * "npm run bench"; `--help` tells the options. The absolute times are this machine's: the ratios are what counts.
 */
import fs from 'node:fs';
import path from 'node:path';
import { firstCellLines, measureFirstCells } from './bench/first-cells';
import { benchFolders } from './bench/folders';
import type { BenchFolders } from './bench/folders';
import { KERNEL_NAMES, prepareKernel } from './bench/kernels';
import type { BenchKernel, KernelName } from './bench/kernels';
import { readOptions, USAGE } from './bench/options';
import type { BenchOptions } from './bench/options';
import { reportJson, reportLines } from './bench/report';
import type { Results } from './bench/report';
import { runRound } from './bench/run-round';
import { Samples } from './bench/samples';
import { measureSplits } from './bench/split';
import { measureXray, xrayLines } from './bench/xray';
import { PlainError } from './set-up/plain-error';
import { runMain } from './set-up/run-main';

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const folders = benchFolders(options.kernelFolder);
  if (options.firstCells === 'alone') {
    process.stdout.write(`${firstCellLines(await measureFirstCells(folders)).join('\n')}\n`);
    return 0;
  }
  const results = await bench(options, folders);
  process.stdout.write(`${reportLines(results).join('\n')}\n`);
  const xray = options.xray ? await measureXray(folders) : null;
  if (xray !== null) process.stdout.write(`${xrayLines(xray).join('\n')}\n`);
  const firstCells = options.firstCells ? await measureFirstCells(folders) : null;
  if (firstCells !== null) process.stdout.write(`${firstCellLines(firstCells).join('\n')}\n`);
  const file = options.json ?? path.join(folders.results, `${results.startedAt.toISOString().replaceAll(':', '-')}.json`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify({ ...reportJson(results), xray, firstCells }, null, 2)}\n`);
  process.stdout.write(`\nWritten to ${path.relative(process.cwd(), file)}\n`);
  return 0;
}

async function bench({ plan, only, split }: BenchOptions, folders: BenchFolders): Promise<Results> {
  const startedAt = new Date();
  const kernels: BenchKernel[] = [];
  const missing = new Map<KernelName, string>();
  for (const name of KERNEL_NAMES.filter((one) => only.includes(one))) {
    try {
      kernels.push(await prepareKernel(name, folders));
    } catch (error) {
      if (!(error instanceof PlainError) || name === 'awaitbook' || name === 'unchecked') throw error;
      missing.set(name, error.message.replaceAll(/\s+/g, ' '));
    }
  }
  const samples = new Samples();
  for (let round = 0; round < plan.rounds; round++) {
    for (const kernel of kernels) {
      process.stderr.write(`round ${round + 1} of ${plan.rounds}: ${kernel.name}\n`);
      await runRound(kernel, plan, round, samples);
    }
  }
  const versions = new Map(kernels.map(({ name, version }) => [name, version]));
  return { startedAt, plan, versions, missing, samples, split: split ? await measureSplits(folders, samples) : null };
}

/** Exit codes that shells give for the end by a signal. Kernels in groups of their own do not get it: exiting ends them. */
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) process.on(signal, () => process.exit(code));

void runMain(() => main(process.argv.slice(2)));
