/** `check`: holds a claim against what has happened. */
import { readCourseEnvironment } from '../../environment';
import { CHECK_LIMIT_MS } from '../../limits';
import { nodeTimers } from '../../engine-process/cell-timers';
import { registerWait } from '../../engine-process/pending-work';
import { JUPYTER_DISPLAY } from '../../engine-process/rich-output';
import { display } from '../display';
import { box, CheckFailed, phrase, signOf, Verdict } from './verdict';

/** Options of `check`, in the place of the hint. */
export interface CheckOptions {
  /** What to look at when it fails. `code` may stand between backticks. */
  readonly hint?: string;
  /** What was measured, shown behind the name. The name itself stays the same from run to run, and tools know the check by it. */
  readonly measured?: unknown;
  /** Ms that the condition may take: it may wait for what never comes. 20 s unless told. */
  readonly patience?: number;
}

/** What `check` found. As the last value of a cell it shows nothing more. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
}

/** What a condition came to. `detail`: what was measured, or why it could not be told. */
export interface Outcome {
  readonly passed: boolean;
  readonly detail: string | null;
  /** What the condition threw; undefined when it did not. */
  readonly thrown?: unknown;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

function outcomeOf(value: unknown): Outcome {
  if (typeof value === 'boolean') return { passed: value, detail: null };
  return { passed: false, detail: `The condition gave ${kindOf(value)}, not true or false: does it say "return"?` };
}

function outcomeOfThrown(thrown: unknown): Outcome {
  const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { passed: false, detail: `The condition threw ${words}`, thrown };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}

/** What a condition that waits for ever would keep back: that it does. Its timer is no part of the cell's work, so no X-ray shows it. */
function within(ms: number, looking: Promise<Outcome>): Promise<Outcome> {
  return new Promise((resolve) => {
    let isOver = false;
    const end = (outcome: Outcome): void => {
      isOver = true;
      clearTimeout(timer);
      resolve(outcome);
    };
    const words = `It was not through after ${(ms / 1000).toLocaleString('en')} s. Does it wait for something that never comes?`;
    const timer = nodeTimers.setTimeout(() => end({ passed: false, detail: words }), ms);
    registerWait({ isOver: () => isOver, end: () => clearTimeout(timer) });
    void looking.then(end);
  });
}

/**
 * Looks at a condition. Never throws or rejects.
 *
 * @param patience ms that it may take
 */
export function judge(condition: unknown, patience = CHECK_LIMIT_MS): Outcome | Promise<Outcome> {
  try {
    const value: unknown = typeof condition === 'function' ? (condition as () => unknown)() : condition;
    return isThenable(value) ? within(patience, Promise.resolve(value).then(outcomeOf, outcomeOfThrown)) : outcomeOf(value);
  } catch (error) {
    return outcomeOfThrown(error);
  }
}

/** Throws where notebooks are verified (`AWAITBOOK_VERIFY=1`). */
export function failWhereVerified(words: string): void {
  if (readCourseEnvironment(process.env).verifies) throw new CheckFailed(words);
}

function show(name: string, { passed, detail: trouble }: Outcome, { hint, measured }: CheckOptions): CheckResult {
  const state = passed ? 'passed' : 'failed';
  const word = passed ? 'Passed' : 'Failed';
  const shownHint = passed || hint === undefined ? null : hint;
  const detail = trouble ?? (measured === undefined ? null : String(measured));
  const behind = trouble === null && detail !== null ? ` (${detail})` : '';
  const below = [trouble, shownHint].filter((line) => line !== null);
  const markup = [`<strong>${signOf(state)} ${word}:</strong> ${phrase(`${name}${behind}`)}`, ...below.map((line) => `<div>${phrase(line)}</div>`)].join('');
  const text = [`${signOf(state)} ${word}: ${name}${behind}`, ...below.map((line) => `  ${line}`)].join('\n');
  display(new Verdict(box(state, markup), text, { version: 1, kind: 'check', name, passed, hint: hint ?? null, detail }));
  if (!passed) failWhereVerified([`${name}${behind}`, ...below].join('\n'));
  return { name, passed, ...{ [JUPYTER_DISPLAY]: () => ({}) } };
}

/**
 * Shows whether a claim holds: passed or failed, and then the hint. It throws only where notebooks are verified
 * (`awaitbook course verify`); for a learner the cell goes on.
 *
 * @param name the claim, the same from run to run
 * @param condition true or false, or a function that tells it; one that throws has failed, and one that takes longer than 20 s. A promise, and a function that gives one, is waited for: await the check then.
 * @example check('together takes less than in turn', together.ms < inTurn.ms, { hint: 'Are all three called before the first await?', measured: `${together.ms} ms` });
 */
export function check(name: string, condition: Promise<boolean> | (() => Promise<boolean>), hint?: string | CheckOptions): Promise<CheckResult>;
export function check(name: string, condition: boolean | (() => boolean), hint?: string | CheckOptions): CheckResult;
export function check(name: string, condition: unknown, hint: string | CheckOptions = {}): CheckResult | Promise<CheckResult> {
  const options = typeof hint === 'string' ? { hint } : hint;
  const outcome = judge(condition, options.patience);
  return outcome instanceof Promise ? outcome.then((late) => show(name, late, options)) : show(name, outcome, options);
}
