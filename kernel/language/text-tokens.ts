/** Splits a parsed text into the tokens that reach the running program. */
import type { ParsedText } from './parse-source';
import { walkNodes } from './syntax-facts';

/** A word, a number, a single character of punctuation, or a whole string or part of a template, whose `text` is its value. */
export interface TextToken {
  readonly start: number;
  readonly text: string;
}

interface Opaque {
  readonly start: number;
  readonly end: number;
  /** Null for what leaves no token: comments and types. */
  readonly value: string | null;
}

/** TypeScript's nodes that hold code of the running program. */
const RUNNING_NODES = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSParameterProperty',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
  'TSExternalModuleReference',
]);

/** Whether nodes of this type are types, of which nothing is left in the running program. */
export function isType(type: string): boolean {
  return type.startsWith('TS') && !RUNNING_NODES.has(type);
}

/** The tokens in order, without comments and types. */
export function textTokens({ text, program, comments }: ParsedText): TextToken[] {
  const opaque: Opaque[] = comments.map(({ start, end }) => ({ start, end, value: null }));
  collectOpaque(program, opaque);
  opaque.sort((a, b) => a.start - b.start);
  const tokens: TextToken[] = [];
  let position = 0;
  for (const { start, end, value } of opaque) {
    if (start < position) continue;
    addTokens(text, position, start, tokens);
    if (value !== null) tokens.push({ start, text: value });
    position = end;
  }
  addTokens(text, position, text.length, tokens);
  return tokens;
}

function addTokens(text: string, from: number, to: number, tokens: TextToken[]): void {
  const pattern = /[\w$#\u0080-\uffff]+|\S/g;
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match && match.index < to; match = pattern.exec(text)) tokens.push({ start: match.index, text: match[0] });
}

function collectOpaque(program: object, found: Opaque[]): void {
  walkNodes(program, (node) => {
    const { type, start, end, value } = node as { type: string; start: number; end: number; value?: unknown };
    if (isType(type)) {
      found.push({ start, end, value: null });
      return false;
    }
    if (type === 'JSXText') found.push({ start, end, value: null });
    else if (type === 'TemplateElement') found.push({ start, end, value: (value as { raw: string }).raw });
    else if (type === 'Literal' && typeof value === 'string') found.push({ start, end, value });
    else if (type === 'Literal' && 'regex' in node) found.push({ start, end, value: 'regex' });
    return true;
  });
}
