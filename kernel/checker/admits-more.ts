/** Tells whether what a live value has may be offered beside what its type names. */
import { chainHead } from '../language/member-chain';
import { helpText, meantNames, positionIn } from './help-text';
import type { HelpDesk, HelpText } from './help-text';
import { definitionAt, isLocalName } from './local-names';

/** A member that no type names. */
const PROBE = '__nb__member';

/** What the compiler says where a type has no such member, key or argument, a namespace no such type, or nothing is known of it (`unknown`). */
const REFUSALS: ReadonlySet<number> = new Set([2339, 2345, 2551, 2694, 2724, 7053, 18046]);

/** See `TypeChecker.admitsMore`. */
export async function admitsMore(source: string, start: number, end: number, { server, documents }: HelpDesk): Promise<boolean> {
  const help = helpText(source.slice(0, start) + PROBE + source.slice(end), start, documents);
  if (help === null) return false;
  const document = documents.help(help.text, meantNames(help, documents, 'mentioned'), true);
  server.put(document);
  if (await isLocalName(help, headIndex(help), (offset) => definitionAt(server, document.path, help.text, offset))) return false;
  const diagnostics = await server.diagnostics(document.path);
  const { line, character } = positionIn(help.text, start);
  const touches = ({ range }: (typeof diagnostics)[number]): boolean =>
    (range.start.line < line || (range.start.line === line && range.start.character <= character)) &&
    (range.end.line > line || (range.end.line === line && range.end.character >= character + PROBE.length));
  return !diagnostics.some((one) => REFUSALS.has(Number(one.code)) && touches(one));
}

/** The index of the name that the chain of members in front of the probe begins with; -1 without one. */
function headIndex({ tokens, offset }: HelpText): number {
  let at = tokens.findLastIndex(({ start }) => start < offset);
  if (tokens[at]?.kind === 'string') at -= 1;
  while (at >= 0 && ['.', '?.', '[', '('].includes(tokens[at]!.text)) at -= 1;
  return chainHead(tokens, at);
}
