/**
 * Splits a text into tokens without parsing it, for what has to work while a person types: the text before a cursor seldom parses.
 * It knows strings, templates with their holes, comments and regular expressions, and guesses only whether a `/` divides. The
 * text of JSX elements is read as code; an apostrophe in it reaches to the end of its line at most.
 */

export type TokenKind = 'word' | 'private' | 'number' | 'string' | 'template' | 'regexp' | 'punctuator' | 'comment';

/** A token; the pieces of a template between its holes are tokens of their own. Offsets count UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** False for what has no end in the text: a string without a closing quote, a comment that is not closed. */
  readonly isClosed: boolean;
}

/** Words after which an expression follows, so that `/` begins a regular expression. */
const BEFORE_EXPRESSION = new Set(['return', 'typeof', 'case', 'in', 'of', 'instanceof', 'new', 'delete', 'void', 'throw', 'await', 'yield', 'else', 'do', 'extends', 'default', 'as']);

const WORD = /[\p{ID_Start}$_\\][\p{ID_Continue}$\u200c\u200d\\]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]*|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?[\d_]*)?)n?/y;
const PUNCTUATOR = /\?\.(?!\d)|=>|\.\.\.|[=!]==?|\*\*=?|&&=?|\|\|=?|\?\?=?|\+\+|--|<<=?|[+\-*%&|^<]=|>=?|[^\s]/y;
const REGEXP = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[\w]*/y;

/** All tokens of a text, comments among them. */
export function scanTokens(text: string): Token[] {
  const tokens: Token[] = [];
  /** For each open template hole the count of braces open in it. */
  const holes: number[] = [];
  let significant: Token | undefined;
  let position = 0;

  const push = (kind: TokenKind, end: number, isClosed = true): void => {
    const token = { kind, start: position, end, text: text.slice(position, end), isClosed };
    tokens.push(token);
    if (kind !== 'comment') significant = token;
    position = end;
  };
  const pushTemplatePiece = (): void => {
    const end = delimitedEnd(text, position + 1, '`', '${');
    const opensHole = text.startsWith('${', end);
    if (opensHole) holes.push(0);
    push('template', Math.min(text.length, end + (opensHole ? 2 : 1)), end < text.length);
  };

  while (position < text.length) {
    const character = text[position] ?? '';
    let match: RegExpExecArray | null;
    if (/\s/.test(character)) position += 1;
    else if (character === '"' || character === "'") {
      const end = delimitedEnd(text, position + 1, character, '\n');
      push('string', end + (text[end] === character ? 1 : 0), text[end] === character);
    } else if (character === '`') pushTemplatePiece();
    else if (character === '}' && holes.at(-1) === 0) {
      holes.pop();
      pushTemplatePiece();
    } else if (text.startsWith('/*', position)) {
      const end = text.indexOf('*/', position + 2);
      push('comment', end < 0 ? text.length : end + 2, end >= 0);
    } else if (text.startsWith('//', position) || (position === 0 && text.startsWith('#!'))) {
      const end = text.indexOf('\n', position);
      push('comment', end < 0 ? text.length : end);
    } else if ((match = matchAt(WORD, text, position))) push('word', position + match[0].length);
    else if (character === '#' && (match = matchAt(WORD, text, position + 1))) push('private', position + 1 + match[0].length);
    else if (/\d/.test(character) || (character === '.' && /\d/.test(text[position + 1] ?? ''))) {
      match = matchAt(NUMBER, text, position);
      push('number', position + (match?.[0].length || 1));
    } else if (character === '/' && mayBeginRegExp(significant, text[position + 1]) && (match = matchAt(REGEXP, text, position))) {
      push('regexp', position + match[0].length);
    } else {
      if (character === '{' && holes.length > 0) holes.push((holes.pop() ?? 0) + 1);
      if (character === '}' && holes.length > 0) holes.push((holes.pop() ?? 0) - 1);
      match = matchAt(PUNCTUATOR, text, position);
      push('punctuator', position + (match?.[0].length ?? 1));
    }
  }
  return tokens;
}

/** The brackets that are open at the end of the tokens, outermost first; a template's hole counts as `${`. */
export function openBrackets(tokens: readonly Token[]): Token[] {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'template') {
      if (token.text.startsWith('}')) open.pop();
      if (token.text.endsWith('${') && token.isClosed) open.push(token);
    } else if (token.kind === 'punctuator') {
      if (/^[([{]$/.test(token.text)) open.push(token);
      else if (/^[)\]}]$/.test(token.text)) open.pop();
    }
  }
  return open;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/** The offset of the first of two delimiters that is not escaped; the text's end without one. Loops: a pattern would overflow its stack. */
function delimitedEnd(text: string, from: number, delimiter: string, other: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === delimiter || text.startsWith(other, at)) return at;
  }
  return text.length;
}

function mayBeginRegExp(before: Token | undefined, next: string | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return BEFORE_EXPRESSION.has(before.text);
  if (before.kind !== 'punctuator') return before.kind === 'template' && before.text.endsWith('${');
  // `</a>` and `{x} />` belong to JSX.
  if (before.text === '<' || (before.text === '}' && next === '>')) return false;
  return before.text !== ')' && before.text !== ']' && before.text !== '++' && before.text !== '--';
}
