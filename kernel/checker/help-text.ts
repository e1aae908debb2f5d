/** A text that is being written as the compiler gets it, among the names of the notebook that it means. */
import { findMagics } from '../language/find-magics';
import { isInMagicText, magicPlace } from '../language/magic-place';
import { topLevelNamesInText } from '../language/names-in-text';
import { scanTokens } from '../language/scan-tokens';
import type { Token } from '../language/scan-tokens';
import { analyseCell } from './cell-analysis';
import type { CompilerServer } from './compiler-server';
import type { NotebookDocuments } from './notebook-documents';

/** Who is asked: a compiler that has all that the notebook declared. */
export interface HelpDesk {
  readonly server: CompilerServer;
  readonly documents: NotebookDocuments;
}

/** A text with a cursor, read for help. Offsets count UTF-16 units. */
export interface HelpText {
  /** Magics and imports of what the notebook has are blank; every offset is as in the source. */
  readonly text: string;
  readonly offset: number;
  /** All tokens but comments. */
  readonly tokens: readonly Token[];
  /** Names that it declares itself, outside all brackets: they mean what it says, not what the notebook has. */
  readonly own: ReadonlySet<string>;
}

/** Null where there is no TypeScript at the cursor: in a magic's name or text. */
export function helpText(source: string, offset: number, documents: NotebookDocuments): HelpText | null {
  if (magicPlace(source, offset) !== null) return null;
  const magics = findMagics(source);
  if (isInMagicText(magics.uses, offset)) return null;
  const text = withoutKnownImports(magics.text, offset, documents);
  const tokens = scanTokens(text).filter(({ kind }) => kind !== 'comment');
  return { text, offset, tokens, own: topLevelNamesInText(tokens) };
}

/** The notebook's names that a text can mean: all, or those that it mentions. `React`: JSX may mean it unsaid. */
export function meantNames({ tokens, own }: HelpText, documents: NotebookDocuments, which: 'all' | 'mentioned'): string[] {
  const names = which === 'all' ? documents.live.names() : new Set(['React', ...tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text)]);
  return [...names].filter((name) => documents.live.has(name) && !own.has(name));
}

/** Where an offset stands in the document of a text: behind its one line of ours. */
export function positionIn(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, character: offset - (before.lastIndexOf('\n') + 1) };
}

/**
 * Imports of names that the notebook has from there become spaces: a document whose imports change makes the compiler read everything
 * anew. The import that the cursor stands in stays, and so does one that would bring something new.
 */
function withoutKnownImports(text: string, offset: number, documents: NotebookDocuments): string {
  if (!/\bimport\b/.test(text)) return text;
  let result = text;
  for (const { start, end } of importsIn(text)) {
    if (start <= offset && offset <= end) continue;
    const declared = analyseCell(text.slice(start, end))?.declared ?? [];
    if (declared.length === 0 || !declared.every((one) => documents.isImported(one))) continue;
    result = `${result.slice(0, start)};${result.slice(start + 1, end).replace(/[^\n]/g, ' ')}${result.slice(end)}`;
  }
  return result;
}

/** `import … from "…"` outside all brackets, without a semicolon behind it. */
function importsIn(text: string): { readonly start: number; readonly end: number }[] {
  const tokens = scanTokens(text).filter(({ kind }) => kind !== 'comment');
  const found: { readonly start: number; readonly end: number }[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'punctuator' && /^[([{]$/.test(token.text)) depth += 1;
    if (token.kind === 'punctuator' && /^[)\]}]$/.test(token.text)) depth -= 1;
    if (depth !== 0 || token.text !== 'import' || tokens[index - 1]?.text === '.') continue;
    const next = tokens[index + 1];
    if (next === undefined || next.text === '(' || next.text === '.') continue;
    const specifier = tokens.slice(index + 1).find(({ kind, text: word }) => kind === 'string' || word === ';');
    if (specifier?.kind === 'string' && specifier.isClosed) found.push({ start: token.start, end: specifier.end });
  }
  return found;
}
