/** Runs one cell after the other in V8's REPL mode and tells how each ended. */
import { randomUUID } from 'node:crypto';
import { Session, type Runtime } from 'node:inspector';
import timers from 'node:timers';
import { types } from 'node:util';
import { promiseHooks } from 'node:v8';
import type { CellNumber, EvaluateRequest, Outcome, RichOutput, StackFrame, ThrownDescription } from '../engine/contract';
import { awaitedFrames, forgetAwaited } from './awaited-line';
import { type CellClock, noTiming, startClock, timingSince } from './cell-clock';
import { type CellScope, runInScope } from './cell-context';
import { cellBegins, endXray } from './cell-xray';
import { describeThrown, plainError } from './describe-thrown';
import { createInterruptedGuard } from './interrupted-guard';
import { displaysOnTheirWay, forgetDisplays } from './pending-displays';
import { endWaits, settleWaits } from './pending-work';
import { mustHoldReplPromises } from '../node-version';
import type { Reporter } from './report';
import { isShown, richOutput, shownText } from './rich-output';
import { showPromise } from './shown-promise';
import { frameOf, registerCell } from './stack-frames';
import { terminateHere } from './terminate-here';

/** Node's own, taken before `cell-timers.ts` puts another in its place. */
const { setImmediate: nodeSetImmediate } = timers;

const OBJECT_GROUP = 'cell';
const settledPromise = Promise.resolve();

/** Taken before a cell may change them: the engine has to end a cell whatever it did to its globals. */
const { apply } = Reflect;
const { then } = Promise.prototype;

function whenSettled(promise: Promise<unknown>, work: (value: unknown) => void, fail?: (thrown: unknown) => void): void {
  apply(then, promise, fail === undefined ? [work] : [work, fail]);
}

const mustHoldPromises = mustHoldReplPromises(process.versions.node);

interface RunningCell {
  readonly request: EvaluateRequest;
  readonly scope: CellScope;
  readonly clock: CellClock;
  /** The REPL wrapper's promise. */
  promise: Promise<unknown> | null;
}

/** Runs cells on this process's main thread. */
export interface Evaluator {
  evaluate(request: EvaluateRequest): void;
  /** The cell that runs or is awaited; null when idle. */
  runningCell(): EvaluateRequest | null;
  /**
   * Ends the running cell as interrupted at `frames` (null: at the await that it has come to), or refuses `cell` when it is still on its way here; says whether there was one.
   * `holder`: the label of an earlier cell, where it was work of that one which was interrupted.
   */
  settleInterrupted(cell: CellNumber | null, frames: readonly StackFrame[] | null, holder?: string): boolean;
  /** Ends the running cell because it asked the process to exit. */
  settleExited(error: ThrownDescription): void;
  /** Ends the JavaScript that runs now. */
  terminateHere(): never;
}

const ENGINE_ERROR = "The kernel's own work for this cell failed; a cell may have changed something built in that it needs. If it goes on, restart the kernel.";

/** An outcome before its timing is taken. */
type Ending = Outcome extends infer One ? (One extends Outcome ? Omit<One, 'timing'> : never) : never;

/** What V8 refuses to compile although the transform let it pass. */
function describeRefusal(details: Runtime.ExceptionDetails): ThrownDescription {
  const text = details.exception?.description ?? details.text;
  // V8 tells an overflow of its parser's stack so, which `language/nesting-limit.ts` is to come before.
  const isTooDeep = /^(?:Uncaught )?RangeError: Maximum call stack/.test(text);
  const message = isTooDeep ? 'This cell nests too deeply to be read. Split it into several statements.' : (text.split('\n')[0]?.replace(/^(?:Uncaught )?SyntaxError: /, '') ?? text);
  const frame = frameOf(details.url ?? '', details.lineNumber + 1, details.columnNumber + 1, '', false);
  return plainError('SyntaxError', message, frame === null ? [] : [frame]);
}

/** The value of a REPL evaluation: V8 hands it over wrapped, so that a promise is not unwrapped. */
function replResult(wrapped: unknown): unknown {
  return typeof wrapped === 'object' && wrapped !== null ? Reflect.get(wrapped, '.repl_result') : undefined;
}

