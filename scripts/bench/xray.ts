/**
 * What the X-ray costs: CPU time of the engine for the same cell in three states, one after the other, again and again: in an engine that
 * never X-rayed anything, in one that did and is off, and under `%%xray`. Ratios are those of pairs, of which the median counts. They are
 * taken from the cell's first statement to its last; what an X-ray costs before and behind, however long the cell, is told in ms.
 */
import { pbkdf2Sync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Engine, EngineListener } from '../../kernel/engine/contract';
import type { startEngine } from '../../kernel/engine/engine';
import type { createParserLanguage } from '../../kernel/language/parser-language';
import { PlainError } from '../set-up/plain-error';
import type { BenchFolders } from './folders';
import { median } from './statistics';
import { shortNumber, tableLines } from './table';

interface Workload {
  readonly name: string;
  readonly code: string;
  /** The most that the CPU time under `%%xray` may be, in parts of that without; null for what is only shown. */
  readonly on: number | null;
}

const WORKLOADS: readonly Workload[] = [
  { name: '1e6 awaits', code: 'for (let i = 0; i < 1e6; i++) await null;', on: process.versions.node.startsWith('22.') ? 1.3 : 1.15 },
  { name: '1e5 empty timers', code: 'await new Promise((done) => { let left = 1e5; for (let i = 0; i < 1e5; i++) setTimeout(() => { if (--left === 0) done(); }, 0); });', on: 3 },
  { name: '1e4 file reads', code: 'for (let i = 0; i < 1e4; i++) await fs.promises.readFile(file);', on: null },
  // A tenth of them is enough to tell: each is a task of 1 ms in the thread pool.
  { name: '1e3 operations of 1 ms', code: 'for (let i = 0; i < 1e3; i++) await new Promise((done) => crypto.pbkdf2("a", "b", rounds, 32, "sha256", done));', on: 1.5 },
  // Next to no work of their own (9 µs): what is held against it is what looking costs by the second (some 8 ms) and by the stack (24 µs).
  { name: '1e4 timers of 1 ms', code: 'await Promise.all(Array.from({ length: 4 }, async () => { for (let i = 0; i < 2500; i++) await new Promise((done) => setTimeout(done, 1)); }));', on: null },
];

/** As many rounds as pbkdf2 takes 1 ms for, found once: both engines have to do the same work. */
function roundsOfOneMs(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    pbkdf2Sync('a', 'b', 100_000, 32, 'sha256');
    return performance.now() - start;
  });
  return Math.round(100_000 / median(times));
}

/** The most that it may cost when it is off. */
const OFF = 1.03;

/** The smallest odd number of pairs whose median says something. */
const PAIRS = 9;

/** What was measured of one workload. */
export interface XrayCost {
  readonly name: string;
  /** Median ms of CPU time in an engine that never X-rayed. */
  readonly cpuMs: number;
  /** Medians of the ratios of pairs. */
  readonly off: number;
  readonly on: number;
  /** Median ms of CPU time that an X-ray takes before and behind the cell. */
  readonly aroundMs: number;
  readonly isMet: boolean;
}

/** Ms of CPU time: between the cell's first statement and its last, and of the whole cell. */
interface CellCost {
  readonly within: number;
  readonly whole: number;
}

/** Runs cells in one engine without a front. */
class CellRunner {
  readonly #engine: Engine;
  readonly #prepare: (source: string) => { readonly code: string; readonly maps: Parameters<Engine['evaluate']>[0]['maps'] };
  #cell = 0;
  #said = '';

  constructor(kernel: string) {
    const load = <Module>(name: string): Module => require(path.join(kernel, name)) as Module;
    const language = load<{ createParserLanguage: typeof createParserLanguage }>('language/parser-language').createParserLanguage();
    const ignored = (): void => undefined;
    const listener: EngineListener = {
      stream: (_cell, _name, text) => void (this.#said += text),
      display: ignored, rejected: ignored, clearOutput: ignored, uncaught: ignored, inputRequested: ignored, nextInput: ignored,
      xraySlice: ignored, xray: ignored, cellLost: ignored, comm: ignored, commTarget: ignored, died: ignored, failed: ignored,
    };
    this.#engine = load<{ startEngine: typeof startEngine }>('engine/engine').startEngine(listener);
    this.#prepare = (source) => {
      const prepared = language.prepare(source);
      if (prepared.status === 'invalid') throw new PlainError(`the bench's cell does not parse: ${source}`);
      prepared.accept();
      return prepared.form;
    };
  }

