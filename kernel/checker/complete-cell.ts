/** Completion by types: what the compiler offers at a cursor, in a text that need not parse. */
import { isBuiltin } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, CompletionList, Range } from 'vscode-languageserver-types';
import { LineIndex } from '../language/line-index';
import { scanTokens } from '../language/scan-tokens';
import { browserNames, browserTypes, newerNames } from './browser-names';
import { SCAFFOLDING_NAME } from './compiler-words';
import type { OfferRank, TypedCompletion, TypedOffer } from './contract';
import { helpText, meantNames, positionIn } from './help-text';
import type { HelpDesk, HelpText } from './help-text';

/** What the compiler offered at one place, whatever is typed there of a name. `before` and `behind`: what else an offer replaces around it. */
interface SiteOffer extends TypedOffer {
  readonly before: number;
  readonly behind: number;
}

/** The word or the string at the cursor. */
interface Typed {
  readonly start: number;
  readonly end: number;
  readonly prefix: string;
  readonly isString: boolean;
  /** It goes on behind a dot. */
  readonly isMember: boolean;
  /** Behind the dot of the global object. */
  readonly isOfGlobal: boolean;
}

/** Places that are remembered: while a name is typed, the compiler is asked once. */
const REMEMBERED_SITES = 16;

/** Completion of one notebook. */
export class CellCompletion {
  readonly #sites = new Map<string, readonly SiteOffer[]>();
  #revision = -1;

