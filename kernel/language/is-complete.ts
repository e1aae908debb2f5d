/** Tells whether a console may run a text, or has to wait for another line. */
import { canGoOn } from './continuations';
import { findMagics, nameLength } from './find-magics';
import type { FoundMagics } from './find-magics';
import type { Completeness } from './language';
import { nextIndent } from './next-indent';
import { nestingFault } from './nesting-limit';
import { parseSource, parseText } from './parse-source';
import type { ParsedText } from './parse-source';
import type { SyntaxFault } from './syntax-problems';

/**
 * A text without errors is complete. One whose first error lies at its end, or in a template or comment without an end, or that some next line
 * makes right, goes on in the next line. Every other one is invalid, and running it says why. A cell magic that takes text goes on until an empty line, as in
 * IPython.
 */
export function isComplete(text: string): Completeness {
  const magics = findMagics(text);
  if (magics.problems.length > 0) return { status: 'invalid' };
  const [first] = magics.uses;
  if (typeof first?.body === 'string') return /\n[ \t]*$/.test(text) ? { status: 'complete' } : { status: 'incomplete', indent: '' };
  if (first?.magic.kind === 'cell' && magics.text.trim() === '') return { status: 'incomplete', indent: '' };
  return completenessOf(magics.text, withoutPercentSigns(magics));
}

/** A magic in front of code as a word: spaces would count as the line's indentation. */
function withoutPercentSigns({ text, uses }: FoundMagics): string {
  const words = uses.filter(({ magic }) => magic.kind === 'line' && magic.takes === 'code');
  return words.reduce((one, { magic, start }) => one.slice(0, start) + '_'.repeat(nameLength(magic)) + one.slice(start + nameLength(magic)), text);
}

/** `indented`: the text by whose lines the next one is indented. */
function completenessOf(source: string, indented: string): Completeness {
  const read = parseSource(source);
  if (read.ok) return endsInSignature(read.parsed) || opensElement(read.parsed) ? incomplete(indented) : { status: 'complete' };
  const isOpen = firstGoesOn(source, read.errors) || (nestingFault(source) === null && ((source.includes('<') && firstGoesOn(source, parseText(source, 'tsx').errors)) || canGoOn(source)));
  return isOpen ? incomplete(indented) : { status: 'invalid' };
}

function firstGoesOn(source: string, errors: readonly SyntaxFault[]): boolean {
  const [first] = [...errors].sort((a, b) => startOf(a) - startOf(b));
  return first !== undefined && goesOn(source, first);
}

/** `<p>`, a new line and a word read as a type in front of a value, but an element was meant. */
function opensElement({ language, text }: ParsedText): boolean {
  return language === 'ts' && /^\s*<[^<>]*>[ \t]*\n/.test(text) && firstGoesOn(text, parseText(text, 'tsx').errors);
}

function incomplete(source: string): Completeness {
  return { status: 'incomplete', indent: nextIndent(source) };
}

function goesOn(source: string, error: SyntaxFault): boolean {
  const start = startOf(error);
  const part = source.slice(start);
  if (/^Unterminated (?:string|template)/.test(error.message)) return /^[`}]/.test(part) || /\\\n?$/.test(part);
  if (/^Unterminated multiline comment/.test(error.message)) return true;
  if (/^Unterminated regular expression/.test(error.message)) return false;
  const end = source.trimEnd().length;
  // The text of an element that is not closed is one token, to the end.
  if (error.message === 'Unexpected token' && /[>}]$/.test(source.slice(0, start)) && !/[<>{}]/.test(part) && (error.labels[0]?.end ?? 0) >= end) return true;
  return start >= end || (/^Identifier expected after/.test(error.message) && (error.labels[0]?.end ?? 0) >= end);
}

function startOf(error: SyntaxFault): number {
  return error.labels[0]?.start ?? 0;
}

/** `function f()` alone is a signature of TypeScript, whose body is still to come. */
function endsInSignature({ program, text }: ParsedText): boolean {
  const last = program.body.at(-1);
  return last?.type === 'TSDeclareFunction' && last.declare !== true && text[last.end - 1] !== ';' && text.slice(last.end).trim() === '';
}
