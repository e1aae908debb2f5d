/** What the checker says of a cell, as lines with ANSI colours: each fault with its place, its line underlined, and what explains it. Pure. */
import type { CellDiagnostic } from '../checker/contract';
import { SHOWN_DIAGNOSTICS } from '../limits';
import { excerptOf } from './source-excerpt';

const RESET = '\x1b[0m';
const RED = '\x1b[31m';
const CYAN = '\x1b[96m';
const INDENT = '    ';

/**
 * The traceback of a cell that was stopped.
 *
 *     TypeScriptError: Type 'string' is not assignable to type 'number'. (TS2322)
 *         at Cell 3, line 1, column 7
 *             1 | const n: number = 'a';
 *               |       ~
 *
 * @param label how the cell is called.
 */
export function renderTypeErrors(errors: readonly CellDiagnostic[], source: string, label: string): string[] {
  const shown = errors.slice(0, SHOWN_DIAGNOSTICS);
  const lines = shown.flatMap((one, index) => renderOne(one, source, label, index === 0 ? `${RED}TypeScriptError${RESET}: ` : `${RED}Also${RESET}: `));
  const left = errors.length - shown.length;
  if (left > 0) lines.push(`… ${left} more errors`);
  return [...lines, '', 'Nothing of this cell ran. To run it all the same: `// @ts-ignore` above the line, or `%check warn` for all cells.'];
}

/** The text that warns of faults that do not stop a cell; ends with a line feed, empty without any. */
export function renderTypeWarnings(warnings: readonly CellDiagnostic[], source: string, label: string): string {
  const shown = warnings.slice(0, SHOWN_DIAGNOSTICS);
  const lines = shown.flatMap((one) => renderOne(one, source, label, `${one.severity === 'error' ? 'Type error' : 'Warning'}: `));
  const left = warnings.length - shown.length;
  if (left > 0) lines.push(`… ${left} more warnings`);
  return lines.map((line) => `${line}\n`).join('');
}

/** One line: what the error is called in `evalue`. */
export function typeErrorText([first, ...others]: readonly CellDiagnostic[]): string {
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${first.message.split('\n')[0]} (${first.code}, ${first.file === null ? '' : `${first.file}, `}line ${first.line}${more})`;
}

function renderOne(one: CellDiagnostic, source: string, label: string, head: string): string[] {
  const [message, ...chain] = one.message.split('\n');
  const place = `${CYAN}${one.file ?? label}, line ${one.line}, column ${one.column}${RESET}`;
  const line = one.fileLine ?? source.split(/\r\n|\r|\n/)[one.line - 1] ?? '';
  const { text, caret } = excerptOf(line, one.column, 'around the column');
  const gutter = `${INDENT}${INDENT}`;
  const number = String(one.line);
  return [
    `${head}${message} (${one.code})`,
    ...chain.map((part) => `${INDENT}${part}`),
    `${INDENT}at ${place}`,
    `${gutter}${number} | ${text}`,
    `${gutter}${' '.repeat(number.length)} | ${caret}${RED}${'~'.repeat(underlined(one, text, caret))}${RESET}`,
    ...one.related.map(({ message: words, line: at, place: where }) => `${INDENT}${words}${at === null ? '' : ` (${where === undefined ? '' : `${where}, `}line ${at})`}`),
  ];
}

/** How far the line goes: to the fault's end, or to that of its first line. */
function underlined({ line, column, endLine, endColumn }: CellDiagnostic, text: string, caret: string): number {
  const left = Math.max(1, text.trimEnd().length - caret.length);
  return endLine > line ? left : Math.max(1, Math.min(endColumn - column, left));
}
