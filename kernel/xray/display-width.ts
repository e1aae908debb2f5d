/** How many columns of a terminal a text takes: ideographs, kana, hangul, full-width forms and emoji take two (Unicode, UAX 11). */

/** Blocks whose characters are wide, and emoji that are drawn as such without being asked. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** What takes no column of its own. */
const NONE = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one character: an emoji of several code points is one. */
export const charactersOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

const widthOfCharacter = (character: string): number => (WIDE.test(character) ? 2 : NONE.test(character) ? 0 : 1);

/** In columns. */
export function displayWidth(text: string): number {
  // Nearly all texts.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return charactersOf(text).reduce((width, character) => width + widthOfCharacter(character), 0);
}

/** Cut, with an ellipsis, or filled to so many columns. */
export function padToWidth(text: string, width: number): string {
  const whole = displayWidth(text);
  if (whole <= width) return text + ' '.repeat(width - whole);
  let kept = '';
  let columns = 0;
  for (const character of charactersOf(text)) {
    const more = widthOfCharacter(character);
    if (columns + more > width - 1) break;
    kept += character;
    columns += more;
  }
  return `${kept}…${' '.repeat(width - 1 - columns)}`;
}
