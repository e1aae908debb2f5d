/**
 * Answers to synchronous questions (`prompt`, `confirm`): the main thread sleeps in shared memory, where an interrupt reaches it, until
 * the worker has put the answer into a port.
 */
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

/** `words[0]`: id of the question that is waited for; `words[1]`: grows with each answer. */
export interface AnswerLine {
  readonly words: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** The main thread's end. */
export interface AnswerWaiter {
  /** Goes to the worker; its port has to be transferred. */
  readonly forWorker: AnswerLine;
  /** Calls `ask` and blocks until its answer is there. */
  waitFor(inputId: number, ask: () => void): string;
}

interface Answer {
  readonly inputId: number;
  readonly value: string;
}

const WAITED = 0;
const COUNT = 1;

/** Makes the line. */
export function createAnswerLine(): AnswerWaiter {
  const words = new SharedArrayBuffer(8);
  const control = new Int32Array(words);
  const { port1, port2 } = new MessageChannel();

  /** An answer to a question that was interrupted may still lie there. */
  function received(inputId: number): Answer | null {
    for (;;) {
      const found = receiveMessageOnPort(port1) as { readonly message: Answer } | undefined;
      if (found === undefined) return null;
      if (found.message.inputId === inputId) return found.message;
    }
  }

  return {
    forWorker: { words, port: port2 },
    waitFor(inputId, ask) {
      Atomics.store(control, WAITED, inputId);
      ask();
      for (;;) {
        const count = Atomics.load(control, COUNT);
        const answer = received(inputId);
        if (answer !== null) return answer.value;
        Atomics.wait(control, COUNT, count);
      }
    },
  };
}

/** The worker's end: hands an answer over if the main thread waits for it. */
export function deliverAnswer({ words, port }: AnswerLine, answer: Answer): void {
  const control = new Int32Array(words);
  if (Atomics.load(control, WAITED) !== answer.inputId) return;
  port.postMessage(answer);
  Atomics.add(control, COUNT, 1);
  Atomics.notify(control, COUNT);
}
