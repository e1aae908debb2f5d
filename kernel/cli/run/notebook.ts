/** A notebook in memory (nbformat 4): texts are strings, and what is not named here is kept as it is. */

/** A JSON object that may be changed. */
export type JsonObject = { [key: string]: unknown };

/** MIME type to value. */
export type MimeBundle = JsonObject;

export type Output =
  | { output_type: 'stream'; name: string; text: string }
  | { output_type: 'display_data'; data: MimeBundle; metadata: JsonObject }
  | { output_type: 'execute_result'; data: MimeBundle; metadata: JsonObject; execution_count: number | null }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

/** An output that can be replaced by its display id. */
export type DisplayedOutput = Extract<Output, { data: MimeBundle }>;

interface CellParts {
  /** Only from nbformat 4.5 on. */
  id?: string;
  metadata: JsonObject;
  source: string;
}

export interface CodeCell extends CellParts {
  cell_type: 'code';
  outputs: Output[];
  execution_count: number | null;
}

export interface TextCell extends CellParts {
  cell_type: 'markdown' | 'raw';
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  cells: Cell[];
  metadata: JsonObject;
  nbformat: number;
  nbformat_minor: number;
}

/** The tags of a cell (nbformat, "Cell metadata"). */
export function tagsOf(cell: Cell): readonly unknown[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags : [];
}
