/** The command line of the bench. */
import { parseArgs } from 'node:util';
import { PlainError } from '../set-up/plain-error';
import { KERNEL_NAMES } from './kernels';
import type { KernelName } from './kernels';

export const USAGE = `npm run bench -- [options]
  --quick            a short run: few repetitions, without the cost of X-rays and first cells
  --split            print also where the time of a cell goes
  --notebooks        measure only how soon the first cell of each notebook of the course answers
  --kernel FOLDER    the compiled kernel to measure (default: dist)
  --only NAMES       kernels to measure, with commas between: ${KERNEL_NAMES.join(', ')}
  --rounds N         how often each kernel is started, in turn
  --json FILE        where the results go (default: artefacts/bench/<date>.json)`;

/** How much is measured in one start of a kernel. */
export interface Plan {
  /** Starts of each kernel, in turn. */
  readonly rounds: number;
  /** The first so many rounds write lines. */
  readonly lineRounds: number;
  readonly lines: number;
  readonly ones: number;
  readonly typed: number;
  readonly completions: number;
  /** The first so many rounds measure in a notebook of 1,000 cells. */
  readonly longRounds: number;
  /** Of each kind. */
  readonly interrupts: number;
  readonly together: number;
}

const FULL: Plan = { rounds: 8, lineRounds: 3, lines: 100_000, ones: 100, typed: 40, completions: 20, longRounds: 3, interrupts: 3, together: 2 };
const QUICK: Plan = { rounds: 2, lineRounds: 1, lines: 100_000, ones: 40, typed: 20, completions: 10, longRounds: 1, interrupts: 2, together: 1 };

export interface BenchOptions {
  readonly plan: Plan;
  readonly split: boolean;
  /** Whether the cost of X-rays is measured too. */
  readonly xray: boolean;
  /** Whether the first cells of the course's notebooks are measured: beside all else, or alone. */
  readonly firstCells: boolean | 'alone';
  readonly kernelFolder: string | null;
  readonly only: readonly KernelName[];
  readonly json: string | null;
  readonly help: boolean;
}

/** @throws PlainError for what is no option of ours. */
export function readOptions(args: readonly string[]): BenchOptions {
  const values = parse(args);
  const rounds = Number(values.rounds ?? (values.quick ? QUICK : FULL).rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new PlainError(`--rounds must be a whole number above 0.\n${USAGE}`);
  const only = values.only?.split(',') ?? KERNEL_NAMES;
  const isName = (name: string): name is KernelName => KERNEL_NAMES.some((known) => known === name);
  const unknown = only.find((name) => !isName(name));
  if (unknown !== undefined) throw new PlainError(`--only: there is no kernel ${unknown}.\n${USAGE}`);
  return {
    plan: { ...(values.quick ? QUICK : FULL), rounds },
    split: values.split,
    xray: !values.quick && only.includes('awaitbook'),
    firstCells: values.notebooks ? 'alone' : !values.quick && only.includes('awaitbook'),
    kernelFolder: values.kernel ?? null,
    only: only.filter(isName),
    json: values.json ?? null,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        split: { type: 'boolean', default: false },
        notebooks: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        kernel: { type: 'string' },
        only: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new PlainError(`${(error as Error).message}\n${USAGE}`);
  }
}
