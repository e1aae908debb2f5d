/** One start of one kernel, and all that is measured on it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { CompletionCase, Cells } from './cells';
import { BenchFault } from './client';
import type { Exchange, Moment } from './client';
import { KernelRun } from './kernel-run';
import { longNotebook } from './long-notebook';
import type { Recorder } from './long-notebook';
import type { BenchKernel } from './kernels';
import { LineCounter } from './line-counter';
import type { MeasureName } from './measures';
import type { Plan } from './options';
import type { Samples } from './samples';

/** Ms that a kernel may take for its start or for one cell; what takes longer counts as a fault. */
const CELL_LIMIT_MS = 20_000;
/** Ms after which kernel_info_request is sent again, as jupyter_client does: tslab now and then never answers one that comes while it starts. */
const ASK_AGAIN_MS = 1_000;
/** Ms for all lines: 2,000 lines a second at least. */
const LINES_LIMIT_MS = 60_000;
/** Ms without a further line after which the missing ones count as lost. */
const QUIET_MS = 1_500;
/** Ms of rest before memory is read: collections and late loading are over then. */
const REST_MS = 1_000;
/** Ms that an interrupted cell may take to end. */
const INTERRUPT_LIMIT_MS = 3_000;
/** Ms between a cell's begin and its interrupt: nothing tells that a cell which says nothing has come to its wait. */
const UNDER_WAY_MS = 100;
/** Ms after a reply in which a published result may still come. */
const RESULT_LIMIT_MS = 500;
/** Cells before the round trips that are measured. */
const WARM_UP = 10;


/** So often a part may fail for a kernel before it is not tried again: once may be chance, and a fault takes the rest of its round with it. */
const FAULTS_ALLOWED = 2;

/** Measures until something fails; the reason is noted. */
export async function runRound(kernel: BenchKernel, plan: Plan, round: number, samples: Samples): Promise<void> {
  if (samples.faultsOf(kernel.name, 'start') >= FAULTS_ALLOWED) return;
  await measureParts(kernel, partsOf(kernel, plan, round), samples);
  const { cells } = kernel;
  if (cells === null || kernel.name !== 'awaitbook' || round >= plan.longRounds) return;
  await measureParts(kernel, [['long notebook', (run, record) => longNotebook(run, record, cells, finished)]], samples);
}

type Part = readonly [name: string, measure: (run: KernelRun, record: Recorder) => Promise<void>];

/** In one start of the kernel. */
async function measureParts(kernel: BenchKernel, parts: readonly Part[], samples: Samples): Promise<void> {
  const record: Recorder = (measure, value) => samples.add(kernel.name, measure, value);
  const run = await KernelRun.start(kernel);
  try {
    for (const [part, measure] of parts) {
      if (samples.faultsOf(kernel.name, part) >= FAULTS_ALLOWED) continue;
      try {
        await run.whileRunning(measure(run, record));
      } catch (error) {
        if (!(error instanceof BenchFault)) throw error;
        samples.fault(kernel.name, part, error.message);
        return;
      }
    }
  } finally {
    if (kernel.name === 'awaitbook') samples.addCells(run.client.cells);
    await run.end();
  }
}

/** In this order, as what fails to be interrupted ends the round. */
function partsOf({ name, cells }: BenchKernel, plan: Plan, round: number): Part[] {
  const one = (n: number): string => cells?.one(n) ?? '1+1';
  const parts: Part[] = [
    ['start', (run, record) => start(run, record, one(1))],
    ['memory', (run, record) => memoryAtRest(run, record)],
    ['1+1', (run, record) => roundTrips(run, record, one, plan.ones, ONE)],
  ];
  if (cells === null) return parts;
  parts.push(
    ['typed cell', (run, record) => roundTrips(run, record, cells.typed, plan.typed, TYPED)],
    ['typed cell again', (run, record) => roundTrips(run, record, () => cells.typed(1), plan.typed, AGAIN)],
    ['completion', (run, record) => completions(run, record, cells, plan.completions)],
    ...(name === 'awaitbook' || name === 'unchecked' ? [['inspection', (run, record) => inspections(run, record, plan.completions)] satisfies Part] : []),
    ['together', (run, record) => together(run, record, cells, plan.together)],
  );
  if (round < plan.lineRounds) parts.push(['lines', (run, record) => lines(run, record, cells, plan.lines)]);
  parts.push(
    ['interrupt (awaiting)', (run, record) => interrupts(run, record, cells.awaiting, plan.interrupts, 'interruptAwaiting')],
    ['interrupt (spinning)', (run, record) => interrupts(run, record, cells.spinning, plan.interrupts, 'interruptSpinning')],
  );
  return parts;
}

async function start(run: KernelRun, record: Recorder, one: string): Promise<void> {
  const info = run.client.send('kernel_info_request', {});
  const again = setInterval(() => run.client.sendAgain(info), ASK_AGAIN_MS);
  await info.until('reply', CELL_LIMIT_MS).finally(() => clearInterval(again));
  record('startToInfo', (info.at.reply ?? NaN) - run.startedAt);
  const first = run.client.sendCell(one);
  await finished(first);
  // On a busy machine the client may subscribe too late to see it; there is no sample then.
  if (await comes(first, 'output', RESULT_LIMIT_MS)) record('startToResult', (first.at.output ?? NaN) - run.startedAt);
}

