/** The bar of one operation. What it tells by colour it tells by shape too. */
import type { XrayOperation } from '../report';
import { durationWords, functionWords, placeWords } from '../words';
import { ALARM } from './lettering';
import { element, withTip } from './markup';
import { flightPath } from './flight-strip';
import { PALETTE } from './palette';
import type { TimeScale } from './time-scale';

/** Where a bar is. */
export interface BarPlace {
  readonly y: number;
  readonly height: number;
  /** It is one of many thin ones: no outline, no marks. */
  readonly isThin: boolean;
}

/** What a bar needs besides its operation. */
export interface BarContext {
  readonly scale: TimeScale;
  /** The id of the pattern for the late part of a timer. */
  readonly lateId: string;
  readonly ownCell: number | null;
}

const NARROWEST = 2;

/** Units that marks at a bar's right end need. */
export const MARK = 8;

const hasMark = ({ error, open }: XrayOperation): boolean => error !== undefined || open === true;

/** From where to where a bar is seen, marks included. */
export function extentOf(operation: XrayOperation, { x }: TimeScale, isThin = false): [from: number, to: number] {
  const from = x(operation.start);
  return [from, Math.max(x(operation.end), from + NARROWEST) + (hasMark(operation) && !isThin ? MARK : 0)];
}

/** All that is known of an operation in one line. */
export function tipOf({ label, start, end, sent, headers, status, late, run, parts, cleared, error, open, background, stack, bundle }: XrayOperation, ownCell: number | null): string {
  const phases = sent === undefined ? null : `queued ${durationWords(sent - start)}, waited ${durationWords((headers ?? end) - sent)}${headers === undefined ? '' : `, body ${durationWords(end - headers)}`}`;
  const told = [
    bundle === undefined ? label : `${label}, ${bundle.count} times, ${durationWords(bundle.shortest)} to ${durationWords(bundle.longest)} each`,
    durationWords(end - start),
    `from ${durationWords(Math.abs(start))}${start < 0 ? ' before the start' : ''}`,
    phases,
    status === undefined ? null : `status ${status}`,
    late === undefined ? null : `fired ${durationWords(late)} late`,
    run === undefined ? null : `callback ran ${durationWords(run)}`,
    parts === undefined ? null : `${parts} calls`,
    cleared === true ? 'cancelled' : null,
    error === undefined ? null : `failed: ${error}`,
    open === true ? 'still open at the end' : null,
    background === true ? 'of another cell' : null,
    stack.map((frame) => `${functionWords(frame.fn)} ${placeWords(frame, ownCell)}`).join(' ← '),
  ];
  return told.filter((words) => words !== null).join(' · ');
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly fill: string;
  readonly opacity?: number;
}

/** The part that is waited for is full, what is before it (in the queue) pale, what comes after it (the body) deep. */
function segmentsOf({ kind, start, sent, headers, end }: XrayOperation, { x }: TimeScale): Segment[] {
  const { fill, deep } = PALETTE[kind];
  const right = Math.max(x(end), x(start) + NARROWEST);
  if (sent === undefined) return [{ from: x(start), to: right, fill }];
  const body = headers === undefined ? right : Math.min(x(headers), right);
  const segments = [{ from: x(start), to: x(sent), fill, opacity: 0.35 }, { from: x(sent), to: Math.max(body, x(sent) + 1), fill }, { from: body, to: right, fill: deep }];
  return segments.filter(({ from, to }) => to - from >= 0.5);
}

/** The widest part of a bar on which dark text can be read. */
export function textSpace(operation: XrayOperation, scale: TimeScale): [from: number, to: number] {
  const until = operation.late === undefined ? Infinity : scale.x(operation.end - operation.late);
  const light = segmentsOf(operation, scale).filter(({ fill }) => fill !== PALETTE[operation.kind].deep);
  const spaces = light.map(({ from, to }): [number, number] => [from, Math.min(to, until)]);
  return spaces.reduce((widest, space) => (space[1] - space[0] > widest[1] - widest[0] ? space : widest), [0, 0]);
}

/** A cross in a red disc: it failed. */
export function failedMark(x: number, y: number): string {
  const cross = `M${(x - 2.6).toFixed(1)} ${(y - 2.6).toFixed(1)}l5.2 5.2m0 -5.2l-5.2 5.2`;
  return element('circle', { cx: x, cy: y, r: 6.5, fill: ALARM, stroke: '#fff' }) + element('path', { d: cross, stroke: '#fff', 'stroke-width': 1.7, 'stroke-linecap': 'round' });
}

function outline(operation: XrayOperation, { y, height }: BarPlace, scale: TimeScale): string {
  const { deep } = PALETTE[operation.kind];
  const [from] = extentOf(operation, scale, true);
  const to = extentOf(operation, scale, true)[1];
  if (operation.open === true) {
    const path = `M${from.toFixed(1)} ${y}H${to.toFixed(1)}l${MARK - 1} ${height / 2}l${1 - MARK} ${height / 2}H${from.toFixed(1)}Z`;
    return element('path', { d: path, fill: PALETTE[operation.kind].fill, stroke: deep, 'stroke-linejoin': 'round' });
  }
  const isCleared = operation.cleared === true;
  return element('rect', { x: from, y, width: to - from, height, rx: 2.5, fill: isCleared ? '#fff' : 'none', stroke: deep, 'stroke-width': isCleared ? 1.2 : 0.9, 'stroke-dasharray': isCleared ? '4 2.5' : undefined });
}

/** One bar with its tip. */
export function drawBar(operation: XrayOperation, place: BarPlace, { scale, lateId, ownCell }: BarContext): string {
  const { y, height, isThin } = place;
  const { cleared, open, error, late, end, background, bundle } = operation;
  const segments = segmentsOf(operation, scale).map(({ from, to, fill, opacity }) =>
    element('rect', { x: from, y, width: to - from, height, rx: isThin ? undefined : 2, fill, 'fill-opacity': opacity ?? (isThin && cleared === true ? 0.3 : undefined) }),
  );
  const right = extentOf(operation, scale, true)[1];
  const hatch = late === undefined || bundle !== undefined ? '' : element('rect', { x: scale.x(end - late), y, width: Math.max(right - scale.x(end - late), 1), height, fill: `url(#${lateId})` });
  const thinMark = error === undefined ? '' : element('rect', { x: right - 1, y, width: 4, height, fill: ALARM });
  const marks = isThin ? thinMark : outline(operation, place, scale) + hatch + (error === undefined ? '' : failedMark(right, y + height / 2));
  const isOutlineOnly = !isThin && (cleared === true || (open === true && operation.sent === undefined));
  const filled = isOutlineOnly ? '' : segments.join('');
  const order = open === true && !isThin ? marks + filled : filled + marks;
  const shapes = order + (isThin ? hatch : '');
  return withTip(tipOf(operation, ownCell), background === true ? element('g', { opacity: 0.45 }, shapes) : shapes);
}

/** Many operations as one curve of how many were in flight. */
export function drawBundle(operation: XrayOperation, { y, height }: BarPlace, { scale, ownCell }: BarContext): string {
  const { fill, deep } = PALETTE[operation.kind];
  const steps = operation.bundle?.inFlight ?? [];
  const peak = steps.reduce((most, [, count]) => Math.max(most, count), 0);
  const curve = element('path', { d: flightPath(steps, scale, y + height, height, peak), fill, stroke: deep, 'stroke-width': 0.8, opacity: operation.background === true ? 0.45 : undefined });
  return withTip(tipOf(operation, ownCell), curve);
}
