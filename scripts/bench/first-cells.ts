/** How soon the first cell of each notebook of the course answers: from the start of its kernel, as JupyterLab starts it when the notebook is opened. */
import fs from 'node:fs';
import path from 'node:path';
import { BenchFault } from './client';
import type { BenchFolders } from './folders';
import { KernelRun } from './kernel-run';
import { prepareKernel } from './kernels';
import { median } from './statistics';
import { shortNumber, tableLines } from './table';

/** Medians of ms for one notebook. */
export interface FirstCell {
  readonly notebook: string;
  /** From the start of the kernel to the reply to its first code cell. */
  readonly fromStart: number;
  /** From the sending of that cell, when the kernel had told of itself. */
  readonly ofCell: number;
  readonly isMet: boolean;
}

/** Issue "The course: async I/O cell by cell with timings": "answers within 2 s of opening on a warm machine". */
const WANTED_MS = 2_000;
/** Starts of each notebook; the first, which warms the machine's caches, is not counted. */
const STARTS = 4;
const LIMIT_MS = 20_000;

/** @throws BenchFault when a first cell fails. */
export async function measureFirstCells(folders: BenchFolders): Promise<FirstCell[]> {
  const kernel = await prepareKernel('awaitbook', folders);
  const notebooks = path.join(folders.root, 'notebooks');
  const names = fs.readdirSync(notebooks).filter((name) => name.endsWith('.ipynb')).sort();
  const found: FirstCell[] = [];
  for (const name of names) {
    process.stderr.write(`first cell: ${name}\n`);
    const code = firstCode(path.join(notebooks, name));
    const [fromStart, ofCell]: [number[], number[]] = [[], []];
    for (let start = 0; start < STARTS; start++) {
      const run = await KernelRun.start(kernel, notebooks);
      try {
        const times = await run.whileRunning(firstAnswer(run, code, name));
        if (start === 0) continue;
        fromStart.push(times.fromStart);
        ofCell.push(times.ofCell);
      } finally {
        await run.end();
      }
    }
    found.push({ notebook: name, fromStart: median(fromStart), ofCell: median(ofCell), isMet: median(fromStart) <= WANTED_MS });
  }
  return found;
}

async function firstAnswer(run: KernelRun, code: string, name: string): Promise<Pick<FirstCell, 'fromStart' | 'ofCell'>> {
  await run.client.send('kernel_info_request', {}).until('reply', LIMIT_MS);
  const cell = run.client.sendCell(code);
  const ofCell = await cell.until('reply', LIMIT_MS);
  const { status, ename, evalue } = cell.reply ?? {};
  if (status !== 'ok') throw new BenchFault(`the first cell of ${name} failed: ${String(ename ?? status)} ${String(evalue ?? '')}`.trim());
  return { fromStart: (cell.at.reply ?? NaN) - run.startedAt, ofCell };
}

/** The source of a notebook's first code cell (nbformat 4.5). @throws BenchFault without one */
export function firstCode(file: string): string {
  const { cells } = JSON.parse(fs.readFileSync(file, 'utf8')) as { cells: readonly { cell_type: string; source: string | readonly string[] }[] };
  const first = cells.find(({ cell_type: type }) => type === 'code');
  if (first === undefined) throw new BenchFault(`${path.basename(file)} has no code`);
  return [first.source].flat().join('');
}

export function firstCellLines(found: readonly FirstCell[]): string[] {
  const rows = found.map(({ notebook, fromStart, ofCell, isMet }) => [notebook, `${shortNumber(fromStart)} ms`, `${shortNumber(WANTED_MS)} ms`, isMet ? 'yes' : 'NO', `${shortNumber(ofCell)} ms`]);
  return ['', 'First cell of each notebook of the course, answered', ...tableLines({ head: ['notebook', 'from the start of its kernel', 'wanted', 'met', 'the cell alone'], rows })];
}
