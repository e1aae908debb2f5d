/** The left of each row: a pill with the line, and what the line called. */
import { countWords, elsewhere, placeWords, rowName } from '../words';
import { fitText, type Lettering, MUTED, textAt, widthOf } from './lettering';
import { element, withTip } from './markup';
import { PALETTE } from './palette';
import type { RowLayout } from './row-layout';
import { PLOT } from './time-scale';

export function nameRow({ row, y, height }: RowLayout, ownCell: number | null, lettering: Lettering): string {
  const { frame, kind, name, count, isBackground } = row;
  const { isNarrow, size } = lettering;
  const colours = PALETTE[kind];
  const middle = y + height / 2;
  const line = `L${frame.line}`;
  const pillLook = { size: isNarrow ? 19 : 11.5, isBold: true, fill: colours.deep };
  const left = isNarrow ? 10 : 20;
  const pillWidth = Math.max(widthOf(line, pillLook) + (isNarrow ? 6 : 10), isNarrow ? 44 : 34);
  const pillHeight = isNarrow ? 24 : 17;
  const pill = element('rect', { x: left, y: middle - pillHeight / 2, width: pillWidth, height: pillHeight, rx: pillHeight / 2, fill: colours.fill, 'fill-opacity': 0.22 });
  const lineText = textAt(left + pillWidth / 2, middle + pillLook.size * 0.36, line, { ...pillLook, anchor: 'middle' });
  const look = { size: isNarrow ? 19 : size, isMono: true, isItalic: isBackground, ...(isBackground ? { fill: MUTED } : {}) };
  const nameLeft = left + pillWidth + (isNarrow ? 6 : 9);
  const times = count > 1 ? `${isNarrow ? '' : ' '}×${countWords(count)}` : '';
  const place = elsewhere(frame, ownCell);
  const shown = fitText(`${place === '' ? '' : `${place} `}${name}`, PLOT.left - 6 - nameLeft, look, times);
  const tip = `${rowName(row, ownCell)} · ${kind} · ${placeWords(frame, ownCell)}${isBackground ? ' · left running by another cell' : ''}`;
  return withTip(tip, pill + lineText + textAt(nameLeft, middle + look.size * 0.36, shown, look));
}
