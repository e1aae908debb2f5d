/** Progress as lines of text: one a cell, the errors on stderr. */
import { stripVTControlCharacters } from 'node:util';
import { counted } from './counted';
import type { CellFailure, CellOutcome, CellRun, NotebookOutcome, NotebookRun, Progress } from './progress';

/** Where text goes. */
export interface TextSink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Characters of a cell's first line where the width is not known. */
const TITLE_CHARACTERS = 60;

/** `1.23 s`; times under 10 ms are noise. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Lines on `out`, errors on `errors`. @param named whether each line says its notebook, because there are several. */
export function lineProgress(out: TextSink, errors: TextSink, named: boolean): Progress {
  const prefix = (run: NotebookRun) => (named ? `${run.file}  ` : '');
  return {
    started: (run) => void out.write(`${run.file}: ${counted(run.cellCount, 'cell')} to run\n`),
    cellStarted: () => undefined,
    cellEnded(run, cell, outcome) {
      out.write(`${prefix(run)}${cellLine(run, cell, outcome)}\n`);
      const { failure, isAllowed, status } = outcome;
      if (failure !== null && !isAllowed && status !== 'interrupted') errors.write(`${failureText(run, cell, failure, errors.isTTY === true)}\n`);
    },
    ended: (run, outcome) => endLines(run, outcome, out, errors),
    close: () => undefined,
  };
}

function cellLine({ cellCount }: NotebookRun, { number, title }: CellRun, { ms, status, isAllowed }: CellOutcome): string {
  const width = String(cellCount).length;
  const words = status === 'ok' ? '' : ` ${isAllowed ? `${status}, allowed` : status}:`;
  const short = title.length <= TITLE_CHARACTERS ? title : `${title.slice(0, TITLE_CHARACTERS - 1)}…`;
  return `${String(number).padStart(width)}/${cellCount} ${seconds(ms).padStart(9)} ${words} ${short}`.trimEnd();
}

function failureText({ file }: NotebookRun, { position, id }: CellRun, { name, message, line, traceback }: CellFailure, isColoured: boolean): string {
  const where = [`cell ${position}${id === null ? '' : ` (id ${id})`}`, ...(line === null ? [] : [`line ${line}`])].join(', ');
  const lines = [`${file}: ${where}: ${name}: ${message.split('\n')[0]}`, ...traceback.map((text) => `    ${text.replaceAll('\n', '\n    ')}`)];
  if (traceback.length === 0 && message.includes('\n')) lines.push(...message.split('\n').slice(1).map((text) => `    ${text}`));
  const text = lines.join('\n');
  return isColoured ? text : stripVTControlCharacters(text);
}

function endLines({ file, output }: NotebookRun, { status, ms, message, notes }: NotebookOutcome, out: TextSink, errors: TextSink): void {
  if (message !== null) return void errors.write(`${file}: ${message}\n`);
  const words = { ok: 'done', failed: 'stopped at a cell that failed', interrupted: 'interrupted' }[status];
  out.write(`${file}: ${words} (${seconds(ms)}), written${output === file ? '' : ` to ${output}`}\n`);
  for (const note of notes) out.write(`${file}: ${note}\n`);
}
