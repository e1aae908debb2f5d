/** Draws a report: a pure function from data to SVG. */
import { descriptionOf, titleOf } from '../describe';
import type { XrayEnding, XrayReport } from '../report';
import { endingWords, omissionWords } from '../words';
import { shownRows } from '../shown-rows';
import { bracketsWithoutPlace } from './brackets';
import { card, lateIdOf } from './card';
import { figuresOf, figuresPiece } from './figures';
import { legend, type Note } from './legend';
import { contentKey } from './markup';
import { panel } from './panel';
import { timeScale } from './time-scale';
import { WIDE } from './lettering';

const REMARKS: Readonly<Record<XrayEnding, string>> = { ok: '', error: 'ended with an error', interrupted: 'interrupted', 'engine-died': 'the process ended' };

/** The sentences below a drawing. */
export function notesOf(report: XrayReport, hidden: { rows: number; operations: number }, withoutPlace: number): Note[] {
  const ending = endingWords(report);
  const leftOut = { ...report.leftOut, groups: report.leftOut.groups + withoutPlace };
  return [
    ...(ending === null ? [] : [{ words: ending, isAlarming: true }]),
    ...omissionWords({ ...report, leftOut }, hidden).map((words) => ({ words, isAlarming: false })),
    ...report.unseen.map((words) => ({ words, isAlarming: false })),
  ];
}

/** The SVG of one report, with the text alternatives and ids of its own. Equal reports give equal drawings. */
export function drawReport(report: XrayReport): string {
  const key = `awaitbook-xray-${contentKey(JSON.stringify(report))}`;
  const scale = timeScale(report.wall);
  const drawn = shownRows(report);
  const figures = figuresPiece(figuresOf(report), `${report.label} · async X-ray`, REMARKS[report.ended]);
  const body = panel(report, drawn, figures.height, { scale, peak: report.peak, lateId: lateIdOf(key) });
  const content = {
    operations: drawn.rows.flatMap(({ operations }) => operations),
    hasBlocks: report.blocks.length > 0,
    notes: notesOf(report, drawn.hidden, bracketsWithoutPlace(report.groups, scale, WIDE)),
    lateId: lateIdOf(key),
  };
  const below = legend(content, figures.height + body.height);
  const height = figures.height + body.height + below.height;
  return card([figures, body, below], height, { key, title: titleOf(report), description: descriptionOf(report, drawn.rows) });
}
