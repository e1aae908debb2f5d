/** Takes U+2028 and U+2029 out of a text: V8 counts them as ends of lines, editors and source maps don't. */
import { scanTokens } from './scan-tokens';
import type { TextEdits } from './text-edits';

const SEPARATOR = /[\u2028\u2029]/g;

/** In strings and templates they become escapes, elsewhere line feeds, which V8 takes for the same. */
export function rewriteLineSeparators(edits: TextEdits): void {
  const offsets = [...edits.original.matchAll(SEPARATOR)].map(({ index }) => index);
  if (offsets.length === 0) return;
  const literals = scanTokens(edits.original).filter(({ kind }) => kind === 'string' || kind === 'template');
  for (const offset of offsets) {
    const isInLiteral = literals.some(({ start, end }) => start < offset && offset < end);
    edits.update(offset, offset + 1, isInLiteral ? `\\u${edits.original.charCodeAt(offset).toString(16)}` : '\n');
  }
}
