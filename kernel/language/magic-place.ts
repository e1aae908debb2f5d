/** Completion around magics. */
import { expectsStatement, findMagics } from './find-magics';
import type { MagicUse } from './find-magics';
import type { CompletionPlace } from './language';
import { MAGICS, writtenName } from './magics';

/** The place of a magic's name that is being typed; null when none is. A magic of a whole cell is offered at its beginning only. */
export function magicPlace(source: string, offset: number): CompletionPlace | null {
  const prefix = /(?<=^|\n)[ \t]*(%%?\w*)$/.exec(source.slice(0, offset))?.[1];
  if (prefix === undefined) return null;
  const start = offset - prefix.length;
  const before = findMagics(source.slice(0, start));
  if (isInMagicText(before.uses, start) || !expectsStatement(before.text)) return null;
  const offered = MAGICS.filter(({ kind }) => kind === 'line' || source.slice(0, start).trim() === '');
  const fromText = offered.map((magic) => ({ text: writtenName(magic), type: 'magic' as const }));
  return { target: null, prefix, start, end: offset + /^\w*/.exec(source.slice(offset))![0].length, fromText };
}

/** Whether an offset lies in text that a magic takes as it stands: there is nothing of TypeScript in it. */
export function isInMagicText(uses: readonly MagicUse[], offset: number): boolean {
  return uses.some(({ magic, start, end }) => magic.takes === 'text' && start < offset && offset <= end);
}
