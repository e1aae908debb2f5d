/** The indentation of the line that a person types next. */
import { matchingOpen } from './member-chain';
import { openBrackets, scanTokens } from './scan-tokens';
import type { Token } from './scan-tokens';

const DEFAULT_UNIT = '  ';

/**
 * Where brackets are open, one step more than the line of the innermost; where a statement only goes on, one step more than its
 * first line; nothing inside templates and comments. The step is the text's own, else two spaces.
 */
export function nextIndent(source: string): string {
  const tokens = scanTokens(source);
  if (tokens.at(-1)?.isClosed === false) return '';
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  const open = openBrackets(code).at(-1);
  // Lines of a comment begin with a star, one space further.
  const step = /^([ \t]+)[^\s*]/m.exec(source)?.[1] ?? DEFAULT_UNIT;
  const lines = source.trimEnd().split('\n');
  const last = indentOf(lines.at(-1));
  if (open !== undefined) {
    const isBelow = source.slice(open.end).trimEnd().includes('\n');
    return (isBelow && expectsMore(code) ? last : indentOf(source.slice(0, open.start).split('\n').at(-1))) + step;
  }
  const before = lines.slice(0, -1).findLast((line) => line.trim() !== '');
  // A line that stands further in than the one above has the step already.
  return before !== undefined && last.length > indentOf(before).length && !/^[ \t]*[)\]}]/.test(lines.at(-1)!) ? last : last + step;
}

function indentOf(line = ''): string {
  return /^[ \t]*/.exec(line)![0];
}

/** Whether a statement begins that has to go on: `if (…)`, `else`, `x =`. */
function expectsMore(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  if (last?.text === ')') {
    const head = matchingOpen(tokens, tokens.length - 1) - 1;
    return ['if', 'for', 'while'].includes(tokens[head]?.text ?? '') || (tokens[head]?.text === 'await' && tokens[head - 1]?.text === 'for');
  }
  return ['else', 'do', '=', '=>'].includes(last?.text ?? '');
}
