/** Finds what is to be completed at a cursor, in text that need not parse: a scan of the tokens before the cursor. */
import { EXPRESSION_KEYWORDS, NAMING_KEYWORDS, OPERATOR_KEYWORDS, RESERVED_WORDS, STATEMENT_KEYWORDS } from './keywords';
import type { CompletionPlace } from './language';
import { chainEndingAt, endsExpression } from './member-chain';
import { builtinSpecifiers } from './module-specifiers';
import { namesInText } from './names-in-text';
import { patternPlace } from './pattern-place';
import { DENO_MEMBERS } from './rewrite-deno';
import { scanTokens } from './scan-tokens';
import type { Token } from './scan-tokens';

type TextOffer = CompletionPlace['fromText'][number];

/** See `Language.completionPlace`. */
export function completionPlace(source: string, offset: number): CompletionPlace | null {
  const before = scanTokens(source.slice(0, offset));
  const last = before.at(-1);
  if (last && last.end === offset && reachesCursor(last)) {
    return last.kind === 'string' && !last.isClosed ? (specifierPlace(before, last, offset) ?? keyPlace(source, before, last, offset)) : null;
  }
  const holder = scanTokens(source).find((token) => token.start < offset && offset < token.end);
  if (holder?.kind === 'regexp') return null;
  const tokens = before.filter(({ kind }) => kind !== 'comment');
  const typed = tokens.at(-1);
  const hasPrefix = typed?.kind === 'word' && typed.end === offset;
  const prefix = hasPrefix ? typed.text : '';
  const start = offset - prefix.length;
  const end = offset + restOfWord(source, offset);
  const index = hasPrefix ? tokens.length - 2 : tokens.length - 1;
  const previous = tokens[index];
  if (previous?.kind === 'punctuator' && (previous.text === '.' || previous.text === '?.')) {
    const expression = chainEndingAt(tokens, index - 1);
    return expression === null ? null : { target: { kind: 'member', expression, prefix }, prefix, start, end, fromText: denoMembers(expression) };
  }
  // No name goes on right behind these.
  if (typed && typed.end === offset && typed.kind !== 'word' && typed.kind !== 'punctuator' && !typed.text.endsWith('${')) return null;
  const pattern = patternPlace(source, tokens.slice(0, index + 1), { prefix, start, end });
  if (pattern !== null) return pattern;
  if (isNaming(tokens, index)) return null;
  // The cursor's own word is no declaration of itself.
  const rest = scanTokens(` ${source.slice(end)}`).filter(({ kind }) => kind !== 'comment');
  const names = namesInText([...tokens.slice(0, index + 1), ...rest], index + 1);
  const fromText: TextOffer[] = [...names, ...keywordsAfter(source, tokens, index, start)];
  return { target: { kind: 'name', prefix }, prefix, start, end, fromText };
}

/** UTF-16 units of a name that stand right of the cursor: a chosen offer takes their place too. */
function restOfWord(source: string, offset: number): number {
  return /^[\p{ID_Continue}$\u200c\u200d]*/u.exec(source.slice(offset))![0].length;
}

function denoMembers(expression: string): TextOffer[] {
  const path = expression.replaceAll('?.', '.');
  const names = Object.hasOwn(DENO_MEMBERS, path) ? (DENO_MEMBERS[path] ?? []) : [];
  return names.map((text) => ({ text, type: text === 'jupyter' || text === '$display' ? 'instance' : 'function' }));
}

/** Whether the cursor right behind a token is still in it. */
function reachesCursor({ kind, isClosed, text }: Token): boolean {
  if (kind === 'comment') return !isClosed || text.startsWith('//') || text.startsWith('#!');
  return (kind === 'string' || kind === 'template') && !isClosed;
}

