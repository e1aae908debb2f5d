/** The options of `awaitbook run` from text to values; wrong ones are told with what is right. */
import { UsageError } from '../user-error';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** Largest delay of a timer of Node's: 24 days. */
const MOST_MS = 2 ** 31 - 1;

/** Ms of a time such as `5s`, `500ms`, `2m` or `5`, which are seconds. @param option its name in errors. */
export function readTime(text: string, option: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/.exec(text.trim()) ?? [];
  const ms = Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (number === undefined || ms > MOST_MS) throw new UsageError(`${option} takes a time of at most 24 days such as 30, 30s, 500ms or 2m, not ${JSON.stringify(text)}.`);
  return ms;
}

/** How many notebooks run at the same time. */
export function readJobs(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1) throw new UsageError(`--jobs takes a whole number from 1 on, not ${JSON.stringify(text)}.`);
  return jobs;
}
