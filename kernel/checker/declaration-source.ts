/** The text of a declaration that the compiler points at, in a file or in the notebook's history. */
import { fileURLToPath } from 'node:url';
import type { Location } from 'vscode-languageserver-types';
import { fileText } from '../file-text';
import { LineIndex } from '../language/line-index';
import { parseText } from '../language/parse-source';
import { walkNodes } from '../language/syntax-facts';
import { INSPECTED_SOURCE_CHARACTERS } from '../limits';
import type { TypedInspection } from './contract';
import type { NotebookDocuments } from './notebook-documents';

const DECLARATIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration', 'TSDeclareFunction', 'ClassDeclaration', 'MethodDefinition', 'PropertyDefinition', 'TSMethodSignature', 'TSPropertySignature',
  'TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration', 'TSModuleDeclaration', 'VariableDeclaration', 'Property',
]);

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The declaration at a place, with the documentation that its author put above it; null where it can't be read. */
export function declarationSource({ uri, range }: Location, documents: NotebookDocuments): TypedInspection['source'] {
  if (!uri.startsWith('file:')) return null;
  const file = fileURLToPath(uri);
  const ofNotebook = documents.history().find(({ path }) => path === file)?.text;
  const text = ofNotebook ?? fileText(file);
  if (text === null) return null;
  const offset = new LineIndex(text).offset(range.start.line, range.start.character);
  const isOriginal = !/\.d\.[cm]?ts$/.test(file);
  const part = isOriginal ? { text, offset } : statementAround(text, offset);
  const declaration = declarationAt(part.text, part.offset, /x$/.test(file), isOriginal);
  if (declaration === null) return null;
  // The history puts `export` in front of what the author wrote.
  const written = ofNotebook === undefined ? declaration : declaration.replace(/^((?:\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?)export /, '$1');
  return { text: written.slice(0, INSPECTED_SOURCE_CHARACTERS), isOriginal };
}

/** The statement at the margin that an offset stands in: to read all of `lib.dom.d.ts` takes 150 ms. */
function statementAround(text: string, offset: number): { readonly text: string; readonly offset: number } {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  while (start > 0 && !/[a-z]/.test(text[start]!)) start = text.lastIndexOf('\n', start - 2) + 1;
  const ending = /\n(?:\}.*|(?=[a-z/]))/g;
  ending.lastIndex = offset;
  const end = ending.exec(text);
  return { text: text.slice(start, end === null ? text.length : end.index + end[0].length), offset: offset - start };
}

/** The innermost declaration whose name stands at an offset. */
function declarationAt(text: string, offset: number, isTsx: boolean, withDocumentation: boolean): string | null {
  const { parsed } = parseText(text, isTsx ? 'tsx' : 'ts');
  let found: Span | null = null;
  walkNodes(parsed.program, (node) => {
    const { type, start, end } = node as { type: string; start: number; end: number };
    if (start > offset || end <= offset) return false;
    if (DECLARATIONS.has(type) && namesOf(node).some((name) => name.start <= offset && offset < name.end)) found = { start, end };
    return true;
  });
  if (found === null) return null;
  let { start } = found as Span;
  const { end } = found as Span;
  const exported = /(?:export (?:default )?(?:declare )?|declare )$/.exec(text.slice(Math.max(0, start - 40), start));
  if (exported !== null) start -= exported[0].length;
  const above = parsed.comments.findLast((comment) => comment.end <= start);
  if (withDocumentation && above?.type === 'Block' && above.value.startsWith('*') && text.slice(above.end, start).trim() === '') ({ start } = above);
  const indent = /[ \t]*$/.exec(text.slice(Math.max(0, start - 40), start))![0];
  return text.slice(start, end).replaceAll(`\n${indent}`, '\n');
}

function namesOf(node: object): Span[] {
  const { id, key, declarations } = node as { id?: Span | null; key?: Span; declarations?: readonly { readonly id: Span }[] };
  return [...(id ? [id] : []), ...(key ? [key] : []), ...(declarations ?? []).map((one) => one.id)];
}
