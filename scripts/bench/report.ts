/** The results as text and as JSON. */
import os from 'node:os';
import { KERNEL_NAMES } from './kernels';
import type { KernelName } from './kernels';
import { MEASURE_NAMES, MEASURES } from './measures';
import type { Plan } from './options';
import type { Samples } from './samples';
import type { Split } from './split';
import { shortNumber, tableLines } from './table';
import { verdicts } from './targets';

/** All that a bench found. */
export interface Results {
  readonly startedAt: Date;
  readonly plan: Plan;
  /** The version of each kernel that was measured. */
  readonly versions: ReadonlyMap<KernelName, string>;
  /** Why a kernel is missing. */
  readonly missing: ReadonlyMap<KernelName, string>;
  readonly samples: Samples;
  /** Null when it was not asked for. */
  readonly split: readonly Split[] | null;
}

const NOTHING = '-';

/** The lines that are printed. */
export function reportLines(results: Results): string[] {
  const { versions, missing, samples, plan, split } = results;
  const kernels = KERNEL_NAMES.filter((name) => versions.has(name));
  const peers = kernels.filter((name) => name !== 'awaitbook');
  const values = MEASURE_NAMES.map((measure) => [
    `${MEASURES[measure].title} (${MEASURES[measure].unit})`,
    ...kernels.map((kernel) => {
      const summary = samples.summary(kernel, measure);
      return summary === null ? NOTHING : `${shortNumber(summary.median)} / ${shortNumber(summary.p95)}`;
    }),
  ]);
  const ratios = MEASURE_NAMES.map((measure) => [MEASURES[measure].title, ...peers.map((peer) => orNothing(samples.ratio(measure, 'awaitbook', peer)))]);
  const targets = verdicts(samples, plan.lines).map(({ title, value, wanted, floor, isMet }) => [
    title,
    orNothing(value),
    wanted,
    orNothing(floor),
    isMet === null ? 'not measured' : isMet ? 'met' : 'MISSED',
  ]);
  const missed = [...missing].map(([name, reason]) => `${name} was not measured: ${reason}`);
  const faults = samples.faults();
  return [
    '',
    ...tableLines({ head: ['median / p95', ...kernels.map((name) => `${name} ${versions.get(name) ?? ''}`)], rows: values }),
    ...(peers.length === 0 ? [] : ['', ...tableLines({ head: ['awaitbook, in parts of', ...peers], rows: ratios })]),
    '',
    ...tableLines({ head: ['target', 'found', 'wanted', 'floor', ''], rows: targets }),
    ...(split === null ? [] : ['', ...splitLines(split)]),
    ...(missed.length + faults.length === 0 ? [] : ['', 'Not measured:', ...[...missed, ...faults].map((line) => `  ${line}`)]),
  ];
}

/** A column for each cell; they have the same parts. */
function splitLines(splits: readonly Split[]): string[] {
  const rows = (splits[0]?.parts ?? []).map(({ name, note }, index) => [name, ...splits.map(({ parts }) => shortNumber(parts[index]?.ms ?? NaN)), note]);
  return tableLines({ head: ['to execute_reply, part (ms)', ...splits.map(({ title }) => title), 'how it was measured'], rows });
}

function orNothing(value: number | null): string {
  return value === null ? NOTHING : shortNumber(value);
}

/** What the JSON file holds. */
export function reportJson({ startedAt, plan, versions, missing, samples, split }: Results): object {
  const measured = (kernel: KernelName) =>
    Object.fromEntries(
      MEASURE_NAMES.flatMap((measure) => {
        const summary = samples.summary(kernel, measure);
        return summary === null ? [] : [[measure, { unit: MEASURES[measure].unit, ...summary, samples: samples.of(kernel, measure) }]];
      }),
    );
  return {
    startedAt: startedAt.toISOString(),
    machine: { node: process.versions.node, platform: process.platform, arch: process.arch, cpu: os.cpus()[0]?.model ?? null, cores: os.availableParallelism() },
    plan,
    kernels: Object.fromEntries([...versions].map(([name, version]) => [name, { version, measures: measured(name) }])),
    missing: Object.fromEntries(missing),
    faults: samples.faults(),
    targets: verdicts(samples, plan.lines),
    split,
  };
}
