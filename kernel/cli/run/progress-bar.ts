/** Progress on a terminal: the lines, and below them a bar that moves while a cell runs. */
import type { CellRun, NotebookRun, Progress } from './progress';
import { lineProgress, seconds } from './progress-lines';
import type { TextSink } from './progress-lines';

/** Ms between two drawings: the running cell's tenths of a second are seen to move. */
const DRAW_MS = 100;

const BAR_CHARACTERS = 24;
const CLEAR_LINE = '\r\x1b[K';

interface Running {
  readonly cell: CellRun;
  readonly startedMs: number;
}

/** @param cellCount of all notebooks together. */
export function barProgress(out: TextSink, errors: TextSink, named: boolean, cellCount: number): Progress {
  const running = new Map<NotebookRun, Running>();
  let doneCount = 0;
  const clear = () => void out.write(CLEAR_LINE);
  const draw = () => {
    const now = [...running].map(([{ file }, { cell, startedMs }]) => `${named ? `${file} ` : ''}cell ${cell.position}, ${seconds(performance.now() - startedMs)}`);
    const line = `${bar(doneCount, cellCount)} ${doneCount}/${cellCount}  ${now.join(' · ')}`;
    out.write(`${CLEAR_LINE}${line.slice(0, Math.max(0, (out.columns ?? 80) - 1))}`);
  };
  const above = (sink: TextSink): TextSink => ({
    isTTY: sink.isTTY === true,
    write(text) {
      clear();
      sink.write(text);
      draw();
    },
  });
  const lines = lineProgress(above(out), above(errors), named);
  const timer = setInterval(draw, DRAW_MS);
  return {
    started: (run) => lines.started(run),
    cellStarted(run, cell) {
      running.set(run, { cell, startedMs: performance.now() });
      draw();
    },
    cellEnded(run, cell, outcome) {
      running.delete(run);
      doneCount++;
      lines.cellEnded(run, cell, outcome);
    },
    ended: (run, outcome) => lines.ended(run, outcome),
    close() {
      clearInterval(timer);
      clear();
    },
  };
}

function bar(done: number, all: number): string {
  const filled = all === 0 ? BAR_CHARACTERS : Math.round((done / all) * BAR_CHARACTERS);
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_CHARACTERS - filled)}]`;
}
