/** One run below its figures: the strip, the axis, the brackets, the rows, the blocked bands. */
import type { XrayReport } from '../report';
import type { ShownRows } from '../shown-rows';
import { type BarContext, drawBar, drawBundle } from './bars';
import { labelBars } from './bar-labels';
import { blockedBands, grid } from './blocked-bands';
import { brackets } from './brackets';
import { flightStrip } from './flight-strip';
import { element } from './markup';
import { CARD } from './palette';
import type { Piece } from './piece';
import { layoutRows, type RowLayout } from './row-layout';
import { nameRow } from './row-names';
import type { TimeScale } from './time-scale';

export interface PanelOptions {
  readonly scale: TimeScale;
  /** Of the strip's scale. */
  readonly peak: number;
  readonly lateId: string;
}

function drawRow({ bars, form }: RowLayout, context: BarContext): string {
  if (form === 'curve') return bars.map(({ operation, ...place }) => drawBundle(operation, { ...place, isThin: true }, context)).join('');
  return bars.map(({ operation, ...place }) => drawBar(operation, { ...place, isThin: form === 'thin' }, context)).join('');
}

/** Draws a run from `top` on. */
export function panel(report: XrayReport, { rows }: ShownRows, top: number, { scale, peak, lateId }: PanelOptions): Piece {
  const { cell, blocks, groups, wall } = report;
  const strip = flightStrip(report, scale, top, peak);
  const bracketed = brackets(groups, scale, top + strip.height);
  const gridTop = top + 40;
  const { layouts, bottom } = layoutRows(rows, top + strip.height + bracketed.height, scale);
  const bands = blockedBands(blocks, scale, gridTop, bottom + 3, cell);
  const zebra = layouts.filter((_, at) => at % 2 === 0).map(({ y, height }) => element('rect', { x: 8, y, width: 744, height, rx: 4, fill: CARD.zebra }));
  const context = { scale, lateId, ownCell: cell };
  return {
    height: bottom + 3 + bands.height - top,
    shapes: zebra.join('') + grid(scale, wall, gridTop, bottom + 3, CARD.grid) + bands.shapes + strip.shapes + layouts.map((layout) => drawRow(layout, context)).join(''),
    letters: (lettering) => {
      const inRows = layouts.map((layout) => nameRow(layout, cell, lettering) + labelBars(layout, scale, lettering));
      return strip.letters(lettering) + bracketed.letters(lettering) + inRows.join('') + bands.letters(lettering);
    },
  };
}