  /**
   * Offers that begin with what is typed, unsorted; null where there is no TypeScript at the cursor. `revision`: another number
   * whenever the same text may mean something else.
   */
  async complete(source: string, offset: number, desk: HelpDesk, revision: number): Promise<TypedCompletion | null> {
    const help = helpText(source, offset, desk.documents);
    if (help === null) return null;
    if (revision !== this.#revision) this.#sites.clear();
    this.#revision = revision;
    const typed = typedAt(help);
    if (isBehindLiteral(help, typed)) return { start: offset, end: offset, offers: [], takesNames: false, takesTypes: false };
    const key = siteKey(help.text, typed, offset);
    const known = this.#sites.get(key);
    const site = known ?? (await siteOffers(help, typed, desk));
    this.#sites.delete(key);
    this.#sites.set(key, site);
    for (const [oldest] of this.#sites) if (this.#sites.size > REMEMBERED_SITES) this.#sites.delete(oldest);
    return completionOf(site, typed, help.text);
  }
}

/** No name goes on right behind a string or a number. */
function isBehindLiteral({ tokens, offset }: HelpText, { isString, prefix }: Typed): boolean {
  const before = isString || prefix !== '' ? undefined : tokens.find(({ end }) => end === offset);
  return before !== undefined && before.kind !== 'word' && before.kind !== 'punctuator' && !before.text.endsWith('${');
}

/** Offers are the same for all beginnings of a name, but not for none: then the next token belongs to what stands before. */
function siteKey(text: string, { start, end, prefix, isString }: Typed, offset: number): string {
  return isString || prefix === '' ? `${offset}:${text}` : `${start}+${text.slice(0, start)}|${text.slice(end)}`;
}

function typedAt({ text, offset }: HelpText): Typed {
  const before = text.slice(0, offset);
  const string = scanTokens(before).at(-1);
  if (string?.kind === 'string' && !string.isClosed && string.end === offset) {
    const end = offset + /^[\p{ID_Continue}$./@-]*/u.exec(text.slice(offset))![0].length;
    return { start: string.start + 1, end, prefix: string.text.slice(1), isString: true, isMember: false, isOfGlobal: false };
  }
  const prefix = /#?[\p{ID_Continue}$\u200c\u200d]*$/u.exec(before)![0];
  const end = offset + /^[\p{ID_Continue}$\u200c\u200d]*/u.exec(text.slice(offset))![0].length;
  const start = offset - prefix.length;
  const front = text.slice(0, start);
  return { start, end, prefix, isString: false, isMember: /\.\s*$/.test(front) && !/\.\.\.\s*$/.test(front), isOfGlobal: GLOBAL_OBJECT.test(front) };
}

/** A browser's names for the global object are among them: the compiler knows them. */
const GLOBAL_OBJECT = /(?<![\p{ID_Continue}$.])(?:globalThis|global|window|self)\s*(?:\?|!)?\.\s*$/u;

async function siteOffers(help: HelpText, typed: Typed, { server, documents }: HelpDesk): Promise<SiteOffer[]> {
  const { text, offset } = help;
  const document = documents.help(text, meantNames(help, documents, typed.isString || typed.isMember ? 'mentioned' : 'all'), false);
  server.put(document);
  const answer = await server.ask<CompletionList | CompletionItem[] | null>('textDocument/completion', {
    textDocument: { uri: pathToFileURL(document.path).href },
    position: positionIn(text, offset),
    context: { triggerKind: 1 },
  });
  const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
  const shared = Array.isArray(answer) ? undefined : answer?.itemDefaults?.editRange;
  const sharedRange = shared === undefined ? null : 'replace' in shared ? shared.replace : shared;
  const lines = new LineIndex(text);
  const offers: SiteOffer[] = [];
  for (const item of items) {
    const offer = offerOf(item, sharedRange, typed, lines, help, documents.live);
    if (offer !== null) offers.push(offer);
  }
  return withOwnMembersFirst([...offers, ...otherTypes(offers)]);
}

/** Where a type stands: those of a browser's page, which the notebook gets when it speaks of them (`standard-types.ts`). */
function otherTypes(offers: readonly SiteOffer[]): SiteOffer[] {
  if (!isTypeSite(offers)) return [];
  const known = new Set(offers.map(({ name }) => name));
  const others = [...browserTypes()].filter((name) => !known.has(name) && !browserNames().has(name));
  return others.map((name) => ({ text: name, name, type: 'interface', rank: 'browser', age: 0, before: 0, behind: 0 }));
}

/** What every function has; a class's own members are looked for. */
const FUNCTION_MEMBERS: ReadonlySet<string> = new Set(['apply', 'arguments', 'bind', 'call', 'caller', 'length', 'name', 'prototype', 'toString']);

function withOwnMembersFirst(offers: SiteOffer[]): SiteOffer[] {
  const names = new Set(offers.map(({ name }) => name));
  if (!['apply', 'bind', 'call'].every((name) => names.has(name))) return offers;
  return offers.map((one) => (FUNCTION_MEMBERS.has(one.name) && one.rank === 'near' ? { ...one, rank: 'optional' } : one));
}

function offerOf(item: CompletionItem, shared: Range | null, typed: Typed, lines: LineIndex, help: HelpText, live: HelpDesk['documents']['live']): SiteOffer | null {
  const { textEdit, kind = 1, sortText = '' } = item;
  const text = textEdit?.newText ?? item.textEditText ?? item.insertText ?? item.label.replace(/\?$/, '');
  const name = typed.isString ? text : (item.filterText ?? item.label).replace(/^[?.]+|\?$/g, '');
  // Members that are reached by a symbol are not what a person looks for.
  if (SCAFFOLDING_NAME.test(name) || /^\[[^"'`]/.test(text)) return null;
  const isGlobal = sortText.endsWith('15') || sortText.endsWith('16');
  const isOthers = (isGlobal && !live.has(name) && !help.own.has(name)) || typed.isOfGlobal;
  if (isOthers && (browserNames().has(name) || newerNames().has(name))) return null;
  const range = textEdit === undefined ? shared : 'range' in textEdit ? textEdit.range : textEdit.replace;
  const isPath = typed.isString && range === null && (kind === FILE || kind === FOLDER || kind === MODULE);
  const from = range !== null ? lines.offset(range.start.line - 1, range.start.character) : isPath ? typed.start + typed.prefix.lastIndexOf('/') + 1 : typed.start;
  const to = range === null ? typed.end : lines.offset(range.end.line - 1, range.end.character);
  // The compiler offers `process` behind `node:fs/`.
  if (typed.isString && typed.prefix.startsWith('node:') && from > typed.start && !isBuiltin(typed.prefix.slice(0, from - typed.start) + text)) return null;
  const written = typed.isString && !isPath ? withinQuotes(text, help.text[typed.start - 1]!) : text;
  const isDeprecated = item.tags?.includes(1) === true || item.deprecated === true;
  return { text: written, name, type: typeOf(kind, name, live), rank: isOthers && TYPE_KINDS.has(kind) && browserTypes().has(name) ? 'browser' : rankOf(sortText, kind, isDeprecated), age: live.age(name), before: from - typed.start, behind: to - typed.end };
}

/** A text as it stands between quotation marks. */
function withinQuotes(text: string, mark: string): string {
  return text.replace(/[\\'"`\n]/g, (one) => (one === '\n' ? '\\n' : one === '\\' || one === mark ? `\\${one}` : one));
}

/** Classes, interfaces and types. */
const TYPE_KINDS: ReadonlySet<number> = new Set([7, 8, 22, 25]);

const MODULE = 9;
const FILE = 17;
const FOLDER = 19;
const KEYWORD = 14;

/** Kinds of the Language Server Protocol (3.17, `CompletionItemKind`) as words that JupyterLab has colours for, or shows. */
const TYPES: Readonly<Record<number, string>> = {
  2: 'function', 3: 'function', 4: 'function', 5: 'property', 6: 'instance', 7: 'class', 8: 'interface', 9: 'module', 10: 'property', 12: 'value', 13: 'enum', 14: 'keyword', 17: 'path', 19: 'path', 20: 'property', 21: 'value', 22: 'class', 25: 'type',
};

/** A name of the notebook is an alias for the compiler, which tells no more of it. */
function typeOf(kind: number, name: string, live: HelpDesk['documents']['live']): string {
  const kinds = kind === 6 ? live.value(name)?.kinds : undefined;
  if (kinds?.has('function') === true) return 'function';
  if (kinds?.has('class') === true) return 'class';
  if (kinds?.has('enum') === true) return 'enum';
  if (kinds?.has('namespace') === true) return 'module';
  if (kind === 6 && live.has(name) && kinds === undefined) return 'interface';
  return TYPES[kind] ?? 'instance';
}

/** `sortText` is 11 for what is near, 12 for what is optional, 15 for globals, with a z in front for what is deprecated. */
function rankOf(sortText: string, kind: number, isDeprecated: boolean): OfferRank {
  if (isDeprecated || sortText.startsWith('z')) return 'deprecated';
  if (kind === KEYWORD) return 'keyword';
  return sortText <= '11' ? 'near' : sortText < '15' ? 'optional' : 'global';
}

/** All of one reply replace the same part of the text: those that replace less get what stands before them in front. */
function completionOf(site: readonly SiteOffer[], typed: Typed, text: string): TypedCompletion {
  const prefix = typed.prefix.toLowerCase();
  const wanted = site.filter(({ name, before }) => name.toLowerCase().startsWith(typed.isString && before > 0 ? prefix.slice(before) : prefix));
  const before = Math.min(0, ...wanted.map((one) => one.before));
  const shared = wanted.length > 0 && wanted.every((one) => one.before > 0) ? Math.min(...wanted.map((one) => one.before)) : before;
  const start = typed.start + shared;
  const end = typed.end + Math.max(0, ...wanted.map(({ behind }) => behind));
  const offers = wanted.map(({ text: written, name, type, rank, age, before: from }) => ({ text: text.slice(start, typed.start + from) + written, name, type, rank, age }));
  return { start, end, offers, takesNames: site.some(({ rank }) => rank === 'global'), takesTypes: isTypeSite(site) };
}

/** Words of types alone, none of a statement. */
function isTypeSite(site: readonly SiteOffer[]): boolean {
  const has = (word: string): boolean => site.some(({ name, rank }) => rank === 'keyword' && name === word);
  return has('keyof') && !has('if');
}
