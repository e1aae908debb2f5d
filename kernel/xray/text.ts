/** A report as plain text: a table with bars made of characters, for consoles, untrusted notebooks and screen readers. */
import { blockSentence, ratioOf } from './describe';
import { displayWidth, padToWidth } from './display-width';
import type { XrayComparison, XrayOperation, XrayReport } from './report';
import type { XrayRow } from './rows';
import { shownRows } from './shown-rows';
import { bundleWords } from './tell-many';
import { countOf, countWords, durationWords, endingWords, isEmpty, omissionWords, rowName, timesWords, waitedOperations } from './words';

/** Characters of the bars and of names: with the other columns a line has 96 characters at most, but for remarks. */
const BAR_WIDTH = 40;
const NAME_WIDTH = 28;

const BLOCKS_TOLD = 10;
const GROUPS_TOLD = 10;

/** What stands for a part of an operation, the one that is stronger last. */
const MARKS = ['.', '░', '█'] as const;
type Mark = 0 | 1 | 2;

/** Characters that would break a line or turn its direction, and lone surrogates. */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const clean = (text: string): string => text.replace(FORBIDDEN, '\ufffd');

const pad = (text: string, width: number): string => padToWidth(clean(text), width);

function marksOf({ start, end, sent, background, cleared, bundle }: XrayOperation): [from: number, to: number, mark: Mark][] {
  if (background === true || (cleared === true && bundle === undefined)) return [[start, end, 0]];
  return sent === undefined ? [[start, end, 2]] : [[start, sent, 1], [sent, end, 2]];
}

/** A bar that covers at least one character; what was blocked, and where nothing is, stays blank. */
function barOf(operations: readonly XrayOperation[], wall: number): string {
  const cells = new Array<Mark | null>(BAR_WIDTH).fill(null);
  const cellOf = (ms: number): number => (wall > 0 ? (Math.min(Math.max(ms, 0), wall) / wall) * BAR_WIDTH : 0);
  for (const [from, to, mark] of operations.flatMap(marksOf)) {
    const first = Math.min(Math.round(cellOf(from)), BAR_WIDTH - 1);
    const last = Math.max(Math.round(cellOf(to)), first + 1);
    for (let cell = first; cell < last; cell += 1) cells[cell] = Math.max(cells[cell] ?? 0, mark) as Mark;
  }
  return cells.map((mark) => (mark === null ? ' ' : MARKS[mark])).join('');
}

function remarksOn(operations: readonly XrayOperation[]): string {
  const [only] = operations;
  const remarks: string[] = [];
  if (operations.length === 1 && only !== undefined && only.bundle === undefined) {
    const { late, error, cleared, open, background } = only;
    if (late !== undefined) remarks.push(`${durationWords(late)} late`);
    if (error !== undefined) remarks.push(`failed: ${error}`);
    if (cleared === true) remarks.push('cancelled');
    if (open === true) remarks.push('still open');
    if (background === true) remarks.push('other cell');
  } else remarks.push(`${bundleWords(operations)}${only?.background === true ? ' · other cell' : ''}`);
  return clean(remarks.join(' · '));
}

function lineOf(row: XrayRow, ownCell: number | null, wall: number): string {
  const { operations, frame, kind } = row;
  const start = operations.reduce((least, operation) => Math.min(least, operation.start), Infinity);
  const end = operations.reduce((most, operation) => Math.max(most, operation.end), -Infinity);
  const columns = [pad(`L${frame.line}`, 5), pad(rowName(row, ownCell), NAME_WIDTH), pad(kind, 7), durationWords(end - start).padStart(9)];
  return `${columns.join(' ')} |${barOf(operations, wall)}| ${remarksOn(operations)}`.trimEnd();
}

