/** complete_request: offers by types, from live values and from the text. */
import type { TypeChecker, TypedCompletion } from '../../checker/contract';
import type { Candidate } from '../../engine/contract';
import type { CompletionPlace } from '../../language/language';
import { codePointOffset, utf16Offset } from '../../protocol/code-points';
import type { CompleteReply } from '../../protocol/messages/complete';
import type { Handler } from '../handler';
import { mergeOffers, sortOffers, writtenKeys } from '../merge-offers';
import type { Offer } from '../merge-offers';

export const completeHandler: Handler<'complete_request'> = {
  handle: async ({ content }, { language, engine, checker }) => {
    const { code } = content;
    const offset = utf16Offset(code, content.cursor_pos);
    const place = language.completionPlace(code, offset);
    const target = place?.target ?? null;
    const [typed, live] = await Promise.all([checker.complete(code, offset), target === null ? [] : engine.complete(target)]);
    const prefix = place?.prefix ?? '';
    const found = { typed, live: await admitted(typed, writtenKeys(live, place, code), code, place, checker), place };
    const { start, offers } = mergeOffers(found, code, offset);
    const end = Math.max(typed !== null && typed.offers.length > 0 ? typed.end : 0, place?.end ?? offset);
    return { content: replyOf(sortOffers(offers, prefix), codePointOffset(code, start), codePointOffset(code, end)) };
  },
};

/** Live members and keys that types say nothing of, where the value's type lets it have more than it names. */
async function admitted(typed: TypedCompletion | null, live: readonly Candidate[], code: string, place: CompletionPlace | null, checker: TypeChecker): Promise<readonly Candidate[]> {
  if (typed === null || place === null || place.target === null || place.target.kind === 'name') return live;
  const known = new Set(typed.offers.map(({ name }) => name));
  const unknown = known.size === 0 ? live : live.filter(({ text, origin }) => origin === 'own' && !known.has(text));
  if (unknown.length === 0) return live.filter(({ text }) => known.has(text));
  const isAdmitted = await checker.admitsMore(code, place.start, place.end);
  return live.filter((one) => known.has(one.text) || (isAdmitted && unknown.includes(one)));
}

/** The entry of `_jupyter_types_experimental` must stand at the index of its match (JupyterLab 4.6). */
function replyOf(offers: readonly Offer[], start: number, end: number): CompleteReply {
  const types = offers.map(({ text, type, signature, isDeprecated }) => ({
    text,
    type,
    ...(signature === null ? {} : { signature }),
    ...(isDeprecated ? { deprecated: true } : {}),
    start,
    end,
  }));
  return {
    status: 'ok',
    matches: offers.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}
