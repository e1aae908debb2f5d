/**
 * The sizes of text. A drawing is 760 units wide; on a phone it is shown at half its size, where only letters twice as large can be read.
 * So each text is placed twice, and a media query chooses: shapes are the same, the narrow one says less.
 */
import { element, escapeText } from './markup';

/** The sizes and the space of one of the two, in units. */
export interface Lettering {
  readonly isNarrow: boolean;
  /** Text within rows, and of brackets, axis, legend. */
  readonly size: number;
  readonly small: number;
  /** A figure on top. */
  readonly figure: number;
  /** Height of a line of `small`. */
  readonly line: number;
  /** On the axis and at brackets. */
  readonly mark: number;
}

export const WIDE: Lettering = { isNarrow: false, size: 12, small: 11, figure: 21, line: 17, mark: 11 };
export const NARROW: Lettering = { isNarrow: true, size: 21, small: 20, figure: 36, line: 25, mark: 18 };

export const LETTERINGS = [WIDE, NARROW] as const;

export const SANS = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
export const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

export const INK = '#111827';
export const MUTED = '#566072';
export const ALARM = '#b3141f';

/** Parts of the font size that characters are wide in DejaVu Sans, the widest of the fonts in use: narrow ones, digits, wide ones, others. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [[/[ilj.,:;'|!()[\] ·/ftr]/, 0.37], [/[0-9]/, 0.64], [/[mwMW%@÷×…]/, 0.9], [/[\u2e80-\u{3ffff}]/u, 1.1]];
const OTHER_WIDTH = 0.61;
const BOLD_FACTOR = 1.1;
/** Any monospaced font, where the character is no wide one. */
const MONO_WIDTH = 0.605;

/** How a text looks. */
export interface TextLook {
  readonly size: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
  readonly isMono?: boolean;
  readonly isItalic?: boolean;
}

/** About how wide a text is: fonts differ, and nothing can be measured here. */
export function widthOf(text: string, { size, isBold, isMono }: TextLook): number {
  let width = 0;
  for (const character of text) width += isMono === true && character < '\u2e80' ? MONO_WIDTH : (WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? OTHER_WIDTH);
  return width * size * (isBold === true ? BOLD_FACTOR : 1);
}

/** A text with its baseline at `y`. */
export function textAt(x: number, y: number, text: string, { size, fill = INK, anchor = 'start', isBold, isMono, isItalic }: TextLook): string {
  const attributes = {
    x,
    y,
    'font-size': size,
    fill: fill === INK ? undefined : fill,
    'text-anchor': anchor === 'start' ? undefined : anchor,
    'font-weight': isBold === true ? 600 : undefined,
    'font-family': isMono === true ? MONO : undefined,
    'font-style': isItalic === true ? 'italic' : undefined,
  };
  return element('text', attributes, escapeText(text));
}

/** The beginning of a text that is at most so wide; with an ellipsis where something is missing. `end` always stays. */
export function fitText(text: string, width: number, look: TextLook, end = ''): string {
  if (widthOf(text + end, look) <= width) return text + end;
  const characters = [...text];
  let room = characters.length;
  while (room > 1 && widthOf(`${characters.slice(0, room).join('')}…${end}`, look) > width) room -= 1;
  return `${characters.slice(0, room).join('').trimEnd()}…${end}`;
}

/** A text in lines of words, each at most so wide. */
export function wrapText(text: string, width: number, look: TextLook): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, look) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(fitText(word, width, look));
  }
  return lines;
}

/** From where to where something is, in units. */
export type Span = readonly [from: number, to: number];

/** What wants a place on one of several levels: something fixed, and a text of a width near it. */
export interface Wanted {
  readonly fixed: Span;
  readonly width: number;
}

/** The level, from 0 on, and where the text begins. */
export interface LevelPlace {
  readonly level: number;
  readonly textFrom: number;
}

const APART = 5;

/**
 * Puts texts, each with what it belongs to, onto levels on which they do not touch; the first ones get the best places.
 *
 * @param within the texts stay
 * @returns null for those that find no place
 */
export function placeOnLevels(wanted: readonly Wanted[], within: Span, most: number): (LevelPlace | null)[] {
  const levels = Array.from({ length: most }, (): Span[] => []);
  return wanted.map(({ fixed, width }) => {
    const inside = (from: number): number => Math.max(within[0], Math.min(from, within[1] - width));
    const middle = (fixed[0] + fixed[1]) / 2;
    const starts = [middle - width / 2, fixed[0], fixed[1] - width, middle - width * 0.9, middle - width * 0.1].map(inside);
    for (const [level, taken] of levels.entries()) {
      const textFrom = starts.find((start) => {
        const [from, to] = [Math.min(start, fixed[0]) - APART, Math.max(start + width, fixed[1]) + APART];
        return taken.every(([takenFrom, takenTo]) => to <= takenFrom || takenTo <= from);
      });
      if (textFrom === undefined) continue;
      taken.push([Math.min(textFrom, fixed[0]), Math.max(textFrom + width, fixed[1])]);
      return { level, textFrom };
    }
    return null;
  });
}
