/**
 * `node:readline` on `process.stdin`: a question is shown by the front end together with its field, and asked when it is put, not when
 * the interface is made. An interrupt ends what its cell waits for.
 */
import readline from 'node:readline';
import readlinePromises from 'node:readline/promises';
import { promisify } from 'node:util';
import type { Questions } from './input';
import { registerWait } from './pending-work';
import { CellInput } from './standard-input';

/** How the errors name it when nobody can be asked. */
const CALL = 'question() of node:readline';

type AnyInterface = readline.Interface | readlinePromises.Interface;

interface QuestionOptions {
  readonly signal?: AbortSignal;
}

/** Keeps count of the questions of an interface, and lets the stream know when a line is waited for. */
function watch(one: AnyInterface, stdin: CellInput): { begin(prompt: string, signal: AbortSignal | undefined): { signal: AbortSignal; end(): void } } {
  let open = 0;
  let isClosed = false;
  const reader = { isWaiting: () => open > 0 || one.listenerCount('line') > 0 };
  stdin.readers.add(reader);
  one.once('close', () => {
    isClosed = true;
    stdin.readers.delete(reader);
  });
  one.on('newListener', (event: string) => {
    if (event === 'line') process.nextTick(() => stdin.askIfWanted());
  });
  // That nobody can be asked is told to all interfaces on the stream; it concerns those alone that wait.
  one.on('error', (error: unknown) => {
    if (!reader.isWaiting() || one.listenerCount('error') > 1) return;
    process.nextTick(() => {
      throw error;
    });
  });
  registerWait({ isOver: () => isClosed, end: () => one.close() });
  return {
    begin(prompt, signal) {
      const ending = new AbortController();
      let isOver = false;
      const end = (): void => {
        if (!isOver) open -= 1;
        isOver = true;
      };
      open += 1;
      stdin.prompt = prompt;
      signal?.addEventListener('abort', end, { once: true });
      registerWait({
        isOver: () => isOver || isClosed,
        end: () => {
          end();
          ending.abort();
        },
      });
      return { signal: signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]), end };
    },
  };
}

function watchCallbacks(one: readline.Interface, stdin: CellInput, questions: Questions): void {
  const watched = watch(one, stdin);
  const nodeQuestion = one.question.bind(one) as (query: string, options: QuestionOptions, callback: (answer: string) => void) => void;
  const question = (query: string, second: unknown, third: unknown): void => {
    const callback = typeof second === 'function' ? second : third;
    if (typeof callback !== 'function') return;
    questions.check(CALL);
    const { signal, end } = watched.begin(String(query), (Object(second) as QuestionOptions).signal);
    nodeQuestion('', { signal }, (answer) => {
      end();
      Reflect.apply(callback, undefined, [answer]);
    });
    stdin.askIfWanted();
  };
  const promised = (query: string, options?: unknown): Promise<string> => new Promise((resolve) => question(query, options ?? {}, resolve));
  Object.defineProperty(question, promisify.custom, { enumerable: true, value: promised });
  Reflect.set(one, 'question', question);
}

function watchPromises(one: readlinePromises.Interface, stdin: CellInput, questions: Questions): void {
  const watched = watch(one, stdin);
  const nodeQuestion = one.question.bind(one);
  Reflect.set(one, 'question', async (query: string, options?: QuestionOptions): Promise<string> => {
    questions.check(CALL);
    const { signal, end } = watched.begin(String(query), options?.signal);
    const answer = nodeQuestion('', { signal });
    stdin.askIfWanted();
    try {
      return await answer;
    } finally {
      end();
    }
  });
}

/** Puts it in place in both modules. */
export function installCellReadline(questions: Questions): void {
  const { createInterface } = readline;
  const { createInterface: createPromised } = readlinePromises;
  const inputOf = (one: AnyInterface): unknown => Reflect.get(one, 'input');
  Reflect.set(readline, 'createInterface', (...args: unknown[]): readline.Interface => {
    const one = Reflect.apply(createInterface, readline, args) as readline.Interface;
    const stdin = inputOf(one);
    if (stdin instanceof CellInput) watchCallbacks(one, stdin, questions);
    return one;
  });
  Reflect.set(readlinePromises, 'createInterface', (...args: unknown[]): readlinePromises.Interface => {
    const one = Reflect.apply(createPromised, readlinePromises, args) as readlinePromises.Interface;
    const stdin = inputOf(one);
    if (stdin instanceof CellInput) watchPromises(one, stdin, questions);
    return one;
  });
}
