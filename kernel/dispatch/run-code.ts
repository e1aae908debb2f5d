/** The author's text to an outcome: transform, then the engine; a text that does not parse ends as a SyntaxError. */
import type { CellNumber, CellTiming, Outcome, ThrownDescription } from '../engine/contract';
import type { SyntaxProblem } from '../language/running-form';
import type { IncomingMessage } from '../protocol/message';
import type { Cell } from './cells';
import type { Services } from './services';

export interface RunOptions {
  readonly request: IncomingMessage;
  readonly code: string;
  /** How the run is called in tracebacks. */
  readonly label: string;
  readonly options: Pick<Cell, 'isSilent' | 'allowsInput'>;
  readonly wantsResult: boolean;
  /** Whether a promise as the value becomes a display of the cell. */
  readonly showsPromise: boolean;
}

/** Runs one text under a number of its own. Never rejects but for a fault of the kernel. */
export async function runCode(run: RunOptions, services: Services): Promise<Outcome> {
  const { cells, language, engine } = services;
  const cell = cells.start(run.request, run.code, run.options);
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const transformed = language.transform(run.code);
  if (transformed.status === 'invalid') {
    const timing: CellTiming = { startedAt, wallMs: Math.round((performance.now() - started) * 1000) / 1000, cpuMs: 0, idleMs: 0 };
    return { status: 'error', reason: 'thrown', error: describe(transformed.problems, cell.number, run.label), timing };
  }
  const { form } = transformed;
  return engine.evaluate({
    cell: cell.number,
    label: run.label,
    code: form.code,
    maps: form.maps,
    wantsResult: run.wantsResult && form.hasResult,
    showsPromise: run.showsPromise,
    allowsInput: run.options.allowsInput,
  });
}

/** The first problem is the error, the others follow as its `errors`. */
function describe(problems: readonly SyntaxProblem[], cell: CellNumber, place: string): ThrownDescription {
  const [first, ...others] = problems.map((problem): ThrownDescription => {
    const { message, line, column } = problem;
    const frame = { functionName: '', cell, place, line, column, isAsync: false };
    return { name: 'SyntaxError', message, frames: [frame], properties: null, cause: null, errors: [] };
  });
  const unknown: ThrownDescription = { name: 'SyntaxError', message: 'The cell does not parse.', frames: [], properties: null, cause: null, errors: [] };
  return { ...(first ?? unknown), errors: others };
}
