/** `exercise`: a task for the learner, with what tells whether it is solved, and help in small portions. */
import { inspect } from 'node:util';
import { JUPYTER_DISPLAY } from '../../engine-process/rich-output';
import type { Displayable } from '../displayable';
import { display } from '../display';
import { failWhereVerified, judge, type Outcome } from './check';
import { box, type LineState, phrase, signOf, Verdict } from './verdict';

/** One thing that a solution has to hold. */
export interface ExerciseCheck<T> {
  /** The claim, for example `all four values are there`. */
  readonly name: string;
  /** Looks at the learner's answer; one that throws has failed. */
  readonly test: (answer: T) => boolean | Promise<boolean>;
  /** What is said when it fails. */
  readonly hint?: string;
}

/** What an exercise is made of. In all texts `code` may stand between backticks. */
export interface ExerciseOptions<T> {
  readonly title: string;
  /** What to do, where no text cell says it. */
  readonly task?: string;
  /** In this order; the first that fails is told, the others are left for later. */
  readonly checks: readonly ExerciseCheck<T>[];
  /** Each is folded, and holds the next: they are opened one after the other. */
  readonly hints?: readonly string[];
  /** TypeScript, folded behind the hints. A copy for learners brings the code between BEGIN SOLUTION and END SOLUTION by itself. */
  readonly solution?: string;
  /** Whether the answer is still what stood there before the learner began, where neither undefined nor a stub that throws tells it. */
  readonly untouched?: (answer: T) => boolean;
  /** Ms that one check may take: an answer may wait for what never comes. 20 s unless told. */
  readonly patience?: number;
}

/** What a look at an answer found. As the last value of a cell it shows nothing more. */
export interface ExerciseResult {
  readonly title: string;
  readonly isSolved: boolean;
}

/** A task. As the last value of a cell it shows its title, its claims, the hints and the solution. */
export interface Exercise<T> extends Displayable {
  readonly title: string;
  /**
   * Looks at the learner's answer, mostly a function of theirs, and shows what it found. It rejects only where notebooks are verified
   * (`awaitbook course verify`).
   */
  check(answer: T): Promise<ExerciseResult>;
}

/** What a stub throws that `awaitbook course copy --student` or nbgrader has put in the solution's place. */
const STUB_WORDS = /^Not solved yet\b/;

interface Line {
  readonly name: string;
  readonly state: LineState;
  readonly detail: string | null;
}

const isStubError = ({ thrown }: Outcome): boolean => thrown instanceof Error && STUB_WORDS.test(thrown.message);

/** Looks until something fails. */
async function look<T>({ checks, untouched, patience }: ExerciseOptions<T>, answer: T): Promise<{ lines: Line[]; isUntouched: boolean }> {
  let isUntouched = answer === undefined || untouched?.(answer) === true;
  let hasFailed = isUntouched;
  const lines: Line[] = [];
  for (const { name, test, hint } of checks) {
    if (hasFailed) {
      lines.push({ name, state: 'open', detail: null });
      continue;
    }
    const outcome = await judge(() => test(answer), patience);
    hasFailed = !outcome.passed;
    isUntouched = isStubError(outcome);
    const detail = [outcome.detail, hint ?? null].filter((text) => text !== null).join('\n');
    lines.push({ name, state: outcome.passed ? 'passed' : isUntouched ? 'open' : 'failed', detail: outcome.passed || isUntouched ? null : detail });
  }
  return { lines, isUntouched };
}

/** Hints within each other, then the solution. */
function helpMarkup({ hints = [], solution }: Pick<ExerciseOptions<never>, 'hints' | 'solution'>): string {
  const fold = (title: string, inner: string): string => `<details><summary>${title}</summary><div style="padding-left: 1em">${inner}</div></details>`;
  const nested = hints.reduceRight((inner, hint, at) => fold(hints.length === 1 ? 'Hint' : `Hint ${at + 1}`, `${phrase(hint)}${inner}`), '');
  return nested + (solution === undefined ? '' : fold('A solution', `<pre>${phrase(solution.replaceAll('`', '\u0000')).replaceAll('\u0000', '`').replaceAll('<br>', '\n')}</pre>`));
}

function lineMarkup({ name, state, detail }: Line): string {
  return `<div>${signOf(state)} ${phrase(name)}${detail ? `<div style="padding-left: 1.4em">${phrase(detail)}</div>` : ''}</div>`;
}

function lineText({ name, state, detail }: Line): string {
  return [`  ${signOf(state)} ${name}`, ...(detail ? detail.split('\n').map((text) => `    ${text}`) : [])].join('\n');
}

/** Joins what is shown of an exercise as a task and of a look at an answer. */
function verdictOf(options: Pick<ExerciseOptions<never>, 'title' | 'hints' | 'solution'>, state: LineState, words: string, lines: readonly Line[], report: ConstructorParameters<typeof Verdict>[2]): Verdict {
  const markup = `<strong>${escapedSign(state)}${phrase(options.title)}:</strong> ${phrase(words)}${lines.map(lineMarkup).join('')}${state === 'passed' ? '' : helpMarkup(options)}`;
  const hints = (options.hints ?? []).length;
  const more = state === 'passed' || hints === 0 ? [] : [`  (${hints === 1 ? 'a hint' : `${hints} hints`} in a front end that shows HTML)`];
  return new Verdict(box(state, markup), [`${escapedSign(state)}${options.title}: ${words}`, ...lines.map(lineText), ...more].join('\n'), report);
}

const escapedSign = (state: LineState): string => (state === 'open' ? '' : `${signOf(state)} `);

const UNTOUCHED = 'not solved yet. The cell is as it was: write your code there, run it, then run this cell again.';
const FAILED = 'not solved yet. Change your cell, run it, then run this cell again.';

/**
 * Makes an exercise. Show it where the task is told (`soup` as the last value of a cell), and look at the learner's answer in a cell
 * below theirs: `await soup.check(cook)`.
 *
 * @example
 * const soup = exercise({
 *   title: 'The soup',
 *   checks: [{ name: 'it takes about 700 ms', test: async (cook: () => Promise<unknown>) => (await timed(cook)) < 800 }],
 *   hints: ['What does the soup need before it can start?'],
 * });
 */
export function exercise<T>(options: ExerciseOptions<T>): Exercise<T> {
  const { title, task, checks } = options;
  // Plain JavaScript may leave them out.
  if (!Array.isArray(checks) || checks.length === 0) throw new TypeError(`The exercise '${title}' has no checks: nothing could tell whether it is solved.`);
  const shown = (): Verdict => verdictOf(options, 'open', task ?? 'your turn. It is solved when', checks.map(({ name }): Line => ({ name, state: 'open', detail: null })), null);
  return {
    title,
    async check(answer) {
      const { lines, isUntouched } = await look(options, answer);
      const isSolved = lines.every(({ state }) => state === 'passed');
      const words = isSolved ? 'solved!' : isUntouched ? UNTOUCHED : FAILED;
      const state = isSolved ? 'passed' : isUntouched ? 'open' : 'failed';
      display(verdictOf(options, state, words, lines, { version: 1, kind: 'exercise', name: title, passed: isSolved, isUntouched, checks: lines }));
      if (!isSolved) failWhereVerified([`${title}: not solved yet`, ...lines.map(lineText)].join('\n'));
      return { title, isSolved, ...{ [JUPYTER_DISPLAY]: () => ({}) } };
    },
    [JUPYTER_DISPLAY]: () => shown()[JUPYTER_DISPLAY](),
    ...{ [inspect.custom]: () => shown() },
  };
}
