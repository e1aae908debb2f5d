/** One list of offers out of what types, live values and the text know of a place. */
import type { OfferRank, TypedCompletion, TypedOffer } from '../checker/contract';
import type { Candidate } from '../engine/contract';
import type { CompletionPlace } from '../language/language';
import { COMPLETION_NAMES } from '../limits';

/** An offer as it is shown; `name` is what begins with what was typed. */
export interface Offer {
  readonly text: string;
  readonly name: string;
  readonly type: string;
  readonly signature: string | null;
  readonly isDeprecated: boolean;
  readonly rank: number;
  readonly age: number;
}

/** Deprecated ones are last, whatever was typed. */
const RANKS: Readonly<Record<OfferRank, number>> = { near: 0, optional: 1, keyword: 2, global: 3, browser: 4, deprecated: 100 };

/** What each side found. `typed` is null where types could not tell. */
export interface FoundOffers {
  readonly typed: TypedCompletion | null;
  readonly live: readonly Candidate[];
  readonly place: CompletionPlace | null;
}

/** Offers, and where the part of the text begins that they replace (UTF-16). */
export interface MergedOffers {
  readonly start: number;
  readonly offers: readonly Offer[];
}

/**
 * Where types tell, live values add what those don't know. Types offer all words of the language at once: while nothing is typed, those that
 * can stand there by the text.
 */
export function mergeOffers({ typed, live, place }: FoundOffers, code: string, offset: number): MergedOffers {
  const prefix = (place?.prefix ?? '').toLowerCase();
  const wanted = ({ text }: Candidate): boolean => text.toLowerCase().startsWith(prefix);
  const fromText: readonly Candidate[] = (place?.fromText ?? []).map(({ text, type }) => ({ text, type, signature: null }));
  const isName = place?.target?.kind === 'name';
  const rankOf = ({ origin }: Candidate): number => (isName ? RANKS.near : origin === undefined ? RANKS.optional : RANKS.near);
  if (typed === null) return { start: place?.start ?? offset, offers: [...live, ...fromText].filter(wanted).map((one) => asOffer(one, rankOf(one))) };
  const values = new Map(live.map((one) => [one.text, one]));
  const offers = typed.offers.map((one) => typedOffer(one, values.get(one.name)));
  const alone = { start: offers.length > 0 ? typed.start : (place?.start ?? offset), offers };
  if (place === null || (isName && (!typed.takesNames || typed.takesTypes))) return alone;
  const known = new Set(typed.offers.map(({ name }) => name));
  const more = live.filter(({ text, origin }) => !known.has(text) && (!isName || origin === 'own'));
  const others = isName ? [] : fromText.filter(({ text }) => !known.has(text));
  const words = new Set(fromText.filter(({ type }) => type === 'keyword').map(({ text }) => text));
  const fitting = isName && place.prefix === '' ? offers.filter(({ name, type }) => type !== 'keyword' || words.has(name)) : offers;
  const added = [...more, ...others].filter(wanted).map((one) => asOffer(one, isName ? RANKS.global : rankOf(one)));
  if (added.length === 0) return { start: fitting.length > 0 ? typed.start : place.start, offers: fitting };
  // All replace the same: those that replace less get what stands before them in front.
  const start = fitting.length > 0 ? Math.min(typed.start, place.start) : place.start;
  const from = (own: number) => (offer: Offer): Offer => ({ ...offer, text: code.slice(start, own) + offer.text });
  return { start, offers: [...fitting.map(from(typed.start)), ...added.map(from(place.start))] };
}

/** The keys that a live value has, as they are written between the quotation marks at the place. */
export function writtenKeys(live: readonly Candidate[], place: CompletionPlace | null, code: string): readonly Candidate[] {
  if (place?.target?.kind !== 'key' && place?.target?.kind !== 'entry') return live;
  const quote = code[place.start - 1] ?? '"';
  return live.map((one) => ({ ...one, text: one.text.replace(/[\\\n\r\u2028\u2029]/g, (character) => JSON.stringify(character).slice(1, -1)).replaceAll(quote, `\\${quote}`) }));
}

/**
 * Each text once: first those that begin with what was typed in the same case, then the others; among them by rank, new names before
 * old ones, names that begin with a letter before `_` and `$`, by alphabet. JupyterLab shows them in this order.
 */
export function sortOffers(offers: readonly Offer[], prefix: string): Offer[] {
  const unique = new Map<string, Offer>();
  for (const offer of offers) {
    if (!unique.has(offer.text)) unique.set(offer.text, offer);
  }
  const keys = new Map([...unique.values()].map((one) => [one, one.rank + (one.name.startsWith(prefix) ? 0 : 10)]));
  const marked = ({ name }: Offer): number => (/^[_$]/.test(name) ? 1 : 0);
  const sorted = [...unique.values()].sort(
    (a, b) => keys.get(a)! - keys.get(b)! || marked(a) - marked(b) || b.age - a.age || compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.name, b.name),
  );
  return sorted.slice(0, COMPLETION_NAMES);
}

/** A value tells more than the type of a variable does: that it is a function, and its parameters. */
function typedOffer({ text, name, type, rank, age }: TypedOffer, value: Candidate | undefined): Offer {
  const isDeprecated = rank === 'deprecated';
  const isFunction = (type === 'instance' || type === 'property') && (value?.type === 'function' || value?.type === 'class');
  return { text, name, type: isDeprecated ? 'deprecated' : isFunction ? value.type : type, signature: value?.signature ?? null, isDeprecated, rank: RANKS[rank], age };
}

function asOffer({ text, type, signature }: Candidate, rank: number): Offer {
  return { text, name: text, type, signature, isDeprecated: false, rank, age: 0 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
