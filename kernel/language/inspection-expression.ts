/** Finds the expression that a person asks about, in text that need not parse. */
import { chainEndingAt, matchingOpen } from './member-chain';
import { RESERVED_WORDS } from './keywords';
import { scanTokens } from './scan-tokens';
import type { Token } from './scan-tokens';

/** What a person asks about: the name at the cursor, or the function whose arguments it stands in, by its last token. */
export interface InspectionPlace {
  /** All tokens but comments. */
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly isCall: boolean;
}

/** See `Language.inspectionExpression`. */
export function inspectionExpression(source: string, offset: number): string | null {
  const place = inspectionPlace(source, offset);
  return place === null ? null : chainEndingAt(place.tokens, place.index);
}

/** Null in comments and where there is nothing to ask about. */
export function inspectionPlace(source: string, offset: number): InspectionPlace | null {
  const all = scanTokens(source);
  const holder = all.find(({ start, end }) => start < offset && offset < end);
  const lineComment = all.find(({ kind, end, text }) => kind === 'comment' && end === offset && text.startsWith('//'));
  if (holder?.kind === 'comment' || lineComment) return null;
  const tokens = all.filter(({ kind }) => kind !== 'comment');
  const opening = tokens.findLastIndex(({ end }) => end <= offset);
  // Right behind `f(` it is about `f`, also where an argument begins there.
  const isOpening = tokens[opening]?.text === '(' && tokens[opening]?.end === offset && isCallee(tokens, beforeTypeArguments(tokens, opening - 1));
  // The name that the cursor touches; with two, the one that begins there.
  const touched = isOpening ? -1 : tokens.findLastIndex(({ kind, start, end }) => kind === 'word' && start <= offset && offset <= end);
  const word = tokens[touched];
  if (word && (word.text === 'this' || tokens[touched - 1]?.text === '.' || tokens[touched - 1]?.text === '?.' || !RESERVED_WORDS.has(word.text))) {
    return { tokens, index: touched, isCall: false };
  }
  const index = calleeAround(tokens, offset);
  return index < 0 ? null : { tokens, index, isCall: true };
}

/** The last token of the function whose parentheses the cursor stands in; -1 without one. */
function calleeAround(tokens: readonly Token[], offset: number): number {
  let index = tokens.findLastIndex(({ end }) => end <= offset);
  while (index >= 0) {
    const token = tokens[index];
    if (token?.kind === 'punctuator' && /^[)\]}]$/.test(token.text)) {
      const open = matchingOpen(tokens, index);
      if (open < 0) return -1;
      index = open - 1;
      continue;
    }
    if (token?.kind === 'punctuator' && token.text === '(') {
      const callee = beforeTypeArguments(tokens, index - 1);
      if (isCallee(tokens, callee)) return tokens[callee]?.text === '?.' ? callee - 1 : callee;
    }
    index -= 1;
  }
  return -1;
}

/** The token in front of `<…>` that ends at `index`, such as `Map` of `new Map<string, number>`; `index` itself where none does. */
function beforeTypeArguments(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at > 0; at--) {
    const { kind, text } = tokens[at]!;
    if (kind === 'punctuator' && /^>+$/.test(text)) depth += text.length;
    else if (kind === 'punctuator' && text === '<') depth -= 1;
    // What no type has in it: it is a comparison.
    else if (kind === 'punctuator' && /^(?:;|&&|\|\||[-+*/%]|={2,3})$/.test(text)) return index;
    if (depth === 0) return at === index ? index : at - 1;
  }
  return index;
}

/** Whether a parenthesis behind this token opens the arguments of a call. */
function isCallee(tokens: readonly Token[], index: number): boolean {
  const callee = tokens[index];
  if (callee === undefined) return false;
  if (callee.kind === 'word') return !RESERVED_WORDS.has(callee.text) || callee.text === 'super' || tokens[index - 1]?.text === '.';
  return callee.text === ')' || callee.text === ']' || callee.text === '?.';
}