/** Makes the evaluator; there is one in a process. `endStreams` is called at the end of each cell, before that is told. */
export function createEvaluator(reporter: Reporter, endStreams: (scope: CellScope) => void): Evaluator {
  const session = new Session();
  session.connect();
  let running: RunningCell | null = null;
  /** Cells arrive with rising numbers. */
  let lastCell: CellNumber = 0;
  const guard = createInterruptedGuard(session);
  /** Promises of interrupted cells, which never settle. */
  const abandoned: (Promise<unknown> | null)[] = [];

  function settle(cell: RunningCell, ending: Ending): void {
    if (running !== cell) return;
    endXray(cell.scope, ending);
    endStreams(cell.scope);
    // Said first: a termination may hit between the two, and a cell that was told twice is better than one that never ends.
    reporter.end({ type: 'done', cell: cell.request.cell, outcome: { ...ending, timing: timingSince(cell.clock) } });
    running = null;
    settleWaits(cell.scope);
    forgetDisplays(cell.scope.cell);
    session.post('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
  }

  /** Settles once the cell's displays are shown: a client may read nothing after its end. */
  function end(cell: RunningCell, ending: Ending): void {
    const displays = displaysOnTheirWay(cell.scope.cell);
    if (displays === null) settle(cell, ending);
    else void displays.then(() => end(cell, ending));
  }

  function fail(cell: RunningCell, thrown: unknown): void {
    end(cell, { status: 'error', reason: 'thrown', error: describeThrown(thrown) });
  }

  function succeed(cell: RunningCell, value: unknown): void {
    const endWith = (output: RichOutput | null): void => end(cell, { status: 'ok', result: output !== null && isShown(output) ? output : null });
    const { wantsResult, showsPromise } = cell.request;
    if (!wantsResult || value === undefined) return endWith(null);
    const output = showsPromise && types.isPromise(value)
      ? showPromise(value, { reporter, cell: cell.request.cell, displayId: randomUUID(), isUpdate: false }, true)
      : richOutput(value);
    if (output instanceof Promise) void output.then(endWith);
    else endWith(output);
  }

  /** Runs the engine's own work for a cell; what fails there is told as the cell's error, so that the cell ends. */
  function guarded(cell: RunningCell, work: () => void): void {
    try {
      work();
    } catch (thrown) {
      running = cell;
      settle(cell, { status: 'error', reason: 'thrown', error: plainError('EngineError', `${ENGINE_ERROR} ${shownText(thrown, false)}`) });
    }
  }

  function start(cell: RunningCell): void {
    forgetAwaited();
    cellBegins(cell.scope, cell.request);
    let first: Promise<unknown> | null = null;
    const stopHook: () => void = promiseHooks.onInit((promise: Promise<unknown>) => {
      if (first !== null) return;
      first = promise;
      stopHook();
    }) as () => void;
    const expression = `${cell.request.code}\n//# sourceURL=${registerCell(cell.request)}`;
    session.post('Runtime.evaluate', { expression, replMode: true, objectGroup: OBJECT_GROUP }, (error, answer: Partial<Runtime.EvaluateReturnType> | undefined) => {
      // Without a promise the text was never run. With one, the promise tells: V8's answer has only a remote object.
      if (first === null) {
        const details = answer?.exceptionDetails;
        const refusal = details === undefined ? plainError('SyntaxError', error?.message ?? 'V8 refused the text') : describeRefusal(details);
        settle(cell, { status: 'error', reason: 'thrown', error: refusal });
      }
    });
    if (first === null) stopHook();
    else {
      cell.promise = first;
      whenSettled(
        first,
        (wrapped) => guarded(cell, () => succeed(cell, replResult(wrapped))),
        (thrown) => guarded(cell, () => fail(cell, thrown)),
      );
    }
  }

  /** Ends a cell that is still on its way here, so that it never starts; says whether it is. */
  function refuse(number: CellNumber, words: string): boolean {
    if (number <= lastCell) return false;
    lastCell = number;
    const error = plainError('KeyboardInterrupt', `The cell was interrupted before it started${words}.`);
    reporter.end({ type: 'done', cell: number, outcome: { status: 'error', reason: 'interrupted', error, timing: noTiming() } });
    return true;
  }

  /** From now on no line of the cell runs. */
  function abandon(cell: RunningCell): void {
    cell.scope.isInterrupted = true;
    guard.watch(cell.scope);
    endWaits(cell.scope);
    if (mustHoldPromises) abandoned.push(cell.promise);
  }

  return {
    evaluate(request) {
      // Refused, or read twice because a termination hit the reading.
      if (request.cell <= lastCell) return;
      lastCell = request.cell;
      const cell: RunningCell = {
        request,
        scope: { cell: request.cell, isInterrupted: false },
        clock: startClock(),
        promise: null,
      };
      running = cell;
      let hasStarted = false;
      const startOnce = (): void => {
        if (hasStarted) return;
        hasStarted = true;
        guarded(cell, () => runInScope(cell.scope, () => start(cell)));
      };
      // Inside a microtask: a termination then unwinds only that. A termination elsewhere empties the queue of microtasks, so look again.
      whenSettled(settledPromise, startOnce);
      nodeSetImmediate(() => {
        if (!hasStarted) whenSettled(settledPromise, startOnce);
      });
    },
    runningCell: () => running?.request ?? null,
    settleInterrupted(number, frames, holder) {
      const cell = running;
      const words = holder === undefined ? '' : `: work that ${holder} had left running held up the event loop, and was interrupted too`;
      if (cell === null) return number !== null && refuse(number, words);
      const error = plainError('KeyboardInterrupt', `${cell.request.label} was interrupted${words}.`, frames ?? awaitedFrames(cell.request));
      abandon(cell);
      settle(cell, { status: 'error', reason: 'interrupted', error });
      return true;
    },
    settleExited(error) {
      const cell = running;
      if (cell === null) return;
      abandon(cell);
      settle(cell, { status: 'error', reason: 'exited', error });
    },
    terminateHere: () => terminateHere(session),
  };
}
