/** How our kernel fares in a notebook that grows to 1,000 cells. */
import type { Cells } from './cells';
import { BenchFault } from './client';
import type { Exchange } from './client';
import type { KernelRun } from './kernel-run';
import type { MeasureName } from './measures';
import { commandOf, memoryOf, processTree } from './processes';

export type Recorder = (measure: MeasureName, value: number) => void;

/** Cells, each with declarations of its own, at which is measured. */
const FEW = 10;
const MEMORY_AT = 500;
const MANY = 1_000;
/** Measured cells of each kind, at each of them. */
const REPETITIONS = 30;
/** Cells that declare nothing, before all: the kernel's own code is as warm at the few cells as at the many. */
const WARM_UP = 100;

/** `finished` waits for a cell's reply and tells the ms to it. */
export async function longNotebook(run: KernelRun, record: Recorder, { one, typed }: Cells, finished: (cell: Exchange) => Promise<number>): Promise<void> {
  let text = 100;
  let declared = 0;
  const send = async (code: string): Promise<number> => {
    const cell = run.client.sendCell(code);
    const ms = await finished(cell);
    await cell.until('idle', LIMIT_MS);
    return ms;
  };
  const declareUpTo = async (count: number): Promise<void> => {
    while (declared < count) await send(typed(++text, String(++declared)));
  };
  const measure = async (ones: MeasureName, typeds: MeasureName): Promise<void> => {
    for (let i = 0; i < REPETITIONS; i++) {
      record(ones, await send(one(++text)));
      record(typeds, await send(typed(++text)));
      declared += 1;
    }
  };
  for (let i = 0; i < WARM_UP; i++) await send(`{ ${typed(++text)} }`);
  await declareUpTo(FEW);
  await measure('oneAtTen', 'typedAtTen');
  await declareUpTo(MEMORY_AT);
  record('checkerMemory', compilerMemory(run));
  await declareUpTo(MANY);
  await measure('oneAtThousand', 'typedAtThousand');
}

/** Ms that a cell may take. */
const LIMIT_MS = 20_000;

/** @throws BenchFault without a compiler. */
function compilerMemory({ pid }: KernelRun): number {
  const memory = memoryOf(processTree(pid).filter((one) => commandOf(one) === 'tsc'));
  if (memory === null) throw new BenchFault('no process of the compiler was found');
  return memory;
}
