/**
 * An error as the lines of a traceback, with ANSI colours, in the author's own lines. Pure.
 *
 *     TypeError: x is not a function
 *         at Cell 3, line 4, column 7
 *             4 | await x();
 *               |       ^
 *         at async greet (Cell 2, line 1, column 20)
 *             1 | return step(name)
 *         at readFileSync (node:fs:440:20)
 *     Caused by: Error: …
 */
import type { CellNumber, StackFrame, ThrownDescription } from '../engine/contract';
import { SHOWN_VALUE_CHARACTERS, TRACEBACK_DEPTH, TRACEBACK_FRAMES, TRACEBACK_LINES } from '../limits';
import { excerptOf } from './source-excerpt';

const RESET = '\x1b[0m';
// JupyterLab shows errors on light red or dark red. Of its 16 colours these two are seen best on both (contrast 2.7 to 3.9); bold ones turn
// into the intense ones, and grey can't be seen in the dark at all.
const RED = '\x1b[31m';
const CYAN = '\x1b[96m';
const INDENT = '    ';

type SourceOf = (cell: CellNumber) => string | undefined;

/** @param sourceOf the author's text of a cell; undefined when it is not known any more. */
export function renderTraceback(error: ThrownDescription, sourceOf: SourceOf): string[] {
  return boundLines(renderError(error, sourceOf, '', 0));
}

function renderError(error: ThrownDescription, sourceOf: SourceOf, prefix: string, depth: number): string[] {
  const lines = renderHead(error, prefix);
  if (error.name === 'UncaughtValue' && error.frames.length === 0) {
    lines.push(`${INDENT}(not an Error was thrown but this value, so there is no stack)`);
  }
  lines.push(...renderFrames(error.frames, sourceOf));
  if (error.properties !== null) lines.push(...indent(error.properties.split('\n')));
  if (depth >= TRACEBACK_DEPTH && (error.errors.length > 0 || error.cause !== null)) {
    return [...lines, `${INDENT}… further errors are not shown`];
  }
  for (const [index, inner] of error.errors.entries()) {
    const label = error.name === 'SyntaxError' ? 'Also: ' : `Error ${index + 1} of ${error.errors.length}: `;
    lines.push(...indent(renderError(inner, sourceOf, label, depth + 1)));
  }
  if (error.cause !== null) lines.push(...renderError(error.cause, sourceOf, 'Caused by: ', depth + 1));
  return lines;
}

function renderHead(error: ThrownDescription, prefix: string): string[] {
  const message = error.message.split('\n');
  const head = `${prefix}${RED}${error.name}${RESET}`;
  return error.message === '' ? [head] : [`${head}: ${message[0]}`, ...message.slice(1)];
}

function renderFrames(frames: readonly StackFrame[], sourceOf: SourceOf): string[] {
  const shown = frames.slice(0, TRACEBACK_FRAMES);
  const first = shown.find((frame) => frame.cell !== null);
  const lines = shown.flatMap((frame) => renderFrame(frame, sourceOf, frame === first));
  const left = frames.length - shown.length;
  if (left > 0) lines.push(`${INDENT}… ${left} more frames`);
  return lines;
}

function renderFrame(frame: StackFrame, sourceOf: SourceOf, withCaret: boolean): string[] {
  const { functionName, cell, place, line, column, isAsync } = frame;
  const where = cell === null ? `${place}:${line}:${column}` : `${place}, line ${line}, column ${column}`;
  const coloured = cell === null ? where : `${CYAN}${where}${RESET}`;
  const at = `${INDENT}at ${isAsync ? 'async ' : ''}${functionName === '' ? coloured : `${functionName} (${coloured})`}`;
  const source = cell === null ? undefined : sourceOf(cell)?.split(/\r\n|\r|\n/)[line - 1];
  if (source === undefined) return [at];
  const gutter = `${INDENT}${INDENT}`;
  const { text, caret } = excerptOf(source, column, withCaret ? 'around the column' : 'in short');
  const sourceLine = `${gutter}${line} | ${text}`;
  if (!withCaret) return [at, sourceLine];
  return [at, sourceLine, `${gutter}${' '.repeat(String(line).length)} | ${caret}${RED}^${RESET}`];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => INDENT + line);
}

/** A message of a hundred thousand lines, or one line of megabytes, must not make the notebook unusable. */
function boundLines(lines: readonly string[]): string[] {
  const bounded: string[] = [];
  let characters = 0;
  for (const line of lines) {
    if (bounded.length >= TRACEBACK_LINES || characters >= SHOWN_VALUE_CHARACTERS) {
      return [...bounded, `… ${lines.length - bounded.length} more lines`];
    }
    const left = SHOWN_VALUE_CHARACTERS - characters;
    bounded.push(line.length <= left ? line : `${line.slice(0, left)}${RESET}… ${line.length - left} more characters`);
    characters += line.length;
  }
  return bounded;
}
