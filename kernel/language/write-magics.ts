/** Puts calls of the running form's helpers in the place of a cell's magics. */
import type { Statement } from 'oxc-parser';
import type { MagicUse } from './find-magics';
import { writtenName } from './magics';
import type { ParsedText } from './parse-source';
import { HELPERS_NAME } from './running-form';
import { walkNodes } from './syntax-facts';
import { TextEdits } from './text-edits';

/** The cell with its magics as calls. */
export interface WrittenMagics {
  readonly edits: TextEdits;
  /** Code that begins the running form, before even imports. */
  readonly prelude: string;
  readonly problems: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

/** `text`: what `findMagics` gave, `parsed`: that text read, with `added` characters in front. */
export function writeMagics(text: string, parsed: ParsedText, added: number, uses: readonly MagicUse[]): WrittenMagics {
  const edits = new TextEdits(text);
  const problems: { message: string; start: number; end: number }[] = [];
  let prelude = '';
  // The cell's own magic last: it goes around the others.
  for (const use of [...uses].reverse()) {
    const { magic, start } = use;
    const refuse = (message: string): number => problems.unshift({ message, start, end: start + writtenName(magic).length });
    if (magic.takes === 'text') {
      if (!mayAwait(parsed, start)) refuse('A magic works at the top level of a cell and in async functions only.');
      edits.update(start, use.end, `await ${callOf(use)};`);
    } else if (magic.kind === 'cell') {
      prelude = `${enterCall(use)};`;
      surround(edits, parsed.program.body, added, use, true);
    } else {
      const statements = added > 0 ? parsed.program.body : statementsOnLine(parsed, start, use.end);
      if (statements.length === 0) refuse(`\`${writtenName(magic)}\` needs code behind it: \`${magic.usage}\`.`);
      else if (statements.some(({ type }) => type === 'ImportDeclaration')) {
        refuse(`Imports run before the rest of their cell: \`${writtenName(magic)}\` can't surround one. Write \`await import(…)\`, or use \`%${writtenName(magic)}\`.`);
      } else surround(edits, statements, added, use, false);
    }
  }
  return { edits, prelude, problems };
}

function callOf({ magic, line, body }: MagicUse): string {
  const parts = body === null ? [writtenName(magic), line] : [writtenName(magic), line, body];
  return `${HELPERS_NAME}.magic(${parts.map((part) => JSON.stringify(part)).join(', ')})`;
}

function enterCall({ magic, line, start }: MagicUse): string {
  return `${HELPERS_NAME}.enterMagic(${JSON.stringify(writtenName(magic))}, ${JSON.stringify(line)}, ${start})`;
}

/** Declarations that must stay in their list of statements, where blocks would hide them. */
const DECLARES = /^(?:Class|Function|TS\w+|Export\w+)Declaration$/;

/** Around one or more statements in a row. The value of a last expression goes through. */
function surround(edits: TextEdits, statements: readonly Statement[], added: number, use: MagicUse, isEntered: boolean): void {
  const leave = `${HELPERS_NAME}.leaveMagic(${use.start}`;
  const [first] = statements;
  const last = statements.at(-1);
  const isSingle = statements.length === 1;
  if (last?.type === 'ExpressionStatement' && typeof last.directive !== 'string') {
    // The parentheses of a cell that is one object literal are not the author's.
    const { start, end } = added > 0 ? last.expression : last;
    const bare = edits.original[end - added - 1] === ';' ? end - added - 1 : end - added;
    // Before what is there already: the magics of single lines lie within this one.
    edits.prependLeft(start - added, `${leave}, (`).appendLeft(bare, '))');
    if (!isEntered && first) edits.prependLeft((isSingle ? start : first.start) - added, `${enterCall(use)}${isSingle ? ',' : ';'}`);
    return;
  }
  const declares = last?.type === 'VariableDeclaration' ? last.kind !== 'var' : DECLARES.test(last?.type ?? '');
  const asBlock = isSingle && !isEntered && !declares;
  if (!isEntered && first) edits.prependLeft(first.start - added, `${asBlock ? '{' : ''}${enterCall(use)};`);
  const closing = `;${leave});${asBlock ? '}' : ''}`;
  if (isEntered || !last) edits.append(`\n${closing}`);
  else edits.appendLeft(last.end - added, closing);
}

/** The outermost statements that begin between two offsets. */
function statementsOnLine({ program }: ParsedText, start: number, end: number): Statement[] {
  const found: Statement[] = [];
  walkNodes(program, (node) => {
    const from = node['start'] as number;
    if (from > end || (node['end'] as number) < start) return false;
    if (from < start || !/(?:Statement|Declaration)$/.test(node['type'] as string)) return true;
    found.push(node as unknown as Statement);
    return false;
  });
  return found.filter(({ type }) => type !== 'EmptyStatement');
}

/** Whether `await` works at an offset (one of a text without characters added in front). */
function mayAwait({ program }: ParsedText, offset: number): boolean {
  let result = true;
  walkNodes(program, (node) => {
    if (offset < (node['start'] as number) || offset >= (node['end'] as number)) return false;
    const type = node['type'] as string;
    if (/^(?:Arrow)?Function(?:Declaration|Expression)?/.test(type)) result = node['async'] === true;
    else if (type === 'StaticBlock' || type === 'TSModuleBlock') result = false;
    return true;
  });
  return result;
}
