/** Brackets over the rows: waits for several promises. */
import type { XrayGroup } from '../report';
import { countWords, durationWords } from '../words';
import { INK, type Lettering, type LevelPlace, placeOnLevels, textAt, widthOf } from './lettering';
import { element, withTip } from './markup';
import { CARD } from './palette';
import { heightForBoth, type Piece } from './piece';
import { PLOT, type TimeScale } from './time-scale';

const LEVELS = 3;
const TICK = 5;

/** Of more brackets than this, only those that are as wide, in units, are worth their room. */
const MANY = 12;
const READABLE = 8;

interface Placed extends LevelPlace {
  readonly group: XrayGroup;
  readonly from: number;
  readonly to: number;
}

const wordsOf = ({ label, n }: XrayGroup, { isNarrow }: Lettering): string => `${isNarrow ? label.replace(/^Promise\./, '') : label} ×${countWords(n)}`;

/** The longest get their places first. */
function place(groups: readonly XrayGroup[], { x }: TimeScale, lettering: Lettering): Placed[] {
  const look = { size: lettering.mark };
  const drawable = groups.length <= MANY ? groups : groups.filter(({ start, end }) => x(end) - x(start) >= READABLE);
  const byLength = drawable.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  const spans = byLength.map((group) => {
    const from = x(group.start);
    return { group, from, to: Math.max(x(group.end), from + 3), width: widthOf(wordsOf(group, lettering), look) };
  });
  const places = placeOnLevels(spans.map(({ from, to, width }) => ({ fixed: [from, to], width })), [PLOT.left, 752], LEVELS);
  return spans.flatMap((span, at) => {
    const place = places[at] ?? null;
    return place === null ? [] : [{ ...span, ...place }];
  });
}

export function brackets(groups: readonly XrayGroup[], scale: TimeScale, y: number): Piece {
  const levelHeight = (lettering: Lettering): number => lettering.mark + TICK + 4;
  const levelsIn = (lettering: Lettering): number => place(groups, scale, lettering).reduce((most, { level }) => Math.max(most, level + 1), 0);
  const height = groups.length === 0 ? 6 : 6 + heightForBoth((lettering) => levelsIn(lettering) * levelHeight(lettering));
  return {
    height,
    shapes: '',
    letters: (lettering) =>
      place(groups, scale, lettering)
        .map(({ group, level, from, to, textFrom }) => {
          const bottom = y + height - 4 - level * levelHeight(lettering);
          // An open wait has no right end.
          const path = `M${from.toFixed(1)} ${bottom}v${-TICK}H${to.toFixed(1)}${group.open === true ? '' : `v${TICK}`}`;
          const line = element('path', { d: path, fill: 'none', stroke: CARD.bracket, 'stroke-dasharray': group.open === true ? '4 3' : undefined });
          const tip = `${wordsOf(group, { ...lettering, isNarrow: false })} · ${durationWords(group.end - group.start)}${group.open === true ? ' · not settled' : ''} · line ${group.line}`;
          return withTip(tip, line + textAt(textFrom, bottom - TICK - 3, wordsOf(group, lettering), { size: lettering.mark, fill: INK }));
        })
        .join(''),
  };
}

/** How many find no place in the drawing. */
export const bracketsWithoutPlace = (groups: readonly XrayGroup[], scale: TimeScale, lettering: Lettering): number => groups.length - place(groups, scale, lettering).length;
