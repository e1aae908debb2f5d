/** Questions to the person at the front end. */
import { observing } from '../engine-process/observing';
import { endingPromise } from '../xray/collect/ending-promise';
import { engineServices, type EngineServices } from '../engine-process/services';

/** Options of `input` and `prompt`. */
export interface InputOptions {
  /** The front end does not show what is typed. */
  password?: boolean;
}

/** What clients send for the end of input, Ctrl-D in jupyter_console (jupyter_client and ipykernel agree on it). */
const END_OF_INPUT = '\x04';

function servicesFor(call: string): EngineServices {
  const services = engineServices();
  if (services === null) throw new Error(`${call} works in a notebook only.`);
  return services;
}

/** Asks the person at the front end and resolves with the answer; rejects in plain words when nobody can be asked. */
export async function input(prompt = '', options: InputOptions = {}): Promise<string> {
  const operation = observing.by?.begin({ kind: 'input', type: 'input', label: 'input', calledAs: input }) ?? null;
  const answer = servicesFor('input()').ask({ prompt: String(prompt), password: options.password === true, call: 'input()' });
  return operation === null ? answer : endingPromise(operation, answer);
}

/**
 * Asks as `prompt` of browsers does: blocks until the answer is there. `options` may be a text, which an empty answer stands for. Null
 * when the person ends the input (Ctrl-D in a console). Throws in plain words when nobody can be asked.
 */
export function prompt(message = '', options: string | InputOptions = {}): string | null {
  const otherwise = typeof options === 'string' ? options : '';
  const isPassword = typeof options !== 'string' && options.password === true;
  const text = otherwise === '' ? String(message) : `${String(message)} [${otherwise}] `;
  const answer = servicesFor('prompt()').askNow({ prompt: text, password: isPassword, call: 'prompt()' });
  if (answer === END_OF_INPUT) return null;
  return answer === '' ? otherwise : answer;
}

/** Asks a question of yes or no as `confirm` of browsers does: blocks until the answer is there. True for `y` and `yes`. */
export function confirm(message = ''): boolean {
  const answer = servicesFor('confirm()').askNow({ prompt: `${String(message)} [y/N] `, password: false, call: 'confirm()' });
  return /^\s*y(?:es)?\s*$/i.test(answer);
}
