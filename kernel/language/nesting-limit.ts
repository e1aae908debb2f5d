/** Finds nesting that the parser's stack would not bear: it is native code, and its overflow ends the whole process. */
import { CHAINED_OPERATORS, NESTED_BRACKETS } from '../limits';
import { scanTokens } from './scan-tokens';
import type { SyntaxFault } from './syntax-problems';

/** Tokens whose right side nests without brackets. */
const NESTING_TOKENS = new Set(['=>', '?', '=', '**', ':', 'else', 'if', 'new', 'keyof', 'extends']);
const NESTING_PATTERN = /=>|[?=:<]|\*\*|\b(?:else|if|new|keyof|extends)\b/g;

/** What is nested too deeply, or null. The bounds are far from anything that a person writes. */
export function nestingFault(source: string): SyntaxFault | null {
  if (rawDepth(source) <= NESTED_BRACKETS && (source.match(NESTING_PATTERN)?.length ?? 0) <= CHAINED_OPERATORS) return null;
  let depth = 0;
  /** Nesting tokens in a row, and open elements or type arguments: both as far as a line, a statement or a part of a list goes. */
  let chain = 0;
  let angles = 0;
  let lineEnd = source.indexOf('\n');
  let before = '';
  for (const { kind, text, start, end } of scanTokens(source)) {
    if (kind === 'template') depth += (text.endsWith('${') ? 1 : 0) - (text.startsWith('}') ? 1 : 0);
    else if (kind === 'punctuator' && /^[([{]$/.test(text)) depth += 1;
    else if (kind === 'punctuator' && /^[)\]}]$/.test(text)) depth -= 1;
    const isNextLine = lineEnd >= 0 && lineEnd < start;
    if (isNextLine) lineEnd = source.indexOf('\n', start);
    if ((isNextLine && before !== '=>') || text === ';' || text === ',') chain = angles = 0;
    else if (text === '>') chain = 0;
    if (NESTING_TOKENS.has(text)) chain += 1;
    if (before === '<' && kind === 'word') angles += 1;
    if ((before === '<' && text === '/') || (before === '/' && text === '>')) angles -= 1;
    before = text;
    if (depth > NESTED_BRACKETS || chain > CHAINED_OPERATORS || angles > CHAINED_OPERATORS) {
      return { message: 'This nests too deeply to be read', labels: [{ start, end }], helpMessage: 'Split it into several statements' };
    }
  }
  return null;
}

/** The depth of brackets, those in strings and comments counted too. Of `<` the number counts: a `>` also ends `=>` and compares. */
function rawDepth(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of source.matchAll(/[([{]|[)\]}]/g)) {
    depth += '([{'.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
