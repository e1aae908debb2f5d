/** Whether a name in a text means a variable of a function or block of it, of whose value nothing is known at run time. */
import { pathToFileURL } from 'node:url';
import type { Location } from 'vscode-languageserver-types';
import { LineIndex } from '../language/line-index';
import { namesInText } from '../language/names-in-text';
import { openBrackets, scanTokens } from '../language/scan-tokens';
import type { CompilerServer } from './compiler-server';
import { positionIn } from './help-text';
import type { HelpText } from './help-text';
import { DOCUMENT_PREFIX } from './notebook-documents';

/**
 * `index`: the name among the tokens; -1: none. The compiler is asked where it is declared (`definition`) only where the text declares the name
 * both outside and inside of brackets: that takes as long as all the rest.
 */
export async function isLocalName({ text, tokens, own }: HelpText, index: number, definition: (offset: number) => Promise<Location | null>): Promise<boolean> {
  const name = tokens[index];
  if (name === undefined) return false;
  if (name.text === 'this') return openBrackets(tokens.slice(0, index)).some(({ text: bracket }) => bracket === '{');
  if (!namesInText(tokens, index).some((one) => one.text === name.text)) return false;
  if (!own.has(name.text)) return true;
  const declared = await definition(name.start);
  return declared !== null && declared.uri.endsWith(HELP_DOCUMENT) && declared.range.start.line > 0 && isInBlock(text, offsetOf(declared, text));
}

/** The end of the path of the document in which help is asked for (`NotebookDocuments.help`). Its line 0 is ours. */
const HELP_DOCUMENT = `${DOCUMENT_PREFIX}help.tsx`;

function offsetOf({ range }: Location, text: string): number {
  return new LineIndex(text).offset(range.start.line - 1, range.start.character);
}

/** Whether a declaration stands inside a function or a block; in a pattern behind `const` it does not. */
export function isInBlock(text: string, offset: number): boolean {
  const tokens = scanTokens(text.slice(0, offset)).filter(({ kind }) => kind !== 'comment');
  const [outermost] = openBrackets(tokens);
  if (outermost === undefined) return false;
  const before = tokens[tokens.indexOf(outermost) - 1]?.text ?? '';
  return !['const', 'let', 'var', 'import', 'type', ','].includes(before);
}

/** Where the name at an offset of a text is declared; `path`: the text's document. */
export async function definitionAt(server: CompilerServer, path: string, text: string, offset: number): Promise<Location | null> {
  const params = { textDocument: { uri: pathToFileURL(path).href }, position: positionIn(text, offset) };
  const found = await server.ask<Location | Location[] | null>('textDocument/definition', params);
  return Array.isArray(found) ? (found[0] ?? null) : found;
}
