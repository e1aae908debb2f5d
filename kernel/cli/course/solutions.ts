/**
 * Solutions in a notebook: code between two comments, as nbgrader marks it (nbgrader's documentation, ClearSolutions). A learner's form has
 * stubs in their place.
 */
import { UserError } from '../user-error';
import { markedForNbgrader } from './nbgrader';
import { tagsOf, type Cell, type CodeCell, type JsonObject, type Notebook } from '../run/notebook';

const BEGIN = 'BEGIN SOLUTION';
const END = 'END SOLUTION';

/** What stands in a solution's place where the cell names nothing else; `nbgrader_config.py` says the same. */
export const STUB_LINES = ['// YOUR CODE HERE', "throw new Error('Not solved yet.');"] as const;

/** Tag of a text cell that speaks about the solution of the exercise above it. */
const SOLUTION_TAG = 'solution';

/**
 * The forms of a notebook. `solutions`: as it is committed. `student`: stubs, and no word of the solutions. `self-study`: stubs, and
 * each solution folded behind its exercise. `nbgrader`: with the solutions, and marked for nbgrader, which takes them out.
 */
export type CourseForm = 'solutions' | 'student' | 'self-study' | 'nbgrader';

/** A text in pieces. */
type Piece = { readonly kind: 'kept'; readonly lines: readonly string[] } | { readonly kind: 'solution'; readonly lines: readonly string[]; readonly indent: string };

/** @throws UserError where the comments do not come in pairs. */
function piecesOf(source: string, where: string): Piece[] {
  const pieces: Piece[] = [];
  let kept: string[] = [];
  let solution: { lines: string[]; indent: string } | null = null;
  for (const line of source.split('\n')) {
    if (line.includes(BEGIN)) {
      if (solution !== null) throw new UserError(`${where} has a second "${BEGIN}" before the "${END}" of the first.`);
      pieces.push({ kind: 'kept', lines: kept });
      solution = { lines: [], indent: /^\s*/.exec(line)?.[0] ?? '' };
      kept = [];
    } else if (line.includes(END)) {
      if (solution === null) throw new UserError(`${where} has an "${END}" without a "${BEGIN}".`);
      pieces.push({ kind: 'solution', ...solution });
      solution = null;
    } else (solution?.lines ?? kept).push(line);
  }
  if (solution !== null) throw new UserError(`${where} has a "${BEGIN}" without an "${END}".`);
  return [...pieces, { kind: 'kept', lines: kept }];
}

/** What the course keeps in a cell's metadata. */
export function courseMetadata(cell: Cell): JsonObject {
  const { awaitbook } = cell.metadata;
  return typeof awaitbook === 'object' && awaitbook !== null && !Array.isArray(awaitbook) ? (awaitbook as JsonObject) : {};
}

/** Whether a learner is to write something in this cell. */
export function hasSolution(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code' && (cell.source.includes(BEGIN) || cell.source.includes(END));
}

function stubsOf(cell: Cell, where: string): (at: number) => readonly string[] {
  const { stub } = courseMetadata(cell);
  if (stub === undefined) return () => STUB_LINES;
  const stubs: unknown[] = Array.isArray(stub) ? stub : [stub];
  return (at) => {
    const text = stubs[at];
    if (typeof text !== 'string') throw new UserError(`${where}: "awaitbook.stub" in its metadata has no text for solution ${at + 1}. It takes a text, or a list with one for each solution.`);
    return text.replace(/\n$/, '').split('\n');
  };
}

/** The cell's code as a learner finds it. */
function withStubs(cell: CodeCell, where: string): string {
  const stubOf = stubsOf(cell, where);
  let at = 0;
  const lines = piecesOf(cell.source, where).flatMap((piece) => {
    if (piece.kind === 'kept') return piece.lines;
    return stubOf(at++).map((line) => (line === '' ? '' : piece.indent + line));
  });
  return lines.join('\n');
}

