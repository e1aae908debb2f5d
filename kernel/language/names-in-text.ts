/** Names that a text declares, found in its tokens: the text need not parse. */
import type { Token } from './scan-tokens';
import { RESERVED_WORDS } from './keywords';
import { matchingOpen } from './member-chain';

export interface NameInText {
  readonly text: string;
  readonly type: 'instance' | 'function' | 'class';
}

const NAMED_TYPES: Readonly<Record<string, NameInText['type']>> = { function: 'function', class: 'class', enum: 'class', namespace: 'instance' };
const PATTERN_OPENERS = new Set(['{', '[']);

/**
 * Names visible at the token with index `cursor`: those whose block encloses it, and parameters of functions that begin before it.
 * `tokens` hold no comments.
 */
export function namesInText(tokens: readonly Token[], cursor: number): NameInText[] {
  const names = new Map<string, NameInText['type']>();
  const add = (token: Token | undefined, type: NameInText['type']): void => {
    if (token?.kind === 'word' && !RESERVED_WORDS.has(token.text) && !names.has(token.text)) names.set(token.text, type);
  };
  const enclosing = enclosingBrackets(tokens, cursor);
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (isOpening(token)) open.push(index);
    if (isClosing(token)) open.pop();
    if (!open.every((bracket) => enclosing.has(bracket))) continue;
    if (index < cursor) addParameters(tokens, index, enclosing, add);
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') continue;
    if (token.text === 'const' || token.text === 'let' || token.text === 'var' || token.text === 'using') addDeclarators(tokens, index + 1, add);
    else if (token.text === 'import') addImported(tokens, index + 1, add);
    else {
      const type = Object.hasOwn(NAMED_TYPES, token.text) ? NAMED_TYPES[token.text] : undefined;
      if (type) add(tokens[tokens[index + 1]?.text === '*' ? index + 2 : index + 1], type);
    }
  }
  return [...names].map(([text, type]) => ({ text, type }));
}

/** Names of values and types that are declared outside all brackets, as far as the text can be told. `tokens` hold no comments. */
export function topLevelNamesInText(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  const add = (token: Token | undefined): void => {
    if (token?.kind === 'word' && !RESERVED_WORDS.has(token.text)) names.add(token.text);
  };
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isOpening(token)) depth += 1;
    // A bracket too many closes nothing.
    if (isClosing(token)) depth = Math.max(0, depth - 1);
    if (depth > 0 || token.kind !== 'word' || tokens[index - 1]?.text === '.') continue;
    const next = tokens[index + 1];
    if (token.text === 'const' || token.text === 'let' || token.text === 'var' || token.text === 'using') addDeclarators(tokens, index + 1, add);
    else if (token.text === 'import') addImported(tokens, index + 1, add);
    else if (Object.hasOwn(NAMED_TYPES, token.text) || (TYPE_KEYWORDS.has(token.text) && next?.kind === 'word')) add(next?.text === '*' ? tokens[index + 2] : next);
  }
  return names;
}

const TYPE_KEYWORDS: ReadonlySet<string> = new Set(['interface', 'type']);

type Add = (token: Token | undefined, type: NameInText['type']) => void;

function isOpening({ kind, text }: Token): boolean {
  return (kind === 'punctuator' && /^[([{]$/.test(text)) || (kind === 'template' && text.endsWith('${'));
}

function isClosing({ kind, text }: Token): boolean {
  return (kind === 'punctuator' && /^[)\]}]$/.test(text)) || (kind === 'template' && text.startsWith('}'));
}

/** Indexes of the brackets that are open at the cursor. */
function enclosingBrackets(tokens: readonly Token[], cursor: number): ReadonlySet<number> {
  const open: number[] = [];
  for (const [index, token] of tokens.slice(0, cursor).entries()) {
    if (isClosing(token)) open.pop();
    if (isOpening(token)) open.push(index);
  }
  return new Set(open);
}

/** `a = 1, {b, c: d} = …` behind `const`: to the end of the statement, as far as it can be told. */
function addDeclarators(tokens: readonly Token[], from: number, add: Add): void {
  let expectsName = true;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token || token.text === ';' || isClosing(token)) return;
    if (expectsName) {
      if (token.kind === 'word') add(token, 'instance');
      else if (PATTERN_OPENERS.has(token.text)) {
        const end = matchingClose(tokens, at);
        addPattern(tokens, at, end, add);
        at = end;
      } else return;
      expectsName = false;
    } else if (token.text === ',') expectsName = true;
    else if (isOpening(token)) at = matchingClose(tokens, at);
    else if (token.kind === 'word' && (token.text === 'const' || token.text === 'let' || token.text === 'var')) return;
  }
}

/** Names bound between two brackets: not keys before a `:`, not what stands behind an `=`. Between parentheses a `:` begins a type. */
function addPattern(tokens: readonly Token[], open: number, close: number, add: Add): void {
  const isParameters = tokens[open]?.text === '(';
  for (let at = open + 1; at < close; at++) {
    const token = tokens[at];
    const before = tokens[at - 1]?.text ?? '';
    const after = tokens[at + 1]?.text ?? '';
    if (token && PATTERN_OPENERS.has(token.text)) {
      const end = matchingClose(tokens, at);
      addPattern(tokens, at, end, add);
      at = end;
    } else if (token?.kind === 'word' && (isParameters || after !== ':') && ['{', '[', '(', ',', ':', '...'].includes(before)) add(token, 'instance');
    if (tokens[at + 1]?.text === '=') at = skipTo(tokens, at + 2, close, [',']);
    else if (isParameters && (tokens[at + 1]?.text === ':' || tokens[at + 1]?.text === '?')) {
      at = skipTo(tokens, at + 2, close, [',', '=']);
      if (tokens[at + 1]?.text === '=') at = skipTo(tokens, at + 2, close, [',']);
    }
  }
}

/** The index before the first of `ends` outside brackets. */
function skipTo(tokens: readonly Token[], from: number, close: number, ends: readonly string[]): number {
  for (let at = from; at < close; at++) {
    const token = tokens[at];
    if (token && isOpening(token)) at = matchingClose(tokens, at);
    else if (token && ends.includes(token.text)) return at - 1;
  }
  return close;
}

function addImported(tokens: readonly Token[], from: number, add: Add): void {
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind === 'string' || token?.text === ';' || token?.text === '(' || token?.text === '.') return;
    if (token?.kind === 'word' && !['as', 'from', 'type'].includes(token.text) && tokens[at + 1]?.text !== 'as') add(token, 'instance');
  }
}

/** Names of a function's, arrow's, `catch`'s or loop's parenthesis that closes at `index`; with a body in braces, where the cursor is in it. */
function addParameters(tokens: readonly Token[], index: number, enclosing: ReadonlySet<number>, add: Add): void {
  const token = tokens[index];
  const next = tokens[index + 1]?.text;
  if (token?.kind === 'word' && next === '=>') add(token, 'instance');
  if (token?.kind !== 'punctuator' || token.text !== ')' || (next !== '=>' && next !== '{' && next !== ':')) return;
  if (next === '{' && !enclosing.has(index + 1)) return;
  const start = matchingOpen(tokens, index);
  const head = tokens[start - 1];
  if (start < 0) return;
  if (head?.text === 'for' || head?.text === 'await') addDeclarators(tokens, start + 2, add);
  else if (!['if', 'while', 'switch', 'with'].includes(head?.text ?? '')) addPattern(tokens, start, index, add);
}

function matchingClose(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    if (isClosing(token)) depth -= 1;
    if (isOpening(token)) depth += 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}
