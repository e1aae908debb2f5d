/** Reads expressions that can be evaluated without any effect beyond getters: names, members, literals. */
import type { Token } from './scan-tokens';
import { HELPERS_NAME } from './running-form';
import { RESERVED_WORDS } from './keywords';

/**
 * The expression that ends at the token with this index, such as `a.b?.["c"]`, `this.x`, `"text"` or `[]`; null where it holds
 * a call or anything else that may have an effect. `tokens` hold no comments.
 */
export function chainEndingAt(tokens: readonly Token[], index: number): string | null {
  const parts: string[] = [];
  let at = index;
  for (;;) {
    while (isNonNullMark(tokens, at)) at -= 1;
    const token = tokens[at];
    if (!token) return null;
    if (token.text === ']' && token.kind === 'punctuator') {
      const open = matchingOpen(tokens, at);
      if (open < 0) return null;
      if (!endsExpression(tokens, open - 1)) return withParts('[]', parts);
      const key = tokens[open + 1];
      if (at - open !== 2 || !key || !isLiteralKey(key)) return null;
      const dots = tokens[open - 1]?.text === '?.';
      parts.unshift(`${dots ? '?.' : ''}[${key.text}]`);
      at = dots ? open - 2 : open - 1;
      continue;
    }
    if (token.text === ')' && token.kind === 'punctuator') {
      const inner = parenthesised(tokens, at);
      return inner === null ? null : withParts(inner, parts);
    }
    if (token.kind === 'string' || token.kind === 'regexp') return withParts(token.kind === 'string' ? '""' : token.text, parts);
    if (token.kind === 'template') {
      const isTagged = endsExpression(tokens, templateStart(tokens, at) - 1);
      return token.text.endsWith('`') && !isTagged ? withParts('""', parts) : null;
    }
    if (token.kind !== 'word') return null;
    const dot = tokens[at - 1];
    if (dot?.kind === 'punctuator' && (dot.text === '.' || dot.text === '?.')) {
      if (token.text === 'meta' && tokens[at - 2]?.text === 'import') return withParts(`${HELPERS_NAME}.meta`, parts);
      parts.unshift(`${dot.text}${token.text}`);
      at -= 2;
      continue;
    }
    if (token.text !== 'this' && RESERVED_WORDS.has(token.text)) return null;
    return withParts(token.text, parts);
  }
}

/** The index of the name that the chain of members up to this token begins with, also one in parentheses; -1 where it begins with none. */
export function chainHead(tokens: readonly Token[], index: number): number {
  let at = index;
  for (;;) {
    while (isNonNullMark(tokens, at)) at -= 1;
    const token = tokens[at];
    if (token?.text === ']' && token.kind === 'punctuator') at = matchingOpen(tokens, at) - 1;
    else if (token?.text === ')' && token.kind === 'punctuator') {
      at = matchingOpen(tokens, at) + 1;
      return tokens[at]?.kind === 'word' ? at : -1;
    } else if (token?.kind !== 'word') return -1;
    else if (tokens[at - 1]?.text === '.' || tokens[at - 1]?.text === '?.') at -= 2;
    else return at;
    if (tokens[at]?.text === '?.') at -= 1;
  }
}

/** Whether an expression may end with this token. */
export function endsExpression(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  if (token.kind === 'punctuator') return token.text === ')' || token.text === ']' || token.text === '}' || token.text === '?.' || isNonNullMark(tokens, index);
  if (token.kind === 'template') return token.text.endsWith('`');
  return token.kind !== 'word' || token.text === 'this' || token.text === 'super' || !RESERVED_WORDS.has(token.text) || tokens[index - 1]?.text === '.';
}

/** The index of the bracket that the one at `index` closes; -1 without one. */
export function matchingOpen(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at >= 0; at--) {
    const token = tokens[at];
    if (token?.kind !== 'punctuator') continue;
    if (/^[)\]}]$/.test(token.text)) depth += 1;
    if (/^[([{]$/.test(token.text)) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** The index of the first piece of the template whose last piece is at `index`. */
function templateStart(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at >= 0; at--) {
    const token = tokens[at];
    if (token?.kind !== 'template') continue;
    if (token.text.startsWith('}') && token.text.endsWith('`')) depth += 1;
    else if (token.text.startsWith('`') && token.text.endsWith('${')) depth -= 1;
    if (depth === 0) return at;
  }
  return index;
}

/** What stands in parentheses, where it is such an expression itself: `(a.b)`, `(a as any)`. */
function parenthesised(tokens: readonly Token[], close: number): string | null {
  const open = matchingOpen(tokens, close);
  if (open < 0 || endsExpression(tokens, open - 1)) return null;
  let end = close - 1;
  for (let at = open + 1; at < close; at++) {
    const { kind, text } = tokens[at] ?? { kind: 'word', text: '' };
    if (kind === 'word' && (text === 'as' || text === 'satisfies') && at > open + 1) {
      end = at - 1;
      break;
    }
  }
  // The chain has to begin right behind the parenthesis, else something else stands there, such as `await`.
  const inner = tokens.slice(open + 1, end + 1);
  if (inner.length === 1 && inner[0]?.kind === 'number') return `(${inner[0].text})`;
  return inner.length > 0 && chainStart(inner) ? chainEndingAt(inner, inner.length - 1) : null;
}

/** Whether the tokens from the first on are one chain. */
function chainStart(tokens: readonly Token[]): boolean {
  for (let at = 1; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    const before = tokens[at - 1]?.text ?? '';
    if (tokens[at]?.kind === 'word' && before !== '.' && before !== '?.') return false;
    if (tokens[at]?.kind === 'punctuator' && !['.', '?.', '[', ']', '!', ')'].includes(text)) return false;
  }
  return true;
}

function isNonNullMark(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return tokens[index]?.text === '!' && before !== undefined && before.end === tokens[index]?.start && (before.kind === 'word' || before.text === ']' || before.text === ')');
}

function isLiteralKey(token: Token): boolean {
  return (token.kind === 'string' && token.isClosed) || token.kind === 'number';
}

function withParts(head: string, parts: readonly string[]): string {
  return head + parts.join('');
}
