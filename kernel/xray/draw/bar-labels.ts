/** What stands in or beside bars. */
import type { XrayOperation } from '../report';
import { durationWords } from '../words';
import { extentOf, textSpace } from './bars';
import { INK, type Lettering, type Span, textAt, widthOf } from './lettering';
import { element } from './markup';
import { GAP, manyBarsLabel, RIGHT_EDGE } from './many-bars';
import type { RowLayout } from './row-layout';
import { PLOT, type TimeScale } from './time-scale';

const BESIDE = '#3d4757';

function remarksOn({ kind, late, error, cleared, open, status }: XrayOperation): string[] {
  const failed = status === undefined || status === 0 ? 'failed' : `failed (${kind === 'process' ? 'exit code ' : ''}${status})`;
  return [
    late === undefined ? '' : `${durationWords(late)} late`,
    error === undefined ? '' : failed,
    cleared === true ? 'cancelled' : '',
    open === true ? 'still open' : '',
  ].filter((words) => words !== '');
}

/** The texts of a bar, the fullest first. */
function wordsFor(operation: XrayOperation, { isNarrow }: Lettering): string[] {
  const duration = durationWords(operation.end - operation.start);
  const remarks = remarksOn(operation);
  return remarks.length === 0 || isNarrow ? [duration] : [[duration, ...remarks].join(' · '), duration];
}

const isFree = ([from, to]: Span, taken: readonly Span[]): boolean => taken.every(([start, end]) => to <= start || end <= from);

/** One text in the bar, right or left of it, where there is room. */
function labelBar(operation: XrayOperation, middle: number, taken: Span[], scale: TimeScale, lettering: Lettering): string {
  const [from, to] = extentOf(operation, scale);
  const [spaceFrom, spaceTo] = textSpace(operation, scale);
  const others = taken.filter(([start, end]) => start !== from || end !== to);
  for (const words of wordsFor(operation, lettering)) {
    const inside = { size: lettering.isNarrow ? 18 : 11.5, isBold: true, fill: INK };
    const width = widthOf(words, inside);
    if (width + 10 <= spaceTo - spaceFrom && operation.background !== true) return textAt(spaceFrom + 6, middle + inside.size * 0.36, words, inside);
    const beside = { size: lettering.small, fill: BESIDE };
    const room = widthOf(words, beside);
    const right: Span = [to + 1, to + GAP + room];
    const left: Span = [from - GAP - room, from - 1];
    const place = right[1] <= RIGHT_EDGE && isFree(right, others) ? right : left[0] >= PLOT.left && isFree(left, others) ? left : null;
    if (place === null) continue;
    taken.push(place);
    const y = middle + beside.size * 0.36;
    return place === right ? textAt(to + GAP, y, words, beside) : textAt(from - GAP, y, words, { ...beside, anchor: 'end' });
  }
  return '';
}

function labelLargeBars({ bars }: RowLayout, scale: TimeScale, lettering: Lettering): string {
  const lanes = Map.groupBy(bars, ({ y }) => y);
  return [...lanes.values()]
    .flatMap((lane) => {
      const taken = lane.map(({ operation }): Span => extentOf(operation, scale));
      return lane.map(({ operation, y, height }) => labelBar(operation, y + height / 2, taken, scale, lettering));
    })
    .join('');
}

/** Beside the bars, below them, or, on a curve, among them. */
function labelManyBars(layout: RowLayout, scale: TimeScale, lettering: Lettering): string {
  const { row, y, height, form, barsHeight } = layout;
  const { words, width, from, to, side } = manyBarsLabel(row, scale, lettering);
  const look = { size: lettering.small, fill: BESIDE };
  const centred = y + (side === 'below' ? height : barsHeight) / 2 + lettering.small * 0.36;
  if (side === 'right') return textAt(to + GAP, centred, words, look);
  if (side === 'left') return textAt(from - GAP, centred, words, { ...look, anchor: 'end' });
  if (form === 'thin') return textAt(Math.min(from, RIGHT_EDGE - width), y + barsHeight + lettering.small * 0.72, words, look);
  const middle = (from + to) / 2;
  const plate = { x: middle - width / 2 - 5, y: y + height / 2 - lettering.small * 0.75, width: width + 10, height: lettering.small * 1.5, rx: 4 };
  return element('rect', { ...plate, fill: '#fff', 'fill-opacity': 0.92 }) + textAt(middle, centred, words, { ...look, fill: INK, anchor: 'middle' });
}

/** The texts of one row's bars. */
export function labelBars(layout: RowLayout, scale: TimeScale, lettering: Lettering): string {
  return layout.form === 'large' ? labelLargeBars(layout, scale, lettering) : labelManyBars(layout, scale, lettering);
}
