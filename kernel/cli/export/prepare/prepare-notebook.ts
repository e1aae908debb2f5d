/** A notebook made ready for nbconvert: each output in one form, and beside each cell what the templates show of it. */
import { hasSolution, inForm } from '../../course/solutions';
import { isForKernel } from '../../run/notebook-file';
import { tagsOf, type Cell, type CodeCell, type JsonObject, type Notebook } from '../../run/notebook';
import { free } from '../page/contents';
import { ESCAPED_DOLLAR } from '../page/maths';
import { withAttachments } from './attachments';
import { msOf, timeWords } from './cell-times';
import { shownOutput, type FormOrder, type OutputFacts } from './shown-form';

export interface PrepareOptions {
  readonly forms: FormOrder;
  /** Name of the notebook's file, for errors. */
  readonly name: string;
}

/** What templates find under `metadata.awaitbook_export` of a code cell. */
export interface CellFacts {
  /** Id of the cell's element. */
  readonly anchor: string;
  readonly label: string;
  /** For example `ran in 402 ms`; null where it is not known. */
  readonly time: string | null;
  readonly note: string | null;
  readonly hasFailed: boolean;
  /** Whether the code, or the output, is shown only when asked for. */
  readonly isFolded: boolean;
  readonly foldedWords: string;
  readonly isOutputFolded: boolean;
  /** One for each output. */
  readonly outputs: readonly OutputFacts[];
}

/**
 * The given notebook is left as it is. Solutions are folded behind their exercises, whose cells show the learner's stubs.
 *
 * @throws UserError where solutions are not marked rightly
 */
export function prepareNotebook(notebook: Notebook, { forms, name }: PrepareOptions): Notebook {
  const solved = new Set(isForKernel(notebook) ? notebook.cells.filter((cell) => hasSolution(cell) && cell.execution_count !== null).map(({ id }) => id) : []);
  const formed = isForKernel(notebook) && notebook.cells.some(hasSolution) ? inForm(notebook, 'self-study', name) : notebook;
  // Times are read from the notebook as it is: a form drops what the kernel noted.
  const times = new Map(notebook.cells.map((cell) => [cell.id, msOf(cell)]));
  // Cells may have one id twice, where a notebook was made by hand.
  const anchors = new Set<string>();
  const cells = formed.cells.map((cell, index): Cell | null => {
    const tags = shownTags(cell);
    if (tags.has('remove-cell')) return null;
    if (cell.cell_type !== 'code') return cell.cell_type === 'raw' ? cell : withAttachments({ ...cell, source: cell.source.replace(/\\\$/g, ESCAPED_DOLLAR) });
    const isExpected = tagsOf(cell).includes('raises-exception');
    const outputs = tags.has('remove-output') ? [] : cell.outputs;
    const shown = outputs.flatMap((output) => shownOutput(output, forms, isExpected) ?? []);
    const ms = (cell.id === undefined ? undefined : times.get(cell.id)) ?? msOf(cell);
    const facts: CellFacts = { ...factsOf(cell, free(anchorOf(cell.id ?? String(index + 1)), anchors), ms, solved.has(cell.id)), outputs: shown.map(({ facts: own }) => own) };
    return { ...cell, source: tags.has('remove-input') ? '' : cell.source, outputs: shown.map(({ output }) => output), metadata: { ...cell.metadata, awaitbook_export: facts } };
  });
  return { ...formed, metadata: withLanguage(notebook), cells: cells.filter((cell) => cell !== null) };
}

/** nbconvert takes code for Python where a notebook that has not run yet says nothing of its language. */
function withLanguage(notebook: Notebook): JsonObject {
  const { metadata } = notebook;
  const { language } = (metadata['kernelspec'] ?? {}) as JsonObject;
  const name = isForKernel(notebook) ? 'typescript' : language;
  if (metadata['language_info'] !== undefined || typeof name !== 'string' || name === 'python') return metadata;
  return { ...metadata, language_info: { name, pygments_lexer: name } };
}

/** Tags that say what is shown of a cell (Jupyter Book's documentation, "Hide or remove content"; nbconvert's has them with underscores). */
function shownTags(cell: Cell): ReadonlySet<string> {
  return new Set(tagsOf(cell).map((tag) => String(tag).replaceAll('_', '-')));
}

function factsOf(cell: CodeCell, anchor: string, ms: number | null, isSolved: boolean): Omit<CellFacts, 'outputs'> {
  const { source_hidden: sourceHidden, outputs_hidden: outputsHidden } = (cell.metadata['jupyter'] ?? {}) as JsonObject;
  const hasFailed = cell.outputs.some(({ output_type: type }) => type === 'error') && !tagsOf(cell).includes('raises-exception');
  const tags = shownTags(cell);
  const lineCount = cell.source.split('\n').length;
  return {
    anchor,
    label: cell.execution_count === null ? 'Cell, not run' : `Cell ${cell.execution_count}`,
    time: ms === null ? null : timeWords(ms),
    note: isSolved ? 'shown with the output of its solution' : null,
    hasFailed,
    isFolded: sourceHidden === true || tags.has('hide-input') || tags.has('hide-cell'),
    foldedWords: lineCount === 1 ? 'Code, 1 line' : `Code, ${lineCount} lines`,
    isOutputFolded: outputsHidden === true || cell.metadata['collapsed'] === true || tags.has('hide-output') || tags.has('hide-cell'),
  };
}

/** An id that links and validators take: letters, digits, hyphens and underscores. */
function anchorOf(id: string): string {
  return `cell-${id.replace(/[^A-Za-z\d_-]/g, '-')}`;
}
