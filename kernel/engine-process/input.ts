/** `input()`: a question to the person at the front end, answered by an `input_reply`. */
import type { Evaluator } from './evaluate';
import type { Reporter } from './report';
import { currentCell } from './cell-context';

/** Asks questions and takes their answers. */
export interface Questions {
  ask(prompt: string, password: boolean): Promise<string>;
  answer(inputId: number, value: string): void;
}

/** Makes the questions of one engine. */
export function createQuestions(evaluator: Evaluator, reporter: Reporter): Questions {
  const waiting = new Map<number, (value: string) => void>();
  let nextId = 1;
  return {
    ask(prompt, password) {
      const running = evaluator.runningCell();
      if (running === null || running.cell !== currentCell()) {
        return Promise.reject(new Error('input() only works while its cell runs: await it in the cell.'));
      }
      if (!running.allowsInput) {
        return Promise.reject(new Error('input() needs a front end that can ask: this cell was run without one (for example by nbconvert).'));
      }
      const inputId = nextId;
      nextId += 1;
      return new Promise((resolve) => {
        waiting.set(inputId, resolve);
        reporter.event({ type: 'input', cell: running.cell, inputId, prompt, password });
      });
    },
    answer(inputId, value) {
      waiting.get(inputId)?.(value);
      waiting.delete(inputId);
    },
  };
}
