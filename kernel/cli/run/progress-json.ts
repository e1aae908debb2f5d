/** Progress for programs: one JSON object a line, with the same fields whatever happens. */
import { stripVTControlCharacters } from 'node:util';
import type { CellRun, NotebookRun, Progress } from './progress';
import type { TextSink } from './progress-lines';

/** `event` is `notebook-start`, `cell-start`, `cell-end` or `notebook-end`; times are ms; `cell` counts all cells of the notebook from 1. */
export function jsonProgress(out: TextSink): Progress {
  const say = (event: string, { file }: NotebookRun, fields: object) => void out.write(`${JSON.stringify({ event, notebook: file, ...fields })}\n`);
  const place = ({ position, id, number }: CellRun) => ({ cell: position, id, number });
  return {
    started: (run) => say('notebook-start', run, { output: run.output, cells: run.cellCount }),
    cellStarted: (run, cell) => say('cell-start', run, place(cell)),
    cellEnded(run, cell, { status, ms, executionCount, failure, isAllowed }) {
      const error = failure && { ...failure, traceback: failure.traceback.map((line) => stripVTControlCharacters(line)) };
      say('cell-end', run, { ...place(cell), status, isAllowed, ms: Math.round(ms), executionCount, error });
    },
    ended: (run, { status, ms, message, notes }) => say('notebook-end', run, { output: run.output, status, ms: Math.round(ms), message, notes }),
    close: () => undefined,
  };
}
