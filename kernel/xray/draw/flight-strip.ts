/** The strip on top: how many operations were in flight, on a square-root scale, so that one is seen beside fifty; and the time axis. */
import type { FlightStep, XrayReport } from '../report';
import { countWords } from '../words';
import { INK, MUTED, textAt, widthOf } from './lettering';
import { element } from './markup';
import { CARD } from './palette';
import { heightForBoth, type Piece } from './piece';
import { PLOT, tickWords, type TimeScale } from './time-scale';

const STRIP = 36;

/** A filled curve of steps that stands on `bottom` and is `height` high at `peak`. */
export function flightPath(steps: readonly FlightStep[], { x }: TimeScale, bottom: number, height: number, peak: number): string {
  const units = (value: number): string => String(Math.round(value * 10) / 10);
  const [first] = steps;
  if (first === undefined || peak === 0) return '';
  let path = `M${units(x(first[0]))} ${units(bottom)}`;
  for (const [at, count] of steps) path += `H${units(x(at))}V${units(bottom - Math.sqrt(count / peak) * height)}`;
  return `${path}V${units(bottom)}Z`;
}

/** @param peak of the scale: in a comparison that of all runs */
export function flightStrip({ inFlight, wall, peak: own }: XrayReport, scale: TimeScale, y: number, peak: number): Piece {
  const bottom = y + STRIP;
  const path = flightPath(inFlight, scale, bottom, STRIP - 14, peak);
  const right = scale.x(wall);
  const curve = path === '' ? '' : element('path', { d: path, fill: CARD.flight, stroke: CARD.flightEdge, 'stroke-width': 0.8, 'stroke-linejoin': 'round' });
  const base = element('path', { d: `M${PLOT.left} ${bottom}H${Math.round(right * 100) / 100}`, stroke: CARD.flightEdge, 'stroke-width': 0.8 });
  const top = inFlight.reduce<FlightStep | null>((most, step) => (most === null || step[1] > most[1] ? step : most), null);
  return {
    height: STRIP + heightForBoth(({ mark }) => mark + 5),
    shapes: base + curve,
    letters: (lettering) => {
      const look = { size: lettering.mark };
      const ticks = scale.ticks.flatMap((ms) => {
        const words = tickWords(ms, scale);
        const start = scale.x(ms) + 4;
        return start + widthOf(words, look) > 756 ? [] : [textAt(start, bottom + lettering.mark + 2, words, { ...look, fill: MUTED })];
      });
      const shown = lettering.isNarrow && ticks.length > 5 ? ticks.filter((_, tick) => tick % 2 === 0) : ticks;
      const label = textAt(20, bottom - 3, lettering.isNarrow ? 'in flight' : 'operations in flight', { ...look, fill: MUTED });
      const most = top === null || own < 2 ? '' : peakLabel(top, own);
      return label + most + shown.join('');

      function peakLabel([at]: FlightStep, count: number): string {
        const bold = { size: lettering.mark, isBold: true, fill: INK };
        const height = Math.sqrt(count / peak) * (STRIP - 14);
        const text = countWords(count);
        return textAt(Math.min(scale.x(at) + 3, PLOT.right - widthOf(text, bold)), bottom - height - 3, text, bold);
      }
    },
  };
}
