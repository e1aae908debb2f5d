/** Finds what the parser lets pass and the kernel cannot run, before anything runs. */
import { LineIndex } from './line-index';
import type { ParsedText } from './parse-source';
import { HELPERS_NAME } from './running-form';
import type { SyntaxProblem } from './running-form';
import type { SyntaxFacts } from './syntax-facts';
import { problemAt } from './syntax-problems';
import { topLevelNames } from './top-level-names';

/** Globals that no declaration can hide. */
const UNDECLARABLE = new Set(['undefined', 'NaN', 'Infinity', HELPERS_NAME]);

/** Problems in the order of the text. */
export function refusedSyntax(source: string, parsed: ParsedText, facts: SyntaxFacts): SyntaxProblem[] {
  const found: { start: number; end: number; message: string }[] = [];
  for (const { start, end, pattern, flags } of facts.brokenRegExps) found.push({ start, end, message: regExpMessage(pattern, flags) });
  for (const name of topLevelNames(parsed.program).keys()) {
    if (!UNDECLARABLE.has(name)) continue;
    const start = parsed.text.search(new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}(?![\\w$])`));
    found.push({ start, end: start + name.length, message: `\`${name}\` cannot be declared: ${name === HELPERS_NAME ? 'the kernel needs this name.' : 'it is a fixed value of the language.'}` });
  }
  const lines = new LineIndex(source);
  return found.sort((a, b) => a.start - b.start).map(({ message, start, end }) => problemAt(lines, message, start, end));
}

function regExpMessage(pattern: string, flags: string): string {
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    if (error instanceof Error) return `${error.message}.`;
  }
  return 'This regular expression is not valid.';
}
