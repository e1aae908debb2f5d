/** Many operations alike in a few words. */
import type { XrayOperation } from './report';
import { countWords, durationWords } from './words';

/** Ms that the shortest and the longest took, from when to when they ran, and how many have something to tell. */
export interface Told {
  readonly shortest: number;
  readonly longest: number;
  readonly start: number;
  readonly end: number;
  readonly errors: number;
  readonly cleared: number;
  readonly late: number;
  readonly open: number;
}

/** Adds up operations and bundles of them. */
export function tell(operations: readonly XrayOperation[]): Told {
  const flag = (value: unknown): number => (value === undefined ? 0 : 1);
  return operations.reduce<Told>(
    (told, { start, end, bundle, error, cleared, late, open }) => ({
      shortest: Math.min(told.shortest, bundle?.shortest ?? end - start),
      longest: Math.max(told.longest, bundle?.longest ?? end - start),
      start: Math.min(told.start, start),
      end: Math.max(told.end, end),
      errors: told.errors + (bundle?.errors ?? flag(error)),
      cleared: told.cleared + (bundle?.cleared ?? flag(cleared)),
      late: told.late + (bundle?.late ?? flag(late)),
      open: told.open + (bundle?.open ?? flag(open)),
    }),
    { shortest: Infinity, longest: 0, start: Infinity, end: -Infinity, errors: 0, cleared: 0, late: 0, open: 0 },
  );
}

/** What many operations alike took, in words: `190–237 ms each, 272 ms together · 3 failed`. */
export function bundleWords(operations: readonly XrayOperation[]): string {
  const { shortest, longest, start, end, errors, cleared, late, open } = tell(operations);
  const from = durationWords(shortest);
  const to = durationWords(longest);
  const isSameUnit = from.split(' ').slice(1).join() === to.split(' ').slice(1).join();
  const each = from === to ? from : `${isSameUnit ? from.split(' ')[0] : from}–${to}`;
  const remarks = [[errors, 'failed'], [late, 'late'], [cleared, 'cancelled'], [open, 'still open']] as const;
  const told = remarks.flatMap(([count, words]) => (count === 0 ? [] : [` · ${countWords(count)} ${words}`]));
  return `${each} each, ${durationWords(end - start)} together${told.join('')}`;
}
