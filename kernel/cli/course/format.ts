/** A notebook of the course as it is committed: without outputs, keys in order, each cell with an id. */
import { createHash } from 'node:crypto';
import { KERNEL_NAME, kernelspec } from '../kernelspec';
import type { Cell, JsonObject, Notebook } from '../run/notebook';
import { courseMetadata } from './solutions';

/** What nbconvert, GitHub and editors read to highlight cells (nbformat, "Metadata"; nbconvert takes `pygments_lexer`). */
const LANGUAGE_INFO = { codemirror_mode: 'typescript', file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript', pygments_lexer: 'typescript' } as const;

/** What front ends and runs leave behind in a cell's metadata. */
const PASSING = ['execution', 'collapsed', 'scrolled', 'trusted', 'ExecuteTime'];

function lastingMetadata(cell: Cell): JsonObject {
  const lasting = Object.fromEntries(Object.entries(cell.metadata).filter(([name]) => !PASSING.includes(name)));
  if (!('awaitbook' in lasting)) return lasting;
  const { timing: _timing, ...awaitbook } = courseMetadata(cell);
  if (Object.keys(awaitbook).length > 0) return { ...lasting, awaitbook };
  delete lasting['awaitbook'];
  return lasting;
}

/** An id that the same cell gets each time, and no other of the notebook has. */
function freeId({ source, cell_type: type }: Cell, taken: ReadonlySet<string | undefined>): string {
  for (let number = 0; ; number++) {
    const id = createHash('sha256').update(`${type}\n${number}\n${source}`).digest('hex').slice(0, 8);
    if (!taken.has(id)) return id;
  }
}

/** The notebook in its committed form; the given one is left as it is. A second cell of the same id gets another one. */
export function inCommittedForm(notebook: Notebook): Notebook {
  const { display_name, language } = kernelspec(process.execPath);
  const taken = new Set<string | undefined>(notebook.cells.map(({ id }) => id));
  const seen = new Set<string>();
  const cells = notebook.cells.map((cell): Cell => {
    const id = cell.id === undefined || seen.has(cell.id) ? freeId(cell, taken) : cell.id;
    taken.add(id);
    seen.add(id);
    const source = cell.source.replace(/\n+$/, '');
    const kept = { ...cell, id, source, metadata: lastingMetadata(cell) };
    return kept.cell_type === 'code' ? { ...kept, outputs: [], execution_count: null } : kept;
  });
  const { awaitbook } = notebook.metadata;
  const metadata = { ...(awaitbook === undefined ? {} : { awaitbook }), kernelspec: { display_name, language, name: KERNEL_NAME }, language_info: LANGUAGE_INFO };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}
