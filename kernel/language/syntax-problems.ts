/** Tells syntax errors in plain words, at their lines. */
import { LineIndex } from './line-index';
import type { SyntaxProblem } from './running-form';
import { shellAdvice } from './shell-line';

/** An error as oxc's parser and transformer tell it; offsets count UTF-16 units. */
export interface SyntaxFault {
  readonly message: string;
  readonly labels: readonly { readonly start: number; readonly end: number }[];
  readonly helpMessage: string | null;
}

/** Messages of the parser that speak of files or specifications; the first match counts. */
const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^`await` is only allowed/, '`await` works at the top level of a cell and in async functions only: write `async` before this function.'],
  [/^`for await` loops are only allowed/, '`for await` works at the top level of a cell and in async functions only: write `async` before this function.'],
  [/^A 'return' statement can only be used/, '`return` works inside a function only. A cell shows the value of its last expression by itself.'],
  [/^A 'yield' expression is only allowed/, '`yield` works inside a generator function (`function*`) only.'],
  [/^Illegal break statement/, '`break` works inside a loop or a `switch` only.'],
  [/^Illegal continue statement/, '`continue` works inside a loop only.'],
  [/^Expected a semicolon or an implicit semicolon/, 'A statement should end here: a semicolon, an operator or a new line is missing.'],
  [/^Expected `(.+)` but found `EOF`/, 'The text ends too early: `$1` is missing.'],
  [/^Expected `(.+)` but found `(.+)`/, '`$1` is missing here, before `$2`.'],
  [/^Unterminated multiline comment/, 'This comment has no end: `*/` is missing.'],
  [/^Unterminated regular expression/, 'This regular expression has no end: `/` is missing.'],
  [/^'with' statements are not allowed/, '`with` statements do not work in TypeScript.'],
  [/^Delete of an unqualified identifier/, '`delete` removes properties, not variables.'],
  [/^'0'-prefixed octal/, 'Octal numbers begin with `0o`, and escapes such as `\\01` are written `\\x01`.'],
  [/^Identifier `(.+)` has already been declared/, '`$1` is declared twice in this cell.'],
  [/^The keyword '(.+)' is reserved/, '`$1` is a word of the language and cannot be a name.'],
  [/^Missing initializer in const declaration/, 'A `const` needs a value: write `= …` after the name, or declare it with `let`.'],
  [/^Missing initializer in destructuring declaration/, 'Destructuring needs a value: write `= …` after the pattern.'],
  [/^Expected corresponding JSX closing tag for '(.+)'/, '`<$1>` is still open: `</$1>` is missing before this tag.'],
  [/^Invalid Character `([\u2018-\u201f\u00ab\u00bb])`/, '`$1` is a typographic quotation mark: write " or \' instead.'],
  [/^Invalid Character/, 'This character does not fit here.'],
  [/^Unexpected end of file/, 'The text ends too early: something is missing here.'],
  [/^Lexical declaration cannot appear/, 'A declaration cannot stand alone here: put it into a block `{ … }`.'],
];

/** A problem that stretches from one offset to another; an empty stretch has length 1. */
export function problemAt(lines: LineIndex, message: string, start: number, end: number): SyntaxProblem {
  const { line, column } = lines.place(start);
  return { message, line: line + 1, column: column + 1, length: Math.max(1, end - start) };
}

/** The parser's errors in plain words, the first in the text first. */
export function syntaxProblems(source: string, errors: readonly SyntaxFault[]): SyntaxProblem[] {
  const lines = new LineIndex(source);
  const found = errors.map((error) => {
    // A second declaration is labelled last, and that is where a person has to look.
    const label = /has already been declared/.test(error.message) ? error.labels.at(-1) : error.labels[0];
    const start = label?.start ?? 0;
    const end = label?.end ?? 0;
    return { start, end, isUnexpected: error.message === 'Unexpected token', message: shellAdvice(source, start) ?? plainMessage(error, source.slice(start, end), start >= source.trimEnd().length) };
  });
  found.sort((a, b) => a.start - b.start);
  // A token that was not understood is told twice: what is wrong with it, and that it is unexpected.
  const isRepeated = (one: (typeof found)[number]): boolean =>
    one.isUnexpected && found.some((other) => !other.isUnexpected && other.start >= one.start && other.start <= one.end);
  return found.filter((one) => !isRepeated(one)).map(({ message, start, end }) => problemAt(lines, message, start, end));
}

function plainMessage(error: SyntaxFault, part: string, isAtEnd: boolean): string {
  for (const [pattern, words] of PLAIN_WORDS) {
    if (pattern.test(error.message)) return error.message.replace(new RegExp(`${pattern.source}.*`, 's'), words);
  }
  if (/^Unterminated string/.test(error.message)) {
    const quote = part.startsWith('`') || part.startsWith('}') ? '`' : (part[0] ?? '"');
    return `This string has no end: ${quote} is missing.`;
  }
  if (error.message === 'Unexpected token') {
    if (isAtEnd) return 'The text ends too early: something is missing here.';
    return `\`${part.split('\n')[0]?.slice(0, 40) ?? ''}\` does not fit here.`;
  }
  return [error.message, error.helpMessage ?? ''].map(asSentence).join(' ').trim();
}

function asSentence(text: string): string {
  if (text === '') return '';
  const sentence = text.replace(/[.\s]+$/, '');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[?!]$/.test(sentence) ? '' : '.'}`;
}
