/** What many operations alike took, and where there is room to say it. */
import type { XrayRow } from '../rows';
import { bundleWords, tell } from '../tell-many';
import { durationWords } from '../words';
import { type Lettering, widthOf } from './lettering';
import { PLOT, type TimeScale } from './time-scale';

/** Units between a bar and the text beside it, and where texts end. */
export const GAP = 6;
export const RIGHT_EDGE = 752;

/** A text for the bars of a row together, with their extent. */
export interface ManyBarsLabel {
  readonly words: string;
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly side: 'right' | 'left' | 'below';
}

export function manyBarsLabel({ operations }: XrayRow, scale: TimeScale, { isNarrow, small }: Lettering): ManyBarsLabel {
  const { start, end } = tell(operations);
  const words = isNarrow ? durationWords(end - start) : bundleWords(operations);
  const width = widthOf(words, { size: small });
  const [from, to] = [scale.x(start), scale.x(end)];
  const side = to + GAP + width <= RIGHT_EDGE ? 'right' : from - GAP - width >= PLOT.left ? 'left' : 'below';
  return { words, width, from, to, side };
}
