/** Draws several runs below one another over one time axis, so that lengths can be compared. */
import { comparisonTitle, descriptionOf, ratioOf } from '../describe';
import type { XrayComparison, XrayRun } from '../report';
import { countWords, durationWords, timesWords } from '../words';
import { shownRows } from '../shown-rows';
import { bracketsWithoutPlace } from './brackets';
import { card, CARD_WIDTH, lateIdOf } from './card';
import { type Figure, figuresPiece } from './figures';
import { legend } from './legend';
import { ALARM, fitText, INK, MUTED, textAt, WIDE, widthOf } from './lettering';
import { contentKey, element } from './markup';
import { CARD } from './palette';
import { notesOf } from './draw-report';
import { panel } from './panel';
import type { Piece } from './piece';
import { timeScale } from './time-scale';

/** Wall times that have a figure of their own; the last place is the ratio's. */
const FIGURES = 4;
const HEADING = 34;

const cut = (name: string, most: number): string => ([...name].length > most ? `${[...name].slice(0, most - 1).join('')}…` : name);

function figuresFor(comparison: XrayComparison): Figure[] {
  const walls = comparison.runs.slice(0, FIGURES).map(({ name, report }): Figure => {
    return { value: durationWords(report.wall), label: cut(name, 20), shortLabel: cut(name, 12), isAlarming: false };
  });
  const ratio = ratioOf(comparison);
  if (ratio === null) return walls;
  return [...walls, { value: timesWords(ratio.times), label: `${cut(ratio.slower, 18)} ÷ ${cut(ratio.quicker, 18)}`, shortLabel: 'ratio', isAlarming: false }];
}

/** A line with the run's name and figures over its panel. */
function heading({ name, report }: XrayRun, y: number): Piece {
  const { wall, speedup, peak, blockedMs, ended } = report;
  return {
    height: HEADING,
    shapes: element('line', { x1: 8, x2: CARD_WIDTH - 8, y1: y + 4, y2: y + 4, stroke: CARD.edge }),
    letters: ({ isNarrow, size, small }) => {
      const bold = { size: isNarrow ? size : 14, isBold: true };
      const figures = isNarrow ? `${durationWords(wall)} · ${timesWords(speedup)}` : `${durationWords(wall)} · overlap ${timesWords(speedup)} · at most ${countWords(peak)} at once`;
      const blocked = blockedMs === 0 || isNarrow ? '' : ` · event loop blocked ${durationWords(blockedMs)}`;
      const words = `${figures}${blocked}${ended === 'ok' ? '' : ` · ${ended === 'engine-died' ? 'the process ended' : ended}`}`;
      const look = { size: small, fill: ended === 'ok' ? MUTED : ALARM };
      const shown = fitText(name, 700 - widthOf(words, look), bold);
      return textAt(20, y + 28, shown, { ...bold, fill: INK }) + textAt(CARD_WIDTH - 18, y + 28, words, { ...look, anchor: 'end' });
    },
  };
}

/** The SVG of a comparison. Throws a RangeError where there is no run. */
export function drawComparison(comparison: XrayComparison): string {
  const { runs } = comparison;
  if (runs.length === 0) throw new RangeError('There is no run to compare.');
  const key = `awaitbook-xray-${contentKey(JSON.stringify(comparison))}`;
  const lateId = lateIdOf(key);
  const scale = timeScale(runs.reduce((most, { report }) => Math.max(most, report.wall), 0));
  const peak = runs.reduce((most, { report }) => Math.max(most, report.peak), 0);
  const drawn = runs.map(({ report }) => shownRows(report));
  const pieces: Piece[] = [figuresPiece(figuresFor(comparison), 'async X-ray · several runs over one time axis', '')];
  const bottom = (): number => pieces.reduce((sum, piece) => sum + piece.height, 0);
  runs.forEach((run, at) => {
    pieces.push(heading(run, bottom()));
    pieces.push(panel(run.report, drawn[at]!, bottom(), { scale, peak, lateId }));
  });
  const notes = runs.flatMap(({ name, report }, at) =>
    notesOf(report, drawn[at]!.hidden, bracketsWithoutPlace(report.groups, scale, WIDE)).map((note) => ({ ...note, words: `${name}: ${note.words}` })),
  );
  const operations = drawn.flatMap(({ rows }) => rows.flatMap((row) => row.operations));
  pieces.push(legend({ operations, hasBlocks: runs.some(({ report }) => report.blocks.length > 0), notes, lateId }, bottom()));
  const description = runs.map(({ name, report }, at) => `${name}. ${descriptionOf(report, drawn[at]!.rows)}`).join(' ');
  return card(pieces, bottom(), { key, title: comparisonTitle(comparison), description });
}
