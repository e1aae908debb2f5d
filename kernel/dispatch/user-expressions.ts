/** `user_expressions` of an execute request: each runs by itself after the cell, and an error stays with its name. */
import type { KernelMessage } from '@jupyterlab/services';
import type { JsonRecord } from '../protocol/json';
import type { IncomingMessage } from '../protocol/message';
import type { Cell } from './cells';
import { runCode } from './run-code';
import type { Services } from './services';

type Values = KernelMessage.IExecuteReply['user_expressions'];

/** Name to `{status: 'ok', data, metadata}` or `{status: 'error', ename, evalue, traceback}`. */
export async function evaluateExpressions(
  request: IncomingMessage,
  expressions: JsonRecord,
  options: Pick<Cell, 'isSilent' | 'allowsInput'>,
  services: Services,
): Promise<Values> {
  const values: [string, object][] = [];
  for (const [name, code] of Object.entries(expressions)) values.push([name, await evaluate(request, name, code, options, services)]);
  return Object.fromEntries(values) as Values;
}

async function evaluate(
  request: IncomingMessage,
  name: string,
  code: unknown,
  options: Pick<Cell, 'isSilent' | 'allowsInput'>,
  services: Services,
): Promise<object> {
  if (typeof code !== 'string') {
    const evalue = `execute_request: content.user_expressions.${name} must be a string`;
    return { status: 'error', ename: 'ContentError', evalue, traceback: [`ContentError: ${evalue}`] };
  }
  const label = `user_expressions.${name}`;
  const outcome = await runCode({ request, code, label, options, wantsResult: true, isChecked: false, showsPromise: false }, services);
  if (outcome.status === 'refused') return { status: 'error', ...outcome.shown };
  if (outcome.status === 'error') return { status: 'error', ...services.showError(outcome.error) };
  const { data, metadata } = outcome.result ?? { data: { 'text/plain': 'undefined' }, metadata: {} };
  return { status: 'ok', data, metadata };
}
