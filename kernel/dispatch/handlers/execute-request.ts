/** execute_request: one cell, from its input to its reply. */
import { stripVTControlCharacters } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import type { CellTiming, Outcome } from '../../engine/contract';
import { ABORT_GRACE_MS } from '../../limits';
import type { ExecuteReply } from '../../protocol/messages/execute';
import type { Answer, Handler, Request } from '../handler';
import { followRun } from '../follow-run';
import { runCode } from '../run-code';
import type { RunOutcome } from '../run-code';
import { followedRun } from '../runs';
import type { Services } from '../services';
import type { ShownError } from '../shown-error';
import { evaluateExpressions } from '../user-expressions';

export const executeHandler: Handler<'execute_request'> = {
  waits: ({ message }, { runs }) => {
    if (followedRun(message) !== null) return false;
    runs.add(message);
    return true;
  },
  handle: async (request, services) => {
    const { cells, inputs } = services;
    const followed = followedRun(request.message);
    if (followed !== null) return followRun(followed, request.message, services);
    cells.running = request.message;
    cells.nextInput = null;
    try {
      return await execute(request, services);
    } finally {
      inputs.forget(request.message);
      cells.running = null;
    }
  },
  abort: ({ cells }) => ({
    content: { status: 'aborted', execution_count: cells.count },
    metadata: { started: new Date().toISOString() },
  }),
  refuse: (error, { cells }) => ({
    content: { ...error, execution_count: cells.count, user_expressions: {}, payload: [] },
    metadata: { started: new Date().toISOString() },
  }),
};

async function execute(request: Request<'execute_request'>, services: Services): Promise<Answer<'execute_request'>> {
  const { cells, iopub, history } = services;
  const { code, silent, store_history, stop_on_error, allow_stdin, user_expressions } = request.content;
  const isEmpty = code.trim() === '';
  const isCounted = store_history && !isEmpty;
  if (isCounted) cells.count++;
  const execution_count = cells.count;
  if (!silent) iopub.publish('execute_input', { code, execution_count }, request.message);
  const entry = isCounted ? history.add(execution_count, code) : null;

  const options = { isSilent: silent, allowsInput: allow_stdin };
  const label = isCounted ? `Cell ${execution_count}` : 'Cell without number';
  const outcome: RunOutcome = isEmpty ? nothingRun() : await runCode({ request: request.message, code, label, options, wantsResult: !silent, isChecked: true, showsPromise: true }, services);
  if (services.isEnding) return executeHandler.abort!(services);
  const { timing, checkMs } = outcome;
  const metadata = { started: timing.startedAt, awaitbook: { timing, ...(checkMs === undefined ? {} : { checkMs }) } };
  if (outcome.status !== 'ok') {
    const reason = outcome.status === 'error' ? outcome.reason : 'refused';
    const shown = outcome.status === 'error' ? services.showError(outcome.error) : outcome.shown;
    if (!silent) iopub.publish('error', { ...shown }, request.message);
    if (reason === 'engine-died' || reason === 'engine-ended') closeComms(request, services);
    await abortOthers(reason === 'interrupted' || reason === 'engine-ended', stop_on_error, services);
    return { content: errorContent(shown, execution_count), metadata };
  }
  const { result } = outcome;
  if (result !== null && !silent) {
    const text = result.data['text/plain'];
    if (entry !== null && typeof text === 'string') entry.output = stripVTControlCharacters(text);
    iopub.publish('execute_result', { execution_count, ...result }, request.message);
  }
  const expressions = await evaluateExpressions(request.message, user_expressions, options, services);
  return { content: { status: 'ok', execution_count, user_expressions: expressions, payload: payloadOf(services) }, metadata };
}

/** JupyterLab puts the text into a new cell below (Jupyter messaging 5.5, "Payloads"). */
function payloadOf({ cells }: Services): Record<string, string | boolean>[] {
  return cells.nextInput === null ? [] : [{ source: 'set_next_input', text: cells.nextInput, replace: false }];
}

/** An interrupt has aborted the queue already. */
async function abortOthers(isInterrupt: boolean, stopOnError: boolean, { queue }: Services): Promise<void> {
  if (isInterrupt || !stopOnError) return;
  await wait(ABORT_GRACE_MS);
  queue.abortWaiting();
}

/** The comms of an engine that is gone are gone too. */
function closeComms({ message }: Request<'execute_request'>, { comms, iopub }: Services): void {
  for (const comm_id of comms.reset()) iopub.publish('comm_close', { comm_id, data: {} }, message);
}

function errorContent(shown: ShownError, execution_count: number): ExecuteReply {
  return { status: 'error', ...shown, execution_count, user_expressions: {}, payload: [] };
}

/** Empty code is not run, and not counted, as in ipykernel. */
function nothingRun(): Outcome {
  const timing: CellTiming = { startedAt: new Date().toISOString(), wallMs: 0, cpuMs: 0, idleMs: 0 };
  return { status: 'ok', result: null, timing };
}