async function memoryAtRest(run: KernelRun, record: Recorder): Promise<void> {
  await wait(REST_MS);
  record('memoryAtRest', run.memory());
}

/** Where the times of a cell go. */
interface RoundTripMeasures {
  readonly toReply: MeasureName;
  readonly toIdle: MeasureName | null;
  readonly check: MeasureName | null;
  readonly evaluation: MeasureName | null;
}
const ONE: RoundTripMeasures = { toReply: 'oneToReply', toIdle: 'oneToIdle', check: 'oneCheck', evaluation: null };
const TYPED: RoundTripMeasures = { toReply: 'typedToReply', toIdle: 'typedToIdle', check: 'typedCheck', evaluation: 'typedEvaluation' };
/** The very text that ran before, as when a notebook is run again. */
const AGAIN: RoundTripMeasures = { toReply: 'typedAgain', toIdle: null, check: null, evaluation: null };

async function roundTrips(run: KernelRun, record: Recorder, code: (n: number) => string, count: number, measures: RoundTripMeasures): Promise<void> {
  for (let i = -WARM_UP; i < count; i++) {
    const cell = run.client.sendCell(code(100 + i));
    const reply = await finished(cell);
    const idle = await cell.until('idle', CELL_LIMIT_MS);
    if (i < 0) continue;
    record(measures.toReply, reply);
    if (measures.toIdle !== null) record(measures.toIdle, idle);
    if (cell.checkMs !== null && measures.check !== null) record(measures.check, cell.checkMs);
    if (cell.evaluationMs !== null && measures.evaluation !== null) record(measures.evaluation, cell.evaluationMs);
  }
}

async function completions(run: KernelRun, record: Recorder, cells: Cells, count: number): Promise<void> {
  await finished(run.client.sendCell(cells.beforeCompletion));
  const complete = async ({ text: write, expects }: CompletionCase, measure: MeasureName, n: number): Promise<void> => {
    const text = write(n);
    const request = run.client.send('complete_request', { code: text, cursor_pos: text.length });
    record(measure, await request.until('reply', CELL_LIMIT_MS));
    const offers = request.reply?.['matches'];
    if (!Array.isArray(offers) || !offers.some((offer) => String(offer).includes(expects))) throw new BenchFault(`${text} was not completed to ${expects}`);
  };
  for (let i = 0; i < count; i++) {
    await complete(cells.completeMember, 'completeMember', i);
    await complete(cells.completeVariable, 'completeVariable', i);
  }
}

/** Of a member and of a variable, which `completions` made. */
async function inspections(run: KernelRun, record: Recorder, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    for (const name of ['Math.max', 'measuredValue']) {
      const code = `${i}+${name}`;
      const request = run.client.send('inspect_request', { code, cursor_pos: code.length, detail_level: 0 });
      record('inspection', await request.until('reply', CELL_LIMIT_MS));
      if (request.reply?.['found'] !== true) throw new BenchFault(`nothing was found about ${name}`);
    }
  }
}

async function together(run: KernelRun, record: Recorder, cells: Cells, count: number): Promise<void> {
  for (let i = 0; i < count; i++) record('together', await finished(run.client.sendCell(cells.together)));
}

async function lines(run: KernelRun, record: Recorder, cells: Cells, count: number): Promise<void> {
  const before = run.memory();
  const counter = new LineCounter();
  let lastAt = NaN;
  const cell = run.client.sendCell(cells.lines(count), {
    onText: (text, at) => {
      counter.take(text);
      lastAt = at;
    },
  });
  await cell.until('reply', LINES_LIMIT_MS);
  await cell.until('idle', LINES_LIMIT_MS);
  while (counter.received < count && performance.now() - lastAt < QUIET_MS) await wait(20);
  record('linesReceived', counter.received);
  if (counter.received < count) throw new BenchFault(`${count - counter.received} of ${count} lines were lost`);
  if (!counter.isInOrder) throw new BenchFault('the lines came out of order');
  record('linesPerSecond', (count / (Math.max(lastAt, cell.at.reply ?? 0) - cell.sentAt)) * 1000);
  await wait(REST_MS);
  record('memoryGrowth', run.memory() - before);
}

async function interrupts(run: KernelRun, record: Recorder, code: string, count: number, measure: MeasureName): Promise<void> {
  for (let i = 0; i < count; i++) {
    const cell = run.client.sendCell(code);
    await cell.until('busy', CELL_LIMIT_MS);
    await wait(UNDER_WAY_MS);
    const sentAt = performance.now();
    run.interrupt();
    await cell.until('reply', INTERRUPT_LIMIT_MS);
    if (cell.reply?.['status'] === 'ok') throw new BenchFault('the cell ended before the interrupt');
    record(measure, (cell.at.reply ?? NaN) - sentAt);
    await finished(run.client.sendCell('1+1'));
  }
}

async function comes(exchange: Exchange, moment: Moment, limitMs: number): Promise<boolean> {
  try {
    await exchange.until(moment, limitMs);
    return true;
  } catch (error) {
    if (error instanceof BenchFault) return false;
    throw error;
  }
}

/** Ms to the reply. @throws BenchFault when the cell failed. */
async function finished(cell: Exchange): Promise<number> {
  const ms = await cell.until('reply', CELL_LIMIT_MS);
  const { status, ename, evalue } = cell.reply ?? {};
  if (status !== 'ok') throw new BenchFault(`a cell failed: ${String(ename ?? status)} ${String(evalue ?? '')}`.trim());
  return ms;
}
