/** Counter-examples: what a checking cell names, in its metadata, that must make its check fail (docs/course-authoring.md). */
import type { CodeCell, Notebook } from '../run/notebook';
import { UserError } from '../user-error';
import { courseMetadata } from './solutions';

/** One of them, read and found in the notebook. */
export interface CounterExample {
  /** Why the claim does not hold of it. */
  readonly because: string;
  /** Runs instead of `replaced`. */
  readonly source: string;
  /** The cell that it stands for; null for none. */
  readonly replaced: CodeCell | null;
  /** Cells between that one and the check that have to run again. */
  readonly also: readonly CodeCell[];
  /** Checks that must fail; without any, one of them must. */
  readonly fails: readonly string[];
}

/** @throws UserError when the metadata is not as the documentation says */
export function counterExamplesOf(cell: CodeCell, notebook: Notebook, where: string): CounterExample[] {
  const { counterExamples } = courseMetadata(cell);
  if (counterExamples === undefined) return [];
  if (!Array.isArray(counterExamples)) throw new UserError(`${where}: "awaitbook.counterExamples" is not a list.`);
  return counterExamples.map((given: unknown, at) => {
    const wrong = (what: string): UserError => new UserError(`${where}: counter-example ${at + 1}: ${what}`);
    if (typeof given !== 'object' || given === null) throw wrong('it is not an object.');
    const { because = '', replace, with: source, also = [], fails = [], ...rest } = given as Record<string, unknown>;
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) throw wrong(`"${unknown}" is not known. There are because, replace, with, also and fails.`);
    const code = textOf(source);
    if (code === null) throw wrong('"with" is neither a text nor a list of lines.');
    if (typeof because !== 'string') throw wrong('"because" is not a text.');
    const [alsoIds, failNames] = [also, fails].map((list) => (Array.isArray(list) && list.every((item) => typeof item === 'string') ? (list as string[]) : null));
    if (!alsoIds || !failNames) throw wrong('"also" and "fails" are lists of texts.');
    const find = (id: unknown): CodeCell => {
      const found = notebook.cells.find((candidate) => candidate.id === id);
      if (found?.cell_type !== 'code') throw wrong(`there is no code cell with the id ${JSON.stringify(id)}.`);
      return found;
    };
    return { because, source: code, replaced: replace === undefined ? null : find(replace), also: alsoIds.map(find), fails: failNames };
  });
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('\n') : null;
}
