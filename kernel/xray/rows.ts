/** Which operations of a report stand in one row of the picture and of the table, and how the row is called. */
import type { OperationKind, XrayFrame, XrayOperation } from './report';

/** One row: what one line waited for in one way. */
export interface XrayRow {
  /** The line of the cell that led to its operations. */
  readonly frame: XrayFrame;
  readonly kind: OperationKind;
  /** What the line called, for example `loadA()`, or the operation itself: `setTimeout 60 ms`. */
  readonly name: string;
  /** It is of another cell. */
  readonly isBackground: boolean;
  /** In the order of their start. */
  readonly operations: readonly XrayOperation[];
  /** How many they are, with all that bundles stand for. */
  readonly count: number;
}

/** The row of an operation. */
interface RowPlace {
  readonly frame: XrayFrame;
  readonly name: string;
  /** Whether it is called by a function of the person, and not by the operation itself. */
  readonly isCall: boolean;
}

/** The operations of one row, in the order of their start. */
interface RowGroup {
  readonly place: RowPlace;
  readonly operations: XrayOperation[];
}

/** Rows of one line that differ in nothing but the text of the operation, from which they become one row. */
const UNLIKE_LABELS = 4;

/** Operations a line, on average, up to which a function is taken for one that is called once. */
const FEW_A_LINE = 4;

/** What two times may differ by rounding. */
const CLOCK_MS = 0.05;

const NOWHERE: XrayFrame = { cell: null, line: 0, fn: '' };

const lineKey = ({ cell, file, line }: XrayFrame): string => `${file ?? cell ?? ''}:${line}`;

/** Of operations, with all that bundles stand for. */
const countOf = (operations: readonly XrayOperation[]): number => operations.reduce((sum, { bundle }) => sum + (bundle?.count ?? 1), 0);

/** The line is the call of one function that does several things, and not of one that is called many times over. */
function isOneCall(operations: readonly XrayOperation[], shared: number): boolean {
  const spans = new Map<number, { start: number; end: number }>();
  for (const { stack, start, end } of operations) {
    const { line } = stack.at(-2 - shared)!;
    const span = spans.get(line) ?? { start, end };
    spans.set(line, { start: Math.min(span.start, start), end: Math.max(span.end, end) });
  }
  if (spans.size < 2) return false;
  if (spans.size * FEW_A_LINE >= countOf(operations)) return true;
  const inOrder = [...spans.values()].sort((one, other) => one.start - other.start);
  return inOrder.every(({ start }, at) => at === 0 || start >= inOrder[at - 1]!.end - CLOCK_MS);
}

const isSameCode = (frame: XrayFrame, other: XrayFrame): boolean => frame.fn === other.fn && frame.cell === other.cell && frame.file === other.file;

/**
 * How many outer frames say nothing because all operations of the cell share them, as where a cell is `await main()`: the lines
 * within `main` are what is worth a row.
 */
function sharedFrames(operations: readonly XrayOperation[]): number {
  const own = operations.filter(({ background }) => background !== true);
  const depth = own.reduce((least, { stack }) => Math.min(least, stack.length), Infinity);
  if (own.length < 2) return 0;
  const [first] = own;
  for (let shared = 0; shared < depth - 1; shared += 1) {
    const outer = first!.stack.at(-1 - shared)!;
    const inner = first!.stack.at(-2 - shared)!;
    const isShared = own.every(({ stack }) => isSameCode(stack.at(-1 - shared)!, outer) && stack.at(-1 - shared)!.line === outer.line && isSameCode(stack.at(-2 - shared)!, inner));
    if (!isShared) return 0;
    if (isOneCall(own, shared)) return shared + 1;
  }
  return 0;
}

function placeOf({ label, stack }: XrayOperation, shared: number): RowPlace {
  const outer = shared < stack.length ? stack.length - 1 - shared : stack.length - 1;
  const called = stack.slice(0, Math.max(outer, 0)).findLast(({ fn }) => fn !== '');
  return { frame: stack[outer] ?? NOWHERE, name: called === undefined ? label : `${called.fn}()`, isCall: called !== undefined };
}

/** A name for operations that one line made with different texts: `GET /page/…`. */
function sharedLabel(labels: readonly string[]): string {
  const first = labels[0] ?? '';
  let length = first.length;
  for (const label of labels) while (!label.startsWith(first.slice(0, length))) length -= 1;
  const prefix = first.slice(0, length);
  return prefix.length === first.length ? first : `${prefix.replace(/[\s\d]+$/, '')}…`;
}

/**
 * Puts operations into groups, one a row, in the order of their first start.
 *
 * @param operations in the order of their start
 */
export function groupByRow(operations: readonly XrayOperation[]): RowGroup[] {
  const shared = sharedFrames(operations);
  const lines = new Map<string, Map<string, RowGroup>>();
  for (const operation of operations) {
    const place = placeOf(operation, shared);
    const key = `${lineKey(place.frame)}|${operation.kind}|${operation.background === true}|${place.isCall}`;
    const names = lines.get(key) ?? new Map<string, RowGroup>();
    lines.set(key, names);
    const row = names.get(place.name);
    if (row === undefined) names.set(place.name, { place, operations: [operation] });
    else row.operations.push(operation);
  }
  const order = new Map(operations.map((operation, at) => [operation, at]));
  return [...lines.values()].flatMap((names) => {
    const rows = [...names.values()];
    const [first] = rows;
    if (first === undefined || first.place.isCall || rows.length <= UNLIKE_LABELS) return rows;
    const joined = rows.flatMap((row) => row.operations).sort((a, b) => order.get(a)! - order.get(b)!);
    return [{ place: { ...first.place, name: sharedLabel([...names.keys()]) }, operations: joined }];
  }).sort((a, b) => order.get(a.operations[0]!)! - order.get(b.operations[0]!)!);
}

/** The rows of a report's timeline, those of the cell itself before those of others. */
export function rowsOf(timeline: readonly XrayOperation[]): XrayRow[] {
  const rows = groupByRow(timeline).map(({ place, operations }) => ({
    frame: place.frame,
    kind: operations[0]!.kind,
    name: place.name,
    isBackground: operations[0]!.background === true,
    operations,
    count: countOf(operations),
  }));
  return [...rows.filter(({ isBackground }) => !isBackground), ...rows.filter(({ isBackground }) => isBackground)];
}
