/** One line of source as a traceback shows it, and the blanks that put a caret under a column of it. */
import { TRACEBACK_SOURCE_CHARACTERS } from '../limits';

export interface SourceExcerpt {
  readonly text: string;
  /** As wide as what stands before the column: tabs stay tabs, wide characters count two. */
  readonly caret: string;
}

const SEGMENTER = new Intl.Segmenter();

/** Characters that terminals and JupyterLab's fonts draw two columns wide: East Asian wide and full-width ones, and emoji. */
const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;

/** @param column counts UTF-16 units from 1. A long line is cut around it, a line "in short" at its end. */
export function excerptOf(line: string, column: number, mode: 'around the column' | 'in short'): SourceExcerpt {
  const at = Math.min(Math.max(column - 1, 0), line.length);
  if (mode === 'in short') {
    const text = line.trim();
    return { text: text.length <= TRACEBACK_SOURCE_CHARACTERS ? text : `${cut(text, 0, TRACEBACK_SOURCE_CHARACTERS)}…`, caret: '' };
  }
  const start = line.length <= TRACEBACK_SOURCE_CHARACTERS ? 0 : Math.max(0, at - Math.floor(TRACEBACK_SOURCE_CHARACTERS / 2));
  const end = Math.min(line.length, start + TRACEBACK_SOURCE_CHARACTERS);
  const before = `${start > 0 ? '…' : ''}${cut(line, start, at)}`;
  return { text: `${before}${cut(line, at, end)}${end < line.length ? '…' : ''}`, caret: blanksFor(before) };
}

/** A cut through a surrogate pair leaves no half of it. */
function cut(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

function blanksFor(text: string): string {
  let blanks = '';
  for (const { segment } of SEGMENTER.segment(text)) blanks += segment === '\t' ? '\t' : WIDE.test(segment) ? '  ' : ' ';
  return blanks;
}
