/** How checks and exercises are shown: in colour, as text, and as JSON for tools. */
import { inspect } from 'node:util';
import { JUPYTER_DISPLAY } from '../../engine-process/rich-output';
import type { Displayable, ShownForm } from '../displayable';
import { escapeMarkup } from '../markup';

/** MIME type of a verdict: `awaitbook course verify` and other tools read it. */
export const VERDICT_TYPE = 'application/vnd.awaitbook.check+json';

/** A line of a verdict. `open`: not looked at, because one above it failed. */
export type LineState = 'passed' | 'failed' | 'open';

/** The JSON under `VERDICT_TYPE`. */
export type VerdictReport =
  | {
      readonly version: 1;
      readonly kind: 'check';
      readonly name: string;
      readonly passed: boolean;
      /** What to look at, for the person; null without. */
      readonly hint: string | null;
      /** A value that was measured, or why the condition could not be looked at; null without. */
      readonly detail: string | null;
    }
  | {
      readonly version: 1;
      readonly kind: 'exercise';
      /** Its title. */
      readonly name: string;
      readonly passed: boolean;
      /** Whether the learner has not begun. */
      readonly isUntouched: boolean;
      readonly checks: readonly { readonly name: string; readonly state: LineState; readonly detail: string | null }[];
    };

/** A half-transparent ground and the text's own colour: readable on a light and on a dark page. */
const COLOURS: Readonly<Record<LineState, readonly [border: string, ground: string]>> = {
  passed: ['#2da44e', 'rgba(45, 164, 78, 0.14)'],
  failed: ['#d1242f', 'rgba(209, 36, 47, 0.14)'],
  open: ['#8c959f', 'rgba(140, 149, 159, 0.14)'],
};

const SIGNS: Readonly<Record<LineState, string>> = { passed: '✓', failed: '✗', open: '·' };

/** The sign in front of a line of that state. */
export function signOf(state: LineState): string {
  return SIGNS[state];
}

/** Text as markup, with `code` between backticks. */
export function phrase(text: string): string {
  return escapeMarkup(text).replace(/`([^`]+)`/g, '<code>$1</code>').replaceAll('\n', '<br>');
}

/** Puts markup into a box whose colour tells the state. */
export function box(state: LineState, markup: string): string {
  const [border, ground] = COLOURS[state];
  return `<div style="border-left: 4px solid ${border}; background: ${ground}; padding: 4px 12px; margin: 4px 0">${markup}</div>`;
}

/** What is shown of a check or an exercise. */
export class Verdict implements Displayable {
  readonly #form: ShownForm;
  readonly #text: string;

  constructor(markup: string, text: string, report: VerdictReport | null) {
    this.#form = { 'text/html': markup, 'text/plain': text, ...(report === null ? {} : { [VERDICT_TYPE]: report }) };
    this.#text = text;
  }

  [JUPYTER_DISPLAY](): ShownForm {
    return this.#form;
  }

  [inspect.custom](): string {
    return this.#text;
  }
}

/** Thrown for what failed, and only where notebooks are verified: a learner's cell goes on. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}
