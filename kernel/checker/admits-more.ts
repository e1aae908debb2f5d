/** Tells whether what a live value has may be offered beside what its type names. */
import { pathToFileURL } from 'node:url';
import type { Location } from 'vscode-languageserver-types';
import { helpText, meantNames, positionIn } from './help-text';
import type { HelpDesk, HelpText } from './help-text';
import { declaredInBlock } from './inspect-cell';

/** A member that no type names. */
const PROBE = '__nb__member';

/** What the compiler says where a type has no such member, key or argument, or nothing is known of it (`unknown`). */
const REFUSALS: ReadonlySet<number> = new Set([2339, 2345, 2551, 7053, 18046]);

/** See `TypeChecker.admitsMore`. */
export async function admitsMore(source: string, start: number, end: number, { server, documents }: HelpDesk): Promise<boolean> {
  const help = helpText(source.slice(0, start) + PROBE + source.slice(end), start, documents);
  if (help === null) return false;
  const document = documents.help(help.text, meantNames(help, documents, 'mentioned'), true);
  server.put(document);
  const head = headOffset(help);
  const textDocument = { uri: pathToFileURL(document.path).href };
  const [diagnostics, definition] = await Promise.all([
    server.diagnostics(document.path),
    head === null ? null : server.ask<Location | Location[] | null>('textDocument/definition', { textDocument, position: positionIn(help.text, head) }),
  ]);
  const declared = Array.isArray(definition) ? definition[0] : definition;
  if (declared && declaredInBlock(declared, document.path, help.text)) return false;
  const { line, character } = positionIn(help.text, start);
  const touches = ({ range }: (typeof diagnostics)[number]): boolean =>
    (range.start.line < line || (range.start.line === line && range.start.character <= character)) &&
    (range.end.line > line || (range.end.line === line && range.end.character >= character + PROBE.length));
  return !diagnostics.some((one) => REFUSALS.has(Number(one.code)) && touches(one));
}

/** Where the name stands that the chain of members in front of the probe begins with. */
function headOffset({ tokens, offset }: HelpText): number | null {
  let at = tokens.findLastIndex(({ start }) => start < offset);
  while (at > 0 && tokens[at]?.kind !== 'word') at -= 1;
  while (['.', '?.'].includes(tokens[at - 1]?.text ?? '') && tokens[at - 2] !== undefined) {
    at -= 2;
    while (at > 0 && tokens[at]?.kind !== 'word') at -= 1;
  }
  return tokens[at]?.start ?? null;
}
