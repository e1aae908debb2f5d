/** Runs cells in V8's REPL mode as the engine does, without the rest of the engine; started by `cell-session.ts`. */
import { Session, type Runtime } from 'node:inspector';
import process from 'node:process';
import { inspect } from 'node:util';
import { promiseHooks } from 'node:v8';
import { installModules } from '../../../kernel/engine-process/modules';
import { HELPERS_NAME } from '../../../kernel/language/running-form';
import type { CellAnswer, CellOrder } from './cell-session';

const session = new Session();
session.connect();
Object.defineProperty(globalThis, HELPERS_NAME, { enumerable: false, value: installModules(process.cwd()) });

function evaluate(expression: string): Promise<unknown> {
  let first: Promise<unknown> | null = null;
  let refusal: unknown = null;
  const stop = promiseHooks.onInit((promise: Promise<unknown>) => {
    first ??= promise;
  }) as () => void;
  session.post('Runtime.evaluate', { expression, replMode: true }, (error, answer) => {
    // Node's types don't know replMode, and so not what comes back.
    const { exceptionDetails } = (answer ?? {}) as Partial<Runtime.EvaluateReturnType>;
    refusal = error ?? (exceptionDetails ? new SyntaxError(exceptionDetails.exception?.description ?? exceptionDetails.text) : null);
  });
  stop();
  return first ?? Promise.reject(refusal as Error);
}

async function run({ code, label }: CellOrder): Promise<CellAnswer> {
  try {
    const wrapped = await evaluate(`${code}\n//# sourceURL=${label}`);
    return { result: inspect(Reflect.get(wrapped as object, '.repl_result'), { depth: 4, breakLength: Infinity, compact: true }) };
  } catch (thrown) {
    if (!(thrown instanceof Error)) return { thrown: { name: 'UncaughtValue', message: inspect(thrown), stack: '' } };
    const { error, suppressed } = thrown as Error & { error?: unknown; suppressed?: unknown };
    const inner = [error, suppressed].flatMap((one) => (one instanceof Error ? [one.message] : []));
    return { thrown: { name: thrown.name, message: thrown.message, stack: thrown.stack ?? '', ...(inner.length > 0 ? { inner } : {}) } };
  }
}

process.on('message', (order: CellOrder) => {
  void run(order).then((answer) => process.send?.(answer));
});
process.send?.('ready');
