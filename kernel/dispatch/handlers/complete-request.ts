/** complete_request: offers from the text and from live values. */
import type { Candidate } from '../../engine/contract';
import type { CompletionPlace } from '../../language/language';
import { codePointOffset, utf16Offset } from '../../protocol/code-points';
import type { CompleteReply } from '../../protocol/messages/complete';
import type { Handler } from '../handler';

export const completeHandler: Handler<'complete_request'> = {
  handle: async ({ content }, { language, engine }) => {
    const { code } = content;
    const offset = utf16Offset(code, content.cursor_pos);
    const place = language.completionPlace(code, offset);
    if (place === null) return { content: replyOf([], codePointOffset(code, offset), codePointOffset(code, offset)) };
    const live = place.target === null ? [] : await engine.complete(place.target);
    const offers = rank([...live, ...fromText(place)], place.prefix);
    return { content: replyOf(offers, codePointOffset(code, place.start), codePointOffset(code, place.end)) };
  },
};

function fromText(place: CompletionPlace): Candidate[] {
  return place.fromText.map(({ text, type }) => ({ text, type, signature: null }));
}

/**
 * Those that begin with the prefix, each text once: first those in the same case, then the others; among them names that begin with
 * a letter before `_` and `$`, by alphabet. JupyterLab shows them in this order.
 */
function rank(candidates: readonly Candidate[], prefix: string): Candidate[] {
  const lower = prefix.toLowerCase();
  const unique = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (candidate.text.toLowerCase().startsWith(lower) && !unique.has(candidate.text)) unique.set(candidate.text, candidate);
  }
  const key = ({ text }: Candidate) => (text.startsWith(prefix) ? 0 : 2) + (/^[_$]/.test(text) ? 1 : 0);
  return [...unique.values()].sort((a, b) => key(a) - key(b) || compare(a.text.toLowerCase(), b.text.toLowerCase()) || compare(a.text, b.text));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The entry of `_jupyter_types_experimental` must stand at the index of its match (JupyterLab 4.6). */
function replyOf(offers: readonly Candidate[], start: number, end: number): CompleteReply {
  const types = offers.map(({ text, type, signature }) => ({ text, type, ...(signature === null ? {} : { signature }), start, end }));
  return {
    status: 'ok',
    matches: offers.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}