/** `from "|`, `import "|`, `import("|` and `require("|`. */
function specifierPlace(tokens: readonly Token[], string: Token, offset: number): CompletionPlace | null {
  const words = tokens.filter(({ kind }) => kind !== 'comment').slice(0, -1);
  const previous = words.at(-1);
  const isStatic = previous?.kind === 'word' && (previous.text === 'from' || previous.text === 'import');
  const isCall = previous?.text === '(' && ['import', 'require'].includes(words.at(-2)?.text ?? '');
  if (!isStatic && !isCall) return null;
  const prefix = string.text.slice(1);
  const fromText = builtinSpecifiers(prefix).map((text) => ({ text, type: 'module' as const }));
  return { target: null, prefix, start: string.start + 1, end: offset, fromText };
}

/** `value["|`, and `map.get("|` with its kin: what keys there are is known at run time. */
function keyPlace(source: string, tokens: readonly Token[], string: Token, offset: number): CompletionPlace | null {
  const words = tokens.filter(({ kind }) => kind !== 'comment').slice(0, -1);
  const opening = words.length - 1;
  const isIndex = words[opening]?.text === '[' && endsExpression(words, opening - 1);
  const isLookup = words[opening]?.text === '(' && LOOKUPS.has(words[opening - 1]?.text ?? '') && ['.', '?.'].includes(words[opening - 2]?.text ?? '');
  if (!isIndex && !isLookup) return null;
  const dots = isIndex && words[opening - 1]?.text === '?.';
  const expression = chainEndingAt(words, isLookup ? opening - 3 : dots ? opening - 2 : opening - 1);
  if (expression === null) return null;
  const prefix = string.text.slice(1);
  const end = offset + /^[\p{ID_Continue}$./-]*/u.exec(source.slice(offset))![0].length;
  return { target: { kind: isIndex ? 'key' : 'entry', expression, prefix }, prefix, start: string.start + 1, end, fromText: [] };
}

/** Methods of Map and Set whose first argument is a key. */
const LOOKUPS: ReadonlySet<string> = new Set(['get', 'has', 'delete', 'set']);

/** Where a person makes up a name (`const |`, `function |`), or names what a module exports (`import { |`). */
function isNaming(tokens: readonly Token[], index: number): boolean {
  const previous = tokens[index];
  if (previous?.kind === 'word' && tokens[index - 1]?.text !== '.' && NAMING_KEYWORDS.has(previous.text)) return true;
  for (let at = index; at >= 0; at--) {
    const token = tokens[at];
    if (token?.text === '{') return ['import', 'type', ','].includes(tokens[at - 1]?.text ?? '') && isImport(tokens, at - 1);
    if (token?.kind !== 'word' && token?.text !== ',') return false;
  }
  return false;
}

function isImport(tokens: readonly Token[], index: number): boolean {
  for (let at = index; at >= 0 && index - at < 4; at--) {
    if (tokens[at]?.text === 'import') return true;
    if (tokens[at]?.kind !== 'word' && tokens[at]?.text !== ',') return false;
  }
  return false;
}

function keywordsAfter(source: string, tokens: readonly Token[], index: number, start: number): TextOffer[] {
  const previous = tokens[index];
  const isNewLine = previous === undefined || source.slice(previous.end, start).includes('\n');
  const asOffers = (words: readonly string[]): TextOffer[] => words.map((text) => ({ text, type: 'keyword' }));
  const statement = [...new Set([...STATEMENT_KEYWORDS, ...EXPRESSION_KEYWORDS])];
  if (previous === undefined || [';', '{', '}', ')', '=>'].includes(previous.text)) {
    return asOffers(endsExpression(tokens, index) ? [...statement, ...OPERATOR_KEYWORDS] : statement);
  }
  if (endsExpression(tokens, index)) return asOffers(isNewLine ? [...statement, ...OPERATOR_KEYWORDS] : OPERATOR_KEYWORDS);
  if (previous.kind === 'word' && RESERVED_WORDS.has(previous.text)) {
    return asOffers(['else', 'do', 'try', 'finally', 'export', 'default'].includes(previous.text) ? statement : EXPRESSION_KEYWORDS);
  }
  return asOffers(EXPRESSION_KEYWORDS);
}
