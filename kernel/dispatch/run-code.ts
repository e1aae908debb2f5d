/** The author's text to an outcome: check and transform, then the engine; a text that does not parse ends as a SyntaxError. */
import type { RunEnd, Verdict } from '../checker/contract';
import type { CellNumber, CellTiming, Outcome, ThrownDescription } from '../engine/contract';
import type { SyntaxProblem } from '../language/running-form';
import type { IncomingMessage } from '../protocol/message';
import type { Cell } from './cells';
import type { Services } from './services';
import type { ShownError } from './shown-error';

export interface RunOptions {
  readonly request: IncomingMessage;
  readonly code: string;
  /** How the run is called in tracebacks. */
  readonly label: string;
  readonly options: Pick<Cell, 'isSilent' | 'allowsInput'>;
  readonly wantsResult: boolean;
  /** Whether types are checked before it runs. */
  readonly isChecked: boolean;
  /** Whether a promise as the value becomes a display of the cell. */
  readonly showsPromise: boolean;
}

const NOTHING_KNOWN = { frames: [], properties: null, cause: null, errors: [] };

/** How a text ended: by running, or stopped by errors of type. `checkMs`: what the check of its types took; absent where none was made. */
export type RunOutcome = (Outcome | { readonly status: 'refused'; readonly shown: ShownError; readonly timing: CellTiming }) & { readonly checkMs?: number };

/** Runs one text under a number of its own. Never rejects but for a fault of the kernel. */
export async function runCode(run: RunOptions, services: Services): Promise<RunOutcome> {
  const { cells, language, checker, engine } = services;
  const cell = cells.start(run.request, run.code, run.options);
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const sinceStart = (): number => Math.round((performance.now() - started) * 1000) / 1000;
  const notRun = (): CellTiming => ({ startedAt, wallMs: sinceStart(), cpuMs: 0, idleMs: 0 });
  // The compiler works on the check while the text is transformed.
  const checking = run.isChecked ? checker.check(run.code) : null;
  const prepared = language.prepare(run.code);
  const verdict = checking instanceof Promise ? await cells.orInterrupt(checking) : checking;
  const checked = verdict?.result.status === 'checked' ? { checkMs: sinceStart() } : {};
  if (run.isChecked && verdict === null) {
    const error: ThrownDescription = { ...NOTHING_KNOWN, name: 'KeyboardInterrupt', message: `${run.label} was interrupted while its types were checked; nothing of it ran.` };
    return { status: 'error', reason: 'interrupted', error, timing: notRun() };
  }
  if (prepared.status === 'invalid') return { status: 'error', reason: 'thrown', error: describe(prepared.problems, cell.number, run.label), timing: notRun() };
  if (verdict !== null) {
    const shown = tellVerdict(verdict, run, services);
    if (shown !== null) checker.refused(run.code, run.label);
    if (shown !== null) return { status: 'refused', shown, timing: notRun(), ...checked };
  }
  prepared.accept();
  const { form } = prepared;
  const outcome = await engine.evaluate({
    cell: cell.number,
    label: run.label,
    code: form.code,
    maps: form.maps,
    wantsResult: run.wantsResult && form.hasResult,
    showsPromise: run.showsPromise,
    allowsInput: run.options.allowsInput,
  });
  if (verdict !== null) checker.ran(run.code, endOf(outcome), run.label);
  return { ...outcome, ...checked };
}

/** Publishes what the checker has to say; returns the error of a cell that it stops. */
function tellVerdict({ result, stops, notes, later }: Verdict, { request, code, label, options }: RunOptions, services: Services): ShownError | null {
  const say = (name: 'stdout' | 'stderr', text: string): void => {
    if (!options.isSilent) services.iopub.stream(request, name, text);
  };
  for (const note of notes) say('stdout', `${note}\n`);
  if (result.status === 'unchecked') {
    if (result.words !== null) say('stderr', `${result.words}\n`);
    void later?.then((found) => {
      if (found.status === 'unchecked') return found.words === null ? undefined : say('stderr', `${found.words}\n`);
      return found.diagnostics.length === 0 ? undefined : say('stderr', services.showTypeWarnings(found.diagnostics, code, label));
    });
    return null;
  }
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  if (stops && errors.length > 0) {
    // A fault of the configuration may be why.
    const ofFiles = result.diagnostics.filter(({ severity, file }) => severity === 'warning' && file !== null);
    if (ofFiles.length > 0) say('stderr', services.showTypeWarnings(ofFiles, code, label));
    return services.showTypeErrors(errors, code, label);
  }
  if (result.diagnostics.length > 0) say('stderr', services.showTypeWarnings(result.diagnostics, code, label));
  return null;
}

function endOf(outcome: Outcome): RunEnd {
  if (outcome.status === 'ok') return 'ok';
  return outcome.reason === 'engine-died' || outcome.reason === 'engine-ended' ? 'engine-gone' : 'failed';
}

/** The first problem is the error, the others follow as its `errors`. */
function describe(problems: readonly SyntaxProblem[], cell: CellNumber, place: string): ThrownDescription {
  const [first, ...others] = problems.map((problem): ThrownDescription => {
    const { message, line, column } = problem;
    const frame = { functionName: '', cell, place, line, column, isAsync: false };
    return { name: 'SyntaxError', message, frames: [frame], properties: null, cause: null, errors: [] };
  });
  const unknown: ThrownDescription = { ...NOTHING_KNOWN, name: 'SyntaxError', message: 'The cell does not parse.' };
  return { ...(first ?? unknown), errors: others };
}
