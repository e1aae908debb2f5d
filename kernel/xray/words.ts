/** Figures and names as the drawing and the table tell them. */
import type { XrayEnding, XrayFrame, XrayReport } from './report';
import type { XrayRow } from './rows';

const MINUTE_MS = 60_000;

/** A duration, as exact as it is worth reading: `0.4 ms`, `301 ms`, `2.05 s`, `12.5 s`, `2 min 5 s`. */
export function durationWords(ms: number): string {
  if (ms >= MINUTE_MS - 50) {
    const seconds = Math.round(ms / 1000);
    return `${countWords(Math.floor(seconds / 60))} min ${seconds % 60} s`;
  }
  if (ms >= 9_995) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 999.5) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 9.95 || ms === 0 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** `12,345`. */
export const countWords = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `1 operation`, `12,345 operations`. */
export const countOf = (count: number, one: string, many = `${one}s`): string => `${countWords(count)} ${count === 1 ? one : many}`;

/** `6.4×`. */
export const timesWords = (times: number): string => `${times >= 99.95 ? countWords(Math.round(times)) : times.toFixed(1)}×`;

/** How many operations were waited for: all but those that were taken back. */
export const waitedOperations = ({ ops, cleared }: XrayReport): number => ops - cleared;

/** Where a place is when it is not in the cell of the report: `[3]`, `fetcher.ts`; empty for the cell itself. */
export function elsewhere({ cell, file }: Pick<XrayFrame, 'cell' | 'file'>, ownCell: number | null): string {
  if (file !== undefined) return file;
  return cell === ownCell || cell === null ? '' : `[${cell}]`;
}

/** A row's name with the cell or file that it is of, where that is another one, and how many operations it stands for. */
export function rowName({ frame, name, count }: XrayRow, ownCell: number | null): string {
  const place = elsewhere(frame, ownCell);
  return `${place === '' ? '' : `${place} `}${name}${count > 1 ? ` ×${countWords(count)}` : ''}`;
}

/** `line 9`, `cell 3, line 4`, `fetcher.ts, line 4`. */
export function placeWords({ cell, file, line }: Pick<XrayFrame, 'cell' | 'file' | 'line'>, ownCell: number | null): string {
  const place = file ?? (cell === ownCell || cell === null ? undefined : `cell ${cell}`);
  return `${place === undefined ? '' : `${place}, `}line ${line}`;
}

/** `crunch()`, or `top level`. */
export const functionWords = (fn: string): string => (fn === '' ? 'top level' : `${fn}()`);

const ENDINGS: Record<XrayEnding, (error: string | undefined, wall: string) => string | null> = {
  ok: () => null,
  error: (error) => `The cell ended with an error${error === undefined ? '' : `: ${error.replace(/\.$/, '')}`}.`,
  interrupted: (_error, wall) => `The cell was interrupted after ${wall}.`,
  'engine-died': (_error, wall) => `The process that ran the cell ended after ${wall}; this is what was seen until then.`,
};

/** How the cell ended, where that was not well; else null. */
export const endingWords = ({ ended, error, wall }: XrayReport): string | null => ENDINGS[ended](error, durationWords(wall));

/** There is nothing to draw: it waited for nothing, and nothing blocked. */
export const isEmpty = ({ ops, groups, blocks, leftOut }: XrayReport): boolean => ops === 0 && groups.length + blocks.length + leftOut.groups + leftOut.blocks === 0;

/** What of the report its picture does not show, in sentences, the most important first. */
export function omissionWords({ leftOut, background }: XrayReport, hidden: { rows: number; operations: number }): string[] {
  const operations = hidden.operations + leftOut.operations;
  const sentences = [
    operations === 0 ? null : `Not drawn: ${countOf(operations, 'operation')} of the lines that took the least time.`,
    leftOut.unplaced === 0 ? null : `In the figures, but without a line: ${countOf(leftOut.unplaced, 'further operation')}.`,
    leftOut.groups === 0 ? null : `Not drawn: ${countOf(leftOut.groups, 'further wait')} for several promises.`,
    leftOut.blocks === 0 ? null : `Not drawn: ${countOf(leftOut.blocks, 'short block')} of the event loop.`,
    background === 0 ? null : `${countOf(background, 'operation')} of other cells ran meanwhile and ${background === 1 ? 'counts' : 'count'} in no figure.`,
  ];
  return sentences.filter((sentence) => sentence !== null);
}
