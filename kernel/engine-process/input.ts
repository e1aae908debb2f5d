/** Questions to the person at the front end, answered by an `input_reply`. */
import type { CellNumber } from '../engine/contract';
import type { AnswerWaiter } from './answer-line';
import type { Evaluator } from './evaluate';
import type { Reporter } from './report';
import { currentCell } from './cell-context';

/** What is asked, and by which call: errors name it, for example `input()`. */
export interface Question {
  readonly prompt: string;
  readonly password: boolean;
  readonly call: string;
}

/** Asks questions and takes their answers. Whoever can't be asked is told in plain words. */
export interface Questions {
  /** @throws Error (as a rejection) when nobody can be asked */
  ask(question: Question): Promise<string>;
  /** Blocks the thread until the answer is there, or an interrupt. @throws Error when nobody can be asked */
  askNow(question: Question): string;
  answer(inputId: number, value: string): void;
  /** @throws Error when nobody can be asked now */
  check(call: string): void;
  /** The running cell if it is its work that runs now, else null. */
  askingCell(): CellNumber | null;
}

/** Makes the questions of one engine. */
export function createQuestions(evaluator: Evaluator, reporter: Reporter, line: AnswerWaiter): Questions {
  const waiting = new Map<number, (value: string) => void>();
  let nextId = 1;

  function cellFor(call: string): CellNumber {
    const running = evaluator.runningCell();
    if (running === null || running.cell !== currentCell()) throw new Error(`${call} only works while its cell runs: await it in the cell.`);
    if (!running.allowsInput) throw new Error(`${call} needs a front end that can ask: this cell was run without one (for example by nbconvert).`);
    return running.cell;
  }

  function report(cell: CellNumber, inputId: number, { prompt, password }: Question): void {
    reporter.event({ type: 'input', cell, inputId, prompt, password });
  }

  return {
    async ask(question) {
      const cell = cellFor(question.call);
      const inputId = nextId;
      nextId += 1;
      return new Promise((resolve) => {
        waiting.set(inputId, resolve);
        report(cell, inputId, question);
      });
    },
    askNow(question) {
      const cell = cellFor(question.call);
      const inputId = nextId;
      nextId += 1;
      return line.waitFor(inputId, () => report(cell, inputId, question));
    },
    check: (call) => void cellFor(call),
    askingCell() {
      const running = evaluator.runningCell()?.cell ?? null;
      return running === currentCell() ? running : null;
    },
    answer(inputId, value) {
      waiting.get(inputId)?.(value);
      waiting.delete(inputId);
    },
  };
}
