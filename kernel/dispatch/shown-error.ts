/** An error as Jupyter shows it: the same three fields in the `error` message and in the reply. */
import type { ThrownDescription } from '../engine/contract';
import { SHOWN_VALUE_CHARACTERS } from '../limits';

export interface ShownError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

/** A cell that errors of type stopped. @param text the first of them in one line. */
export function showTypeErrors(text: string, lines: readonly string[]): ShownError {
  return { ename: 'TypeScriptError', evalue: bound(text), traceback: [...lines] };
}

/** @param render the lines of the traceback. */
export function showError(error: ThrownDescription, render: (error: ThrownDescription) => string[]): ShownError {
  return { ename: bound(error.name), evalue: bound(error.message), traceback: render(error) };
}

function bound(text: string): string {
  const left = text.length - SHOWN_VALUE_CHARACTERS;
  return left <= 0 ? text : `${text.slice(0, SHOWN_VALUE_CHARACTERS)}… ${left} more characters`;
}