/** The solved cell without the comments that mark it. */
function solvedCode(cell: CodeCell, where: string): string {
  return piecesOf(cell.source, where).flatMap(({ lines }) => lines).join('\n');
}

function foldedCell(id: string | undefined, code: string, words: string): Cell {
  const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  const source = ['<details><summary>A solution</summary>', '', `${fence}ts`, code, fence, '', ...(words === '' ? [] : [words, '']), '</details>'].join('\n');
  return { cell_type: 'markdown', ...(id === undefined ? {} : { id }), metadata: { tags: [SOLUTION_TAG] }, source };
}

function withoutCourseMetadata(cell: Cell): JsonObject {
  const { stub: _stub, counterExamples: _examples, ...rest } = courseMetadata(cell);
  const { awaitbook: _awaitbook, ...metadata } = cell.metadata;
  return Object.keys(rest).length === 0 ? metadata : { ...metadata, awaitbook: rest };
}

/** The first cell of that kind behind the solution at `at` and before the next one; -1 without. */
function findBehind(cells: readonly Cell[], at: number, isIt: (cell: Cell) => boolean): number {
  const next = cells.findIndex((cell, index) => index > at && hasSolution(cell));
  return cells.findIndex((cell, index) => index > at && (next < 0 || index < next) && isIt(cell));
}

/** The place of the cell that looks at the solution at `at`; -1 without. */
export function checkOf(cells: readonly Cell[], at: number): number {
  return findBehind(cells, at, (cell) => cell.cell_type === 'code' && /\.check\(/.test(cell.source));
}

/** Where a solution is told: the text cell about it, else right behind the exercise's own cells. */
function placeOfSolution(cells: readonly Cell[], at: number): number {
  const told = findBehind(cells, at, (cell) => tagsOf(cell).includes(SOLUTION_TAG));
  return told >= 0 ? told : Math.max(at, checkOf(cells, at));
}

/**
 * The notebook in another form; the given one is left as it is.
 *
 * @param name of the notebook, for errors
 * @throws UserError where solutions are not marked rightly
 */
export function inForm(notebook: Notebook, form: CourseForm, name: string): Notebook {
  if (form === 'solutions') return notebook;
  if (form === 'nbgrader') return markedForNbgrader(notebook);
  const { cells } = notebook;
  /** By the place of the cell behind which, or instead of which, it is folded. */
  const folded = new Map<number, { code: string; id: string | undefined }[]>();
  const learners = cells.map((cell, at): Cell => {
    const metadata = withoutCourseMetadata(cell);
    if (!hasSolution(cell)) return { ...cell, metadata };
    const where = `${name}: cell ${at + 1}${cell.id === undefined ? '' : ` (id ${cell.id})`}`;
    const place = placeOfSolution(cells, at);
    folded.set(place, [...(folded.get(place) ?? []), { code: solvedCode(cell, where), id: cell.id === undefined ? undefined : `${cell.id}-solution` }]);
    return { ...cell, metadata, source: withStubs(cell, where) };
  });
  const formed = learners.flatMap((cell, at): Cell[] => {
    const isAbout = cell.cell_type !== 'code' && tagsOf(cell).includes(SOLUTION_TAG);
    const solutions = form === 'self-study' ? (folded.get(at) ?? []) : [];
    const [first, ...others] = solutions;
    if (!isAbout) return [cell, ...solutions.map(({ id, code }) => foldedCell(id, code, ''))];
    if (first === undefined) return form === 'student' ? [] : [cell];
    return [foldedCell(cell.id, first.code, cell.source), ...others.map(({ id, code }) => foldedCell(id, code, ''))];
  });
  return { ...notebook, cells: formed };
}

/** A learner's notebook with the solutions of the original: cells are matched by their ids. The given ones are left as they are. */
export function withSolutions(learners: Notebook, original: Notebook): Notebook {
  const solved = new Map(original.cells.filter(hasSolution).map((cell) => [cell.id, cell.source]));
  return { ...learners, cells: learners.cells.map((cell) => ({ ...cell, source: solved.get(cell.id) ?? cell.source })) };
}
