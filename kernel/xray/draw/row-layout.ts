/** Where each row of a drawing is, and on which lanes its operations stand. */
import type { XrayOperation } from '../report';
import type { XrayRow } from '../rows';
import { LETTERINGS } from './lettering';
import { manyBarsLabel } from './many-bars';
import type { TimeScale } from './time-scale';

/** More operations than this in one row are drawn as thin lines. */
const LARGE_BARS = 4;

const BAR = 16;
const LANE = 18;
const PADDING = 5;

/** Height of all thin lanes together, and of one. */
const THIN_TOGETHER = 58;
const THICKEST_LANE = 7;
const THINNEST_LANE = 1.1;
const CURVE = 34;

export interface LaneBar {
  readonly operation: XrayOperation;
  readonly y: number;
  readonly height: number;
}

export interface RowLayout {
  readonly row: XrayRow;
  readonly y: number;
  readonly height: number;
  /** Bars that are large enough for text; else thin ones, or the curve of a bundle. */
  readonly form: 'large' | 'thin' | 'curve';
  /** Height of the bars with the space around them; below it there may be a line of text. */
  readonly barsHeight: number;
  readonly bars: readonly LaneBar[];
}

/** The first lane that is free again for each operation. */
function lanesOf(operations: readonly XrayOperation[]): number[] {
  const ends: number[] = [];
  return operations.map(({ start, end }) => {
    const free = ends.findIndex((until) => until <= start + 0.01);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = end;
    return lane;
  });
}

function layoutRow(row: XrayRow, y: number, scale: TimeScale): RowLayout {
  const { operations } = row;
  if (operations.some(({ bundle }) => bundle !== undefined)) {
    const bars = operations.map((operation) => ({ operation, y: y + PADDING, height: CURVE }));
    return { row, y, height: CURVE + 2 * PADDING, form: 'curve', barsHeight: CURVE + 2 * PADDING, bars };
  }
  // Few enough have a lane each, so that what comes in turn looks like stairs.
  const lanes = operations.length > LARGE_BARS && operations.length * THINNEST_LANE <= THIN_TOGETHER ? operations.map((_, at) => at) : lanesOf(operations);
  const count = Math.max(...lanes) + 1;
  const isLarge = operations.length <= LARGE_BARS;
  const lane = isLarge ? LANE : Math.min(THICKEST_LANE, Math.max(THINNEST_LANE, THIN_TOGETHER / count));
  const bar = isLarge ? BAR : Math.max(lane - 0.4, 0.9);
  // A row with one thin lane is as high as one with a large bar, and its bars as thick.
  const isSingle = !isLarge && count * lane < BAR;
  const inner = isLarge ? (count - 1) * LANE + BAR : Math.max(count * lane, BAR);
  const laneY = (at: number): number => y + PADDING + (isSingle ? (at * BAR) / count : at * lane);
  const bars = operations.map((operation, at) => ({ operation, y: laneY(lanes[at]!), height: isSingle ? BAR / count - (count > 1 ? 0.4 : 0) : bar }));
  const below = isLarge ? 0 : Math.max(...LETTERINGS.map((lettering) => (manyBarsLabel(row, scale, lettering).side === 'below' ? lettering.small : 0)));
  const barsHeight = inner + 2 * PADDING;
  return { row, y, height: barsHeight + below, form: isLarge ? 'large' : 'thin', barsHeight, bars };
}

/** Rows below one another from `top` on. */
export function layoutRows(rows: readonly XrayRow[], top: number, scale: TimeScale): { layouts: RowLayout[]; bottom: number } {
  let bottom = top;
  const layouts = rows.map((row) => {
    const layout = layoutRow(row, bottom, scale);
    bottom += layout.height;
    return layout;
  });
  return { layouts, bottom };
}
