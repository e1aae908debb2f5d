/** Reads a cell's text into a syntax tree. */
import { parseSync } from 'oxc-parser';
import type { Comment, EcmaScriptModule, Program } from 'oxc-parser';
import type { SourceMap } from '../engine/contract';
import { nestingFault } from './nesting-limit';
import type { SyntaxFault } from './syntax-problems';
import { TextEdits } from './text-edits';

export type TextLanguage = 'tsx' | 'ts' | 'js';

/** A text with its tree; offsets count UTF-16 units. */
export interface ParsedText {
  readonly text: string;
  readonly language: TextLanguage;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly module: EcmaScriptModule;
}

/** A cell's text read. `parsed.text` has `added` characters in front that the source has not; `maps` lead back over them. */
export type ParsedSource =
  | { readonly ok: true; readonly parsed: ParsedText; readonly maps: readonly SourceMap[]; readonly added: number }
  | { readonly ok: false; readonly errors: readonly SyntaxFault[] };

interface Attempt {
  readonly parsed: ParsedText;
  readonly errors: readonly SyntaxFault[];
}

/** Parses as a module, so that `await` and `import` stand at the top level. Early errors of the language are among `errors`. */
export function parseText(text: string, language: TextLanguage): Attempt {
  const result = parseSync(`cell.${language}`, text, {
    lang: language,
    sourceType: 'module',
    preserveParens: false,
    showSemanticErrors: language !== 'js',
  });
  const errors = result.errors.filter((error) => error.severity === 'Error');
  const parsed: ParsedText = {
    text,
    language,
    get program() {
      return result.program;
    },
    get comments() {
      return result.comments;
    },
    get module() {
      return result.module;
    },
  };
  return { parsed, errors };
}

/**
 * Parses as .tsx, and as .ts where only that parses (`<T>value`, `<T>(x: T) => x`). A text that is one object literal, such as
 * `{a: 1}`, is read as that and not as a block. HTML-like comments, which modules don't allow, are read as comments.
 */
export function parseSource(source: string): ParsedSource {
  if (newest?.source === source) return newest.result;
  const result = readSource(source);
  newest = source.length <= REMEMBERED_CHARACTERS ? { source, result } : null;
  return result;
}

/** The checker and the transform read one cell after the other: the second finds the tree of the first. */
let newest: { readonly source: string; readonly result: ParsedSource } | null = null;

const REMEMBERED_CHARACTERS = 50_000;

function readSource(source: string): ParsedSource {
  const tooDeep = nestingFault(source);
  if (tooDeep) return { ok: false, errors: [tooDeep] };
  const asTsx = parseText(source, 'tsx');
  if (asTsx.errors.length === 0) {
    const literal = isSingleBlock(asTsx.parsed.program) ? parseObjectLiteral(source) : null;
    return literal?.ok ? literal : { ok: true, parsed: asTsx.parsed, maps: [], added: 0 };
  }
  const asTs = parseText(source, 'ts');
  if (asTs.errors.length === 0) return { ok: true, parsed: asTs.parsed, maps: [], added: 0 };
  const asLiteral = /^\s*\{/.test(withoutLeadingComments(source)) ? parseObjectLiteral(source) : null;
  if (asLiteral?.ok) return asLiteral;
  const withoutHtmlComments = source.replace(/<!--/g, '//--').replace(/^([ \t]*)-->/gm, '$1//>');
  if (withoutHtmlComments !== source) {
    const attempt = parseText(withoutHtmlComments, 'tsx');
    if (attempt.errors.length === 0) return { ok: true, parsed: attempt.parsed, maps: [], added: 0 };
  }
  // The reading that goes furthest is the one that was meant.
  const readings = [asTsx.errors, asTs.errors, asLiteral?.errors ?? []].filter((errors) => errors.length > 0);
  return { ok: false, errors: readings.reduce((best, errors) => (firstOffset(errors) > firstOffset(best) ? errors : best)) };
}

function isSingleBlock(program: Program): boolean {
  return program.body.length === 1 && program.body[0]?.type === 'BlockStatement';
}

function withoutLeadingComments(source: string): string {
  return source.replace(/^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/, '');
}

/** Reads the text in parentheses; errors are told at their places in the text itself. Null where it reads as something else. */
function parseObjectLiteral(source: string): ParsedSource | null {
  const edits = new TextEdits(source);
  edits.prepend('(').append('\n)');
  const { parsed, errors } = parseText(edits.toString(), 'tsx');
  if (errors.length > 0) {
    const shifted = (offset: number): number => Math.min(source.length, Math.max(0, offset - 1));
    const moved = errors.map(({ message, labels, helpMessage }) => ({
      message,
      helpMessage,
      labels: labels.map(({ start, end }) => ({ start: shifted(start), end: shifted(end) })),
    }));
    return { ok: false, errors: moved };
  }
  const [only, ...others] = parsed.program.body;
  if (others.length > 0 || only?.type !== 'ExpressionStatement') return null;
  return only.expression.type === 'ObjectExpression' ? { ok: true, parsed, maps: [edits.sourceMap()], added: 1 } : null;
}

function firstOffset(errors: readonly SyntaxFault[]): number {
  return Math.min(...errors.map(({ labels }) => labels[0]?.start ?? 0));
}