/** The names of the columns; over the bars their axis, with its start, middle and end. */
function headOf(wall: number): string {
  const [middle, end] = [durationWords(wall / 2), durationWords(wall)];
  const axis = `0${middle.padStart((BAR_WIDTH + middle.length) / 2 - 1)}`.padEnd(BAR_WIDTH - end.length) + end;
  return `${pad('line', 5)} ${pad('what', NAME_WIDTH)} ${pad('kind', 7)} ${'took'.padStart(9)} |${axis}|`;
}

function figuresLine(report: XrayReport): string {
  const { wall, waiting, speedup, peak, blockedMs } = report;
  const blocked = blockedMs === 0 ? 'event loop never blocked' : `event loop blocked ${durationWords(blockedMs)}`;
  return `wall ${durationWords(wall)} · waited ${durationWords(waiting)} in ${countOf(waitedOperations(report), 'operation')} · overlap ${timesWords(speedup)} · most at once ${countWords(peak)} · ${blocked}`;
}

function tableOf(report: XrayReport, wall: number): string[] {
  const { rows, hidden } = shownRows(report);
  const { cell, groups, blocks } = report;
  const ending = endingWords(report);
  const groupLines = groups.slice(0, GROUPS_TOLD).map(({ label, n, start, end, line, open }) => `L${line} ${label} of ${countWords(n)}: ${durationWords(start)} to ${durationWords(end)}${open === true ? ', not settled' : ''}`);
  const blockLines = blocks.toSorted((one, other) => other.end - other.start - (one.end - one.start)).slice(0, BLOCKS_TOLD).map((block) => blockSentence(block, cell));
  return [
    ...(rows.length === 0 ? ['It waited for nothing.'] : [headOf(wall), ...rows.map((row) => lineOf(row, cell, wall))]),
    ...groupLines,
    ...blockLines,
    ...(ending === null ? [] : [ending]),
    ...omissionWords(report, hidden),
    ...report.unseen,
  ].map(clean);
}

/** The words under a table that say what its characters mean. */
function keyOf(reports: readonly XrayReport[]): string {
  const operations = reports.flatMap(({ timeline }) => timeline);
  const queued = operations.some(({ sent }) => sent !== undefined) ? ', ░ in the queue' : '';
  const pale = operations.some(({ cleared, background }) => cleared === true || background === true) ? ', . cancelled or of another cell' : '';
  return `█ waited${queued}${pale}`;
}

/** A report as a table below its figures; as one line where there is nothing to tell. */
export function reportText(report: XrayReport): string {
  if (isEmpty(report)) return clean([`Async X-ray of ${report.label}: it waited for nothing, and nothing blocked the event loop (${durationWords(report.wall)}).`, endingWords(report)].filter((words) => words !== null).join(' '));
  return [`Async X-ray of ${clean(report.label)}`, figuresLine(report), '', ...tableOf(report, report.wall), ...(report.timeline.length === 0 ? [] : [keyOf([report])])].join('\n');
}

/** Several reports as tables with bars over the same time. */
export function comparisonText(comparison: XrayComparison): string {
  const { runs } = comparison;
  const wall = runs.reduce((most, { report }) => Math.max(most, report.wall), 0);
  const nameWidth = Math.min(NAME_WIDTH, runs.reduce((most, { name }) => Math.max(most, displayWidth(clean(name))), 0));
  const walls = runs.map(({ name, report }) => `${pad(name, nameWidth)} ${durationWords(report.wall).padStart(9)} |${barOf([wholeRun(report)], wall)}|`);
  const ratio = ratioOf(comparison);
  const tables = runs.flatMap(({ name, report }) => ['', clean(name), figuresLine(report), ...tableOf(report, wall)]);
  return ['Async X-ray: several runs over one time axis', ...walls, ...(ratio === null ? [] : [clean(`${ratio.quicker} is ${timesWords(ratio.times)} as fast as ${ratio.slower}`)]), ...tables, keyOf(runs.map(({ report }) => report))].join('\n');
}

const wholeRun = ({ wall }: XrayReport): XrayOperation => ({ kind: 'other', type: '', label: '', start: 0, end: wall, stack: [] });
