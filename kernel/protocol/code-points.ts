/**
 * Positions in a text: Jupyter counts Unicode code points since protocol 5.2 (`cursor_pos`, `cursor_start`, `cursor_end`),
 * JavaScript counts UTF-16 units.
 */

/** UTF-16 offset of a position in code points; a position outside the text is moved to its nearer end. */
export function utf16Offset(text: string, codePoints: number): number {
  if (codePoints <= 0) return 0;
  let offset = 0;
  for (let counted = 0; counted < codePoints && offset < text.length; counted++) offset += unitsAt(text, offset);
  return offset;
}

/** Position in code points of a UTF-16 offset; an offset inside a surrogate pair counts the pair. */
export function codePointOffset(text: string, utf16: number): number {
  const end = Math.min(utf16, text.length);
  let counted = 0;
  for (let offset = 0; offset < end; offset += unitsAt(text, offset)) counted++;
  return counted;
}

function unitsAt(text: string, offset: number): 1 | 2 {
  return text.codePointAt(offset)! > 0xffff ? 2 : 1;
}
