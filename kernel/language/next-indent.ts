/** The indentation of the line that a person types next. */
import { openBrackets, scanTokens } from './scan-tokens';

const DEFAULT_UNIT = '  ';

/**
 * Where brackets are open, one step more than the line of the innermost; where a statement only goes on, one step more than its
 * line; nothing inside templates and comments. The step is the text's own, else two spaces.
 */
export function nextIndent(source: string): string {
  const tokens = scanTokens(source);
  const last = tokens.at(-1);
  if (last && !last.isClosed) return '';
  const open = openBrackets(tokens).at(-1);
  const line = source.slice(0, open?.start ?? source.trimEnd().length).split('\n').at(-1) ?? '';
  return (/^[ \t]*/.exec(line)?.[0] ?? '') + (/^([ \t]+)\S/m.exec(source)?.[1] ?? DEFAULT_UNIT);
}
