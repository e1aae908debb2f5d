/** A report in sentences, for those who can't see its drawing. */
import type { XrayBlock, XrayComparison, XrayReport } from './report';
import type { XrayRow } from './rows';
import { countOf, countWords, durationWords, endingWords, functionWords, placeWords, rowName, timesWords, waitedOperations } from './words';

/** Rows and blocks that are told: hearing more helps nobody, and the table has them. */
const TOLD = 12;

export const titleOf = ({ label, wall, ops, speedup }: XrayReport): string => `Async X-ray of ${label}: ${durationWords(wall)}, ${countOf(ops, 'operation')}, overlap ${timesWords(speedup)}`;

export function figureSentence(report: XrayReport): string {
  const { wall, waiting, speedup, peak, blockedMs } = report;
  const waited = `waited ${durationWords(waiting)} in ${countOf(waitedOperations(report), 'operation')}`;
  const blocked = blockedMs === 0 ? 'the event loop was never blocked' : `the event loop was blocked for ${durationWords(blockedMs)}`;
  return `It took ${durationWords(wall)} and ${waited}: an overlap of ${timesWords(speedup)}, at most ${countWords(peak)} at once; ${blocked}.`;
}

function rowSentence(row: XrayRow, ownCell: number | null): string {
  const { operations, frame, kind, isBackground } = row;
  const start = operations.reduce((least, operation) => Math.min(least, operation.start), Infinity);
  const end = operations.reduce((most, operation) => Math.max(most, operation.end), 0);
  const remarks = [
    operations.some(({ error }) => error !== undefined) ? 'failed' : '',
    operations.some(({ cleared }) => cleared) ? 'cancelled' : '',
    operations.some(({ open }) => open) ? 'still open' : '',
    operations.some(({ late }) => late !== undefined) ? 'fired late' : '',
    isBackground ? 'left running by another cell' : '',
  ].filter((words) => words !== '');
  const place = placeWords(frame, ownCell);
  return `${frame.file === undefined ? `${place[0]!.toUpperCase()}${place.slice(1)}` : place}: ${rowName(row, ownCell)} (${kind}) from ${durationWords(Math.max(start, 0))} to ${durationWords(end)}${remarks.length === 0 ? '' : `, ${remarks.join(', ')}`}.`;
}

export const blockSentence = (block: XrayBlock, ownCell: number | null): string =>
  `${functionWords(block.fn)}${block.line === 0 ? '' : `, ${placeWords(block, ownCell)},`} blocked the event loop for ${durationWords(block.end - block.start)} from ${durationWords(block.start)} on.`;

/** The whole report, in the order of the drawing. */
export function descriptionOf(report: XrayReport, rows: readonly XrayRow[]): string {
  const { blocks, groups, cell } = report;
  const groupWords = groups.slice(0, TOLD).map(({ label, n, start, end }) => `${label} of ${countWords(n)} from ${durationWords(start)} to ${durationWords(end)}.`);
  const blockWords = blocks.slice(0, TOLD).map((block) => blockSentence(block, cell));
  const rest = rows.length > TOLD ? [`And ${countOf(rows.length - TOLD, 'further line')}.`] : [];
  return [figureSentence(report), endingWords(report), ...rows.slice(0, TOLD).map((row) => rowSentence(row, cell)), ...rest, ...groupWords, ...blockWords].filter((words) => words !== null).join(' ');
}

/** The quickest of several runs, and how much quicker it is than the slowest. */
export function ratioOf({ runs }: XrayComparison): { times: number; quicker: string; slower: string } | null {
  const byWall = runs.toSorted((one, other) => one.report.wall - other.report.wall);
  const [quick] = byWall;
  const slow = byWall.at(-1);
  if (quick === undefined || slow === undefined || quick === slow || quick.report.wall <= 0) return null;
  return { times: slow.report.wall / quick.report.wall, quicker: quick.name, slower: slow.name };
}

export function comparisonTitle(comparison: XrayComparison): string {
  const walls = comparison.runs.map(({ name, report }) => `${name} ${durationWords(report.wall)}`).join(', ');
  const ratio = ratioOf(comparison);
  return `Async X-ray, compared: ${walls}${ratio === null ? '' : `; ${ratio.quicker} is ${timesWords(ratio.times)} as fast as ${ratio.slower}`}`;
}
