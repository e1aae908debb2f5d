/** Below a drawing: notes, and what colours and shapes mean, of those that are in it. */
import { OPERATION_KINDS, type XrayOperation } from '../report';
import { failedMark } from './bars';
import { ALARM, INK, type Lettering, MUTED, textAt, widthOf, wrapText } from './lettering';
import { element } from './markup';
import { BLOCKED, PALETTE } from './palette';
import { heightForBoth, type Piece } from './piece';

const LEFT = 20;
const RIGHT = 744;
const SWATCH = { width: 16, height: 10 };
const PHASES = 24;

interface Entry {
  readonly words: string;
  /** Where letters are large. */
  readonly shortWords: string;
  readonly width: number;
  readonly swatch: (x: number, y: number) => string;
}

/** A sentence above the legend. */
export interface Note {
  readonly words: string;
  readonly isAlarming: boolean;
}

const box = (x: number, y: number, attributes: Readonly<Record<string, string | number>>): string => element('rect', { x, y, ...SWATCH, rx: 2, ...attributes });

function phases(x: number, y: number): string {
  const { fill, deep } = PALETTE.http;
  const parts = [{ fill, 'fill-opacity': 0.35 }, { fill }, { fill: deep }].map((look, at) => box(x + at * 8, y, { width: 8, rx: 0, ...look }));
  return parts.join('') + box(x, y, { width: PHASES, fill: 'none', stroke: deep, 'stroke-width': 0.9 });
}

const entry = (words: string, swatch: Entry['swatch'], shortWords = words, width = SWATCH.width): Entry => ({ words, shortWords, width, swatch });

function entriesFor(operations: readonly XrayOperation[], lateId: string, hasBlocks: boolean): Entry[] {
  const has = (isSo: (operation: XrayOperation) => boolean): boolean => operations.some(isSo);
  const kinds = OPERATION_KINDS.filter((kind) => has((operation) => operation.kind === kind));
  const { fill, deep } = PALETTE.other;
  const marks: [isUsed: boolean, entry: Entry][] = [
    [has(({ sent, bundle }) => sent !== undefined && bundle === undefined), entry('queued, waiting, body', phases, 'queue, wait, body', PHASES)],
    [has(({ late }) => late !== undefined), entry('fired late', (x, y) => box(x, y, { fill: PALETTE.timer.fill }) + box(x, y, { fill: `url(#${lateId})` }), 'late')],
    [has(({ error, bundle }) => error !== undefined || bundle?.errors !== undefined), entry('failed', (x, y) => failedMark(x + 8, y + 5))],
    [has(({ cleared }) => cleared !== undefined), entry('cancelled', (x, y) => box(x, y, { fill: '#fff', stroke: deep, 'stroke-dasharray': '4 2.5' }))],
    [has(({ open }) => open !== undefined), entry('still open', (x, y) => element('path', { d: `M${x.toFixed(1)} ${y.toFixed(1)}h11l6 5l-6 5h-11Z`, fill, stroke: deep }), 'open')],
    [has(({ background }) => background === true), entry('of another cell', (x, y) => box(x, y, { fill: PALETTE.timer.fill, stroke: PALETTE.timer.deep, opacity: 0.45 }), 'other cell')],
    [hasBlocks, entry('event loop blocked', (x, y) => box(x, y, { fill: BLOCKED.band, 'fill-opacity': 0.16 }) + box(x, y + 8, { height: 2.5, rx: 0, fill: BLOCKED.edge }), 'blocked')],
  ];
  const ofKinds = kinds.map((kind) => entry(kind, (x, y) => box(x, y, { fill: PALETTE[kind].fill, stroke: PALETTE[kind].deep, 'stroke-width': 0.9 })));
  return [...ofKinds, ...marks.flatMap(([isUsed, mark]) => (isUsed ? [mark] : []))];
}

interface Flow {
  readonly markup: string;
  readonly height: number;
}

function flowEntries(entries: readonly Entry[], y: number, { small, line, isNarrow }: Lettering): Flow {
  const look = { size: isNarrow ? 18 : small, fill: isNarrow ? INK : MUTED };
  let [x, baseline, markup] = [LEFT, y + look.size, ''];
  for (const { words, shortWords, width: swatchWidth, swatch } of entries) {
    const shown = isNarrow ? shortWords : words;
    const width = swatchWidth + 6 + widthOf(shown, look) * 0.95;
    if (x > LEFT && x + width > RIGHT) [x, baseline] = [LEFT, baseline + line];
    markup += swatch(x, baseline - look.size * 0.36 - SWATCH.height / 2) + textAt(x + swatchWidth + 6, baseline, shown, look);
    x += width + (isNarrow ? 10 : 14);
  }
  return { markup, height: entries.length === 0 ? 0 : baseline - y + 8 };
}

/** Where letters are large, only what can't be missed. */
function flowNotes(notes: readonly Note[], y: number, { small, line, isNarrow }: Lettering): Flow {
  const shown = isNarrow ? notes.filter(({ isAlarming }) => isAlarming) : notes;
  const look = { size: isNarrow ? 18 : small };
  const lines = shown.flatMap(({ words, isAlarming }) => wrapText(words, RIGHT - LEFT, look).map((text) => ({ text, fill: isAlarming ? ALARM : MUTED })));
  const markup = lines.map(({ text, fill }, at) => textAt(LEFT, y + look.size + at * line, text, { ...look, fill }));
  return { markup: markup.join(''), height: lines.length * line + (lines.length === 0 ? 0 : 4) };
}

export interface LegendContent {
  readonly operations: readonly XrayOperation[];
  readonly hasBlocks: boolean;
  readonly notes: readonly Note[];
  readonly lateId: string;
}

export function legend({ operations, hasBlocks, notes, lateId }: LegendContent, y: number): Piece {
  const entries = entriesFor(operations, lateId, hasBlocks);
  const draw = (lettering: Lettering): Flow => {
    const noted = flowNotes(notes, y, lettering);
    const listed = flowEntries(entries, y + noted.height, lettering);
    return { markup: noted.markup + listed.markup, height: noted.height + listed.height + 8 };
  };
  return { height: heightForBoth((lettering) => draw(lettering).height), shapes: '', letters: (lettering) => draw(lettering).markup };
}
