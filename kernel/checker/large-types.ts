/** Types of large values, in the compiler's own words: later checks read them in place of the values. */
import { pathToFileURL } from 'node:url';
import type { Hover, MarkupContent } from 'vscode-languageserver-types';
import { LineIndex } from '../language/line-index';
import { LARGE_TYPE_CHARACTERS } from '../limits';
import type { CellAnalysis } from './cell-analysis';
import type { CompilerServer } from './compiler-server';
import type { NotebookDocuments } from './notebook-documents';

/** Asks about the cell that was checked last, whose document is still the current one. A type that has no text of its own is left out. */
export async function largeTypes({ text, large, language }: CellAnalysis, documents: NotebookDocuments, server: CompilerServer): Promise<Map<string, string>> {
  const lines = new LineIndex(text);
  const uri = pathToFileURL(documents.path(language === 'ts' ? 'cast.ts' : 'cur.tsx')).href;
  const types = new Map<string, string>();
  for (const { name, start } of large) {
    const { line, column } = lines.place(start);
    const hover = await server.ask<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line: line + 1, character: column } });
    const found = /^```\w+\n(?:const|let|var) [^:]+: ([^]*)\n```/.exec((hover?.contents as MarkupContent | undefined)?.value ?? '')?.[1];
    // `...` stands for what was left out; names of our documents mean nothing there.
    if (found !== undefined && found.length <= LARGE_TYPE_CHARACTERS && !/\.\.\.|\$|\bimport\(|\bunique symbol\b/.test(found)) types.set(name, found.replace(/\s+/g, ' '));
  }
  return types;
}
