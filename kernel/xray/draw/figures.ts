/** The large figures on top of a drawing. */
import type { XrayReport } from '../report';
import { countOf, countWords, durationWords, timesWords, waitedOperations } from '../words';
import { ALARM, INK, type Lettering, MUTED, textAt, widthOf } from './lettering';
import type { Piece } from './piece';

/** One figure and what it says, in full and in short. */
export interface Figure {
  readonly value: string;
  readonly label: string;
  readonly shortLabel: string;
  readonly isAlarming: boolean;
}

/** Ms of blocked event loop from which on a person notices it. */
const NOTICED_BLOCK_MS = 50;

export function figuresOf(report: XrayReport): Figure[] {
  const { wall, waiting, speedup, peak, blockedMs } = report;
  const calm = { isAlarming: false };
  return [
    { value: durationWords(wall), label: 'wall time', shortLabel: 'wall time', ...calm },
    { value: durationWords(waiting), label: `waited in ${countOf(waitedOperations(report), 'operation')}`, shortLabel: 'waited', ...calm },
    { value: timesWords(speedup), label: 'overlap (waits ÷ wall)', shortLabel: 'overlap', ...calm },
    { value: countWords(peak), label: 'most at once', shortLabel: 'at once', ...calm },
    { value: blockedMs === 0 ? 'never' : durationWords(blockedMs), label: 'event loop blocked', shortLabel: 'blocked', isAlarming: blockedMs > NOTICED_BLOCK_MS },
  ];
}

const LEFT = 20;
const RIGHT = 744;
const HEIGHT = 88;
const WIDEST_GAP = 34;
/** Long figures are smaller, so that this stays between them. */
const NARROWEST_GAP = 14;

function place(figures: readonly Figure[], lettering: Lettering): string {
  const { isNarrow, small } = lettering;
  const labelOf = ({ label, shortLabel }: Figure): string => (isNarrow ? shortLabel : label);
  const widthsAt = (size: number): number[] => figures.map((figure) => Math.max(widthOf(figure.value, { size, isBold: true }), widthOf(labelOf(figure), { size: small })));
  const gapAt = (size: number): number => (RIGHT - LEFT - widthsAt(size).reduce((sum, width) => sum + width, 0)) / Math.max(figures.length - 1, 1);
  let size = lettering.figure;
  while (gapAt(size) < NARROWEST_GAP && size > small) size -= 1;
  const widths = widthsAt(size);
  const gap = Math.min(WIDEST_GAP, gapAt(size));
  const valueLook = (isAlarming: boolean) => ({ size, isBold: true, fill: isAlarming ? ALARM : INK });
  const [valueY, labelY] = isNarrow ? [46, 72] : [58, 75];
  let x = LEFT;
  return figures
    .map((figure, at) => {
      const drawn = textAt(x, valueY, figure.value, valueLook(figure.isAlarming)) + textAt(x, labelY, labelOf(figure), { size: small, fill: MUTED });
      x += widths[at]! + gap;
      return drawn;
    })
    .join('');
}

/** @param heading over the figures, where letters are small enough; `remark` stands right of it, in red */
export function figuresPiece(figures: readonly Figure[], heading: string, remark: string): Piece {
  return {
    height: HEIGHT,
    shapes: '',
    letters: (lettering) => {
      if (lettering.isNarrow) return place(figures, lettering);
      const look = { size: 12, fill: MUTED };
      const right = remark === '' ? '' : textAt(RIGHT - 4, 27, remark, { size: 12, fill: ALARM, isBold: true, anchor: 'end' });
      return textAt(LEFT, 27, heading, look) + right + place(figures, lettering);
    },
  };
}
