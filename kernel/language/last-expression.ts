/** Tells whether a cell ends in an expression whose value is its result. */
import type { ParsedText } from './parse-source';

/** A semicolon behind the last expression hides it; one in a comment or string does not count. */
export function endsInResult({ text, program }: ParsedText): boolean {
  const last = program.body.at(-1);
  return last?.type === 'ExpressionStatement' && text[last.end - 1] !== ';';
}