  async run(source: string): Promise<number> {
    const { code, maps } = this.#prepare(source);
    this.#cell += 1;
    const label = `Cell ${this.#cell}`;
    const outcome = await this.#engine.evaluate({ cell: this.#cell, label, code, maps, wantsResult: false, showsPromise: false, allowsInput: false });
    if (outcome.status === 'error') throw new PlainError(`${outcome.error.name}: ${outcome.error.message}`);
    return outcome.timing.cpuMs ?? NaN;
  }

  /** @param head `%%xray`, or nothing. */
  async cost(code: string, head = ''): Promise<CellCost> {
    this.#said = '';
    const whole = await this.run(`${head}\nconst before = process.cpuUsage();\n${code}\nconst { user, system } = process.cpuUsage(before);\nprocess.stdout.write(\`CPU \${(user + system) / 1000};\`);`);
    const within = Number(/CPU ([\d.]+);/.exec(this.#said)?.[1] ?? NaN);
    return { within, whole };
  }

  async end(): Promise<void> {
    await this.#engine.end();
  }
}

/** Measures all. */
export async function measureXray({ kernel }: BenchFolders, pairs = PAIRS): Promise<XrayCost[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-bench-'));
  const file = path.join(folder, 'read');
  fs.writeFileSync(file, 'x'.repeat(1_000));
  const preparation = `const fs = require('node:fs'); const crypto = require('node:crypto'); const file = ${JSON.stringify(file)}; const rounds = ${roundsOfOneMs()};`;
  const never = new CellRunner(kernel);
  const once = new CellRunner(kernel);
  try {
    for (const runner of [never, once]) await runner.run(preparation);
    await once.run('%%xray\nawait null');
    const costs: XrayCost[] = [];
    for (const workload of WORKLOADS) costs.push(await measure(workload, { never, once }, pairs));
    return costs;
  } finally {
    await Promise.all([never.end(), once.end()]);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ name, code, on }: Workload, { never, once }: Record<'never' | 'once', CellRunner>, pairs: number): Promise<XrayCost> {
  const costs: Record<'never' | 'off' | 'on', CellCost>[] = [];
  // The first round warms up. Neither of the two is first in all of them.
  for (let round = 0; round <= pairs; round++) {
    const both = round % 2 === 0 ? [never, once] : [once, never];
    const [first, second] = [await both[0]!.cost(code), await both[1]!.cost(code)];
    const under = await once.cost(code, '%%xray');
    // As many cells in the one as in the other: what is compiled and how large the heap is weighs more than what is measured.
    await never.cost(code);
    if (round > 0) costs.push({ never: both[0] === never ? first : second, off: both[0] === never ? second : first, on: under });
  }
  const off = median(costs.map((cost) => cost.off.within / cost.never.within));
  const ratioOn = median(costs.map((cost) => cost.on.within / cost.off.within));
  return {
    name,
    cpuMs: median(costs.map((cost) => cost.never.within)),
    off,
    on: ratioOn,
    aroundMs: median(costs.map((cost) => cost.on.whole - cost.on.within - (cost.off.whole - cost.off.within))),
    isMet: off <= OFF && (on === null || ratioOn <= on),
  };
}

/** The figures as a table, with what is wanted. */
export function xrayLines(costs: readonly XrayCost[]): string[] {
  const wanted = new Map(WORKLOADS.map(({ name, on }) => [name, on]));
  const rows = costs.map(({ name, cpuMs, off, on, aroundMs, isMet }) => {
    const limit = wanted.get(name) ?? null;
    return [name, `${shortNumber(cpuMs)} ms`, `×${off.toFixed(3)}`, `×${OFF}`, `×${on.toFixed(2)}`, limit === null ? '' : `×${limit}`, isMet ? 'yes' : 'NO', `${shortNumber(aroundMs)} ms`];
  });
  return ['', 'X-ray: CPU time of a cell', ...tableLines({ head: ['cell', 'without', 'off', 'wanted', 'on', 'wanted', 'met', 'before and behind'], rows })];
}
