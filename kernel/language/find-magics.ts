/**
 * Finds the magics of a cell. Where a line begins with `%name`, the parser decides: it has to stumble over that very `%` (so it is no
 * operator and stands in no string, template, comment or JSX text), and a statement has to be right in its place.
 */
import { findMagic, unknownMagic } from './magics';
import type { Magic } from './magics';
import { nestingFault } from './nesting-limit';
import { parseText } from './parse-source';
import type { TextLanguage } from './parse-source';

/** A magic in a text; offsets count UTF-16 units. */
export interface MagicUse {
  readonly magic: Magic;
  /** Offset of the first percent sign. */
  readonly start: number;
  /** Where its line ends; of a cell magic that takes text, the end of the text. */
  readonly end: number;
  /** The rest of its line, trimmed. */
  readonly line: string;
  /** What follows the line of a cell magic that takes text; null for others. */
  readonly body: string | null;
}

/** What was read. */
export interface FoundMagics {
  /** The text as plain TypeScript: magics are spaces, those that take text with a `;` in front. Every offset and line is as before. */
  readonly text: string;
  readonly uses: readonly MagicUse[];
  readonly problems: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

const CELL_MAGIC = /^(\s*)(%%[A-Za-z]\w*)([^\n]*)/;
const LINE_MAGIC = /^([ \t]*)(%%?[A-Za-z]\w*)([^\n]*)/gm;

/** A statement that cannot be part of anything else: in a class body, an object or an expression it is an error at one of its letters. */
const PROBE = 'throw 0;';

/** Reads the magics of a text, which need not parse: those behind its first syntax error are not found. */
export function findMagics(source: string): FoundMagics {
  const found: Mutable<FoundMagics> = { text: source, uses: [], problems: [] };
  if (!/^[ \t]*%%?[A-Za-z]/m.test(source)) return found;
  const ofCell = CELL_MAGIC.exec(source);
  if (ofCell !== null) {
    const [whole, indent = '', written = '', rest = ''] = ofCell;
    take(found, { written, rest, start: indent.length, lineEnd: whole.length, isFirst: true });
  }
  if (nestingFault(found.text) !== null) return found;
  let places = statementPlaces(found.text);
  for (const { index, 0: whole, 1: indent = '', 2: written = '', 3: rest = '' } of source.matchAll(LINE_MAGIC)) {
    const start = index + indent.length;
    if (found.text[start] !== '%' || !places(start)) continue;
    take(found, { written, rest, start, lineEnd: index + whole.length, isFirst: false });
    places = statementPlaces(found.text);
  }
  return found;
}

/** Whether a statement is expected right behind a text, so that a magic could stand there. */
export function expectsStatement(before: string): boolean {
  return nestingFault(before) === null && statementPlaces(`${before}%`)(before.length);
}

/** The magic whose name the offset touches; null without one. */
export function magicAt(source: string, offset: number): Magic | null {
  const use = findMagics(source).uses.find(({ magic, start }) => start <= offset && offset <= start + nameLength(magic));
  return use?.magic ?? null;
}

/** Characters of `%name`. */
export function nameLength({ kind, name }: Magic): number {
  return name.length + (kind === 'cell' ? 2 : 1);
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

interface Candidate {
  readonly written: string;
  readonly rest: string;
  readonly start: number;
  readonly lineEnd: number;
  /** Whether it is what the text begins with. */
  readonly isFirst: boolean;
}

function take(found: Mutable<FoundMagics>, { written, rest, start, lineEnd, isFirst }: Candidate): void {
  const { text } = found;
  const magic = findMagic(written);
  const blank = (to: number, first: string): void => {
    found.text = text.slice(0, start) + first + text.slice(start + first.length, to).replace(/[^\n]/g, ' ') + text.slice(to);
  };
  if (magic === null || (magic.kind === 'cell' && !isFirst)) {
    const message = magic === null ? unknownMagic(written) : `\`${written}\` opens a cell: nothing stands above it, not even a comment.`;
    found.problems.push({ message, start, end: start + written.length });
    // A cell that was meant for a magic is no TypeScript.
    return blank(isFirst ? text.length : lineEnd, ';');
  }
  const line = rest.trim();
  if (magic.takes === 'code') {
    found.uses.push({ magic, start, end: lineEnd, line: magic.kind === 'cell' ? line : '', body: null });
    return blank(magic.kind === 'cell' ? lineEnd : start + written.length, '');
  }
  const end = magic.kind === 'cell' ? text.length : lineEnd;
  found.uses.push({ magic, start, end, line, body: magic.kind === 'cell' ? text.slice(lineEnd + 1) : null });
  blank(end, ';');
}

/** Tells for offsets of a text whether the parser stumbles there over something that a statement could stand in place of. */
function statementPlaces(text: string): (offset: number) => boolean {
  const languages: readonly TextLanguage[] = ['tsx', 'ts'];
  const known = new Map<TextLanguage, ReadonlySet<number>>();
  const faultsOf = (language: TextLanguage): ReadonlySet<number> => {
    const faults = known.get(language) ?? faultOffsets(text, language);
    known.set(language, faults);
    return faults;
  };
  return (offset) => {
    if (faultsOf('tsx').size === 0) return false;
    return languages.some((language) => {
      if (!faultsOf(language).has(offset)) return false;
      const withProbe = faultOffsets(text.slice(0, offset) + PROBE, language);
      return [...withProbe].every((at) => at < offset || at >= offset + PROBE.length);
    });
  };
}

function faultOffsets(text: string, language: TextLanguage): ReadonlySet<number> {
  return new Set(parseText(text, language).errors.flatMap(({ labels }) => labels.map(({ start }) => start)));
}
