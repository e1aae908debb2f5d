/** Red bands over all rows where the event loop could not turn, and below them where that was. */
import type { XrayBlock } from '../report';
import { durationWords, elsewhere, functionWords, placeWords } from '../words';
import { ALARM, type Lettering, type LevelPlace, placeOnLevels, textAt, type Wanted, widthOf } from './lettering';
import { element, withTip } from './markup';
import { BLOCKED } from './palette';
import { heightForBoth, type Piece } from './piece';
import { PLOT, type TimeScale } from './time-scale';

const LEVELS = 2;
const LABELLED = 6;
const THINNEST = 1.5;

function wordsOf({ fn, line, start, end, ...place }: XrayBlock, ownCell: number | null, { isNarrow }: Lettering): string {
  const where = elsewhere(place, ownCell);
  const at = `${where === '' ? '' : `${where} `}${line === 0 ? '' : `L${line} `}`;
  return isNarrow ? `${at}blocks ${durationWords(end - start)}` : `${functionWords(fn)} ${at}blocks ${durationWords(end - start)}`;
}

interface Label extends LevelPlace {
  readonly words: string;
}

/** The longest get their places first. */
function labelsOf(blocks: readonly XrayBlock[], { x }: TimeScale, ownCell: number | null, lettering: Lettering): Label[] {
  const labelled = blocks.toSorted((one, other) => other.end - other.start - (one.end - one.start)).slice(0, LABELLED);
  const texts = labelled.map((block) => wordsOf(block, ownCell, lettering));
  const wanted = labelled.map(({ start, end }, at): Wanted => ({ fixed: [x(start), Math.max(x(end), x(start) + THINNEST)], width: widthOf(texts[at]!, { size: lettering.small }) }));
  return placeOnLevels(wanted, [10, 750], LEVELS).flatMap((place, at) => (place === null ? [] : [{ ...place, words: texts[at]! }]));
}

/** @param top of the bands; they end at `bottom`, below which this piece has its height */
export function blockedBands(blocks: readonly XrayBlock[], scale: TimeScale, top: number, bottom: number, ownCell: number | null): Piece {
  const lineHeight = ({ small }: Lettering): number => small + 4;
  const levels = (lettering: Lettering): number => labelsOf(blocks, scale, ownCell, lettering).reduce((most, { level }) => Math.max(most, level + 1), 0);
  const bands = blocks.map((block) => {
    const { start, end, fn, share } = block;
    const x = scale.x(start);
    const width = Math.max(scale.x(end) - x, THINNEST);
    const tip = `event loop blocked for ${durationWords(end - start)}, ${Math.round(share * 100)} % of it in ${functionWords(fn)}${block.line === 0 ? '' : `, ${placeWords(block, ownCell)}`}`;
    return withTip(
      tip,
      element('rect', { x, y: top, width, height: bottom - top, fill: BLOCKED.band, 'fill-opacity': 0.13 }) + element('rect', { x, y: bottom, width, height: 3.5, fill: BLOCKED.edge }),
    );
  });
  return {
    height: blocks.length === 0 ? 8 : 10 + heightForBoth((lettering) => levels(lettering) * lineHeight(lettering)),
    shapes: bands.join(''),
    letters: (lettering) =>
      labelsOf(blocks, scale, ownCell, lettering)
        .map(({ words, textFrom, level }) => textAt(textFrom, bottom + 4 + lettering.small + level * lineHeight(lettering), words, { size: lettering.small, fill: ALARM }))
        .join(''),
  };
}

/** Grid lines at the ticks, and one where the run ended. */
export function grid({ ticks, x, max }: TimeScale, wall: number, top: number, bottom: number, colour: string): string {
  const lines = ticks.map((ms) => element('line', { x1: x(ms), x2: x(ms), y1: top, y2: bottom, stroke: colour }));
  const end = x(wall);
  const last = wall < max * 0.995 ? element('line', { x1: end, x2: end, y1: top, y2: bottom, stroke: '#8793a8', 'stroke-dasharray': '2 3' }) : '';
  return `${lines.join('')}${last}${element('line', { x1: PLOT.left, x2: PLOT.left, y1: top, y2: bottom, stroke: colour })}`;
}
