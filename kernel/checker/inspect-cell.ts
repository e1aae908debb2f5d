/** Inspection by types: what the compiler tells of a name or of a call, in a text that need not parse. */
import { pathToFileURL } from 'node:url';
import type { Hover, Location, MarkupContent, SignatureHelp } from 'vscode-languageserver-types';
import { inspectionPlace } from '../language/inspection-expression';
import { chainHead, endsExpression } from '../language/member-chain';
import type { Token } from '../language/scan-tokens';
import { asHere } from './browser-help';
import { withoutScaffolding } from './compiler-words';
import type { TypedInspection } from './contract';
import { declarationSource } from './declaration-source';
import { helpText, meantNames, positionIn } from './help-text';
import type { HelpDesk, HelpText } from './help-text';
import { definitionAt, isLocalName } from './local-names';
import { otherSignatures, shownSignature } from './signature-help';

/** Null where there is nothing to ask about, or the compiler knows nothing of it. */
export async function inspectCell(source: string, offset: number, detail: 0 | 1, desk: HelpDesk): Promise<TypedInspection | null> {
  const help = helpText(source, offset, desk.documents);
  const place = help === null ? null : (stringPlace(help) ?? inspectionPlace(help.text, offset));
  const token = place?.tokens[place.index];
  if (help === null || place === null || token === undefined) return null;
  const asking = new Asking(help, desk);
  const [hover, signature, declared, isLocal] = await Promise.all([
    asking.freeHover(place.tokens, place.index),
    place.isCall ? asking.signature(offset) : followsCall(place.tokens, place.index),
    detail === 1 ? asking.definition(token.start) : null,
    isLocalName({ ...help, tokens: place.tokens }, chainHead(place.tokens, place.index), (start) => asking.definition(start)),
  ]);
  const shown = place.isCall && typeof signature !== 'number' ? shownSignature(signature, clean) : null;
  const source_ = declared === null ? null : declarationSource(declared, desk.documents);
  if (shown !== null) {
    const documentation = [shown.parameter, hover?.documentation || shown.documentation].filter((part) => part !== '').join('\n\n');
    return { head: shown.head, documentation, isVariable: false, isLocal, source: source_ };
  }
  const asType = hover === null || hover.head === 'any' ? await asking.typeName(token, detail === 1) : null;
  const known = asType?.hovered ?? hover;
  if (known === null || (known === hover && known.head === 'any')) return null;
  // The compiler reads a module, where it is nothing.
  if (token.text === 'this' && known.head === 'this: undefined') return { head: 'this: typeof globalThis', documentation: '', isVariable: false, isLocal, source: null };
  const others = typeof signature === 'number' ? otherSignatures(await asking.signature(signature)) : [];
  const head = [known.head, ...asOverloads(known.head, others)].join('\n');
  return { head, documentation: known.documentation, isVariable: !NO_VARIABLE.test(known.head), isLocal, source: asType?.declared ? declarationSource(asType.declared, desk.documents) : source_ };
}

/** Heads of what has no state to be shown. */
const NO_VARIABLE = /^(?:\((?:method|enum member|type parameter|local function|local class)\)|(?:async )?function\b|(?:abstract )?class\b|constructor\b|interface\b|type\b|enum\b|const enum\b|namespace\b|module\b)/;

interface Hovered {
  readonly head: string;
  readonly documentation: string;
}

/** Questions about one text. */
class Asking {
  readonly #help: HelpText;
  readonly #desk: HelpDesk;
  readonly #path: string;

  constructor(help: HelpText, desk: HelpDesk) {
    this.#help = help;
    this.#desk = desk;
    this.#path = this.#put(help.text);
  }

  async hover(offset: number, text = this.#help.text): Promise<Hovered | null> {
    const hover = await this.#ask<Hover | null>('textDocument/hover', text, offset);
    const markdown = (hover?.contents as MarkupContent | undefined)?.value;
    const parts = markdown === undefined ? null : /^```\w*\n([^]*?)\n```\n?([^]*)$/.exec(markdown);
    // A type of a name that is nowhere.
    if (parts === null || parts[1]!.endsWith('= /*unresolved*/ any')) return null;
    return { head: clean(parts[1]!), documentation: withoutFileLinks(parts[2]!).trim() };
  }

  /** Of a token; where it is a name that belongs to nothing, as it is in a notebook. */
  async freeHover(tokens: readonly Token[], index: number): Promise<Hovered | null> {
    const { text: name, start } = tokens[index]!;
    const hovered = await this.hover(start);
    if (hovered === null || ['.', '?.'].includes(tokens[index - 1]?.text ?? '')) return hovered;
    return asHere(name, hovered, async () => this.#desk.documents.live.has(name) || (await this.definition(start))?.uri === pathToFileURL(this.#path).href);
  }

  signature(offset: number): Promise<SignatureHelp | null> {
    return this.#ask('textDocument/signatureHelp', this.#help.text, offset);
  }

  definition(offset: number, text = this.#help.text): Promise<Location | null> {
    return definitionAt(this.#desk.server, this.#path, text, offset);
  }

  /** A name that only is a type, where a value would have to stand. `isAsked`: also where it is declared. */
  async typeName({ text: name }: Token, isAsked: boolean): Promise<{ readonly hovered: Hovered | null; readonly declared: Location | null } | null> {
    const { live } = this.#desk.documents;
    if (!live.has(name) || live.value(name) !== undefined) return null;
    const text = `${this.#help.text}\n;type __nb__asked = ${name};`;
    this.#put(text);
    const offset = text.length - 1 - name.length;
    const [hovered, declared] = await Promise.all([this.hover(offset, text), isAsked ? this.definition(offset, text) : null]);
    return { hovered, declared };
  }

  #put(text: string): string {
    const { server, documents } = this.#desk;
    const document = documents.help(text, meantNames(this.#help, documents, 'mentioned'), true);
    server.put(document);
    return document.path;
  }

  #ask<Answer>(method: string, text: string, offset: number): Promise<Answer> {
    return this.#desk.server.ask<Answer>(method, { textDocument: { uri: pathToFileURL(this.#path).href }, position: positionIn(text, offset) });
  }
}

/** The specifier of an import, or the key in brackets, that the cursor stands in. */
function stringPlace({ tokens, offset }: HelpText): { tokens: readonly Token[]; index: number; isCall: boolean } | null {
  const index = tokens.findIndex(({ kind, start, end }) => kind === 'string' && start < offset && offset < end);
  const before = tokens[index - 1]?.text;
  const isSpecifier = before === 'from' || before === 'import' || (before === '(' && ['import', 'require'].includes(tokens[index - 2]?.text ?? ''));
  const isKey = before === '[' && endsExpression(tokens, index - 2);
  return index >= 0 && (isSpecifier || isKey) ? { tokens, index, isCall: false } : null;
}

/** The offset behind the parenthesis that opens right behind a name; null without one. */
async function followsCall(tokens: readonly Token[], index: number): Promise<number | null> {
  const next = tokens[index + 1]?.text === '?.' ? tokens[index + 2] : tokens[index + 1];
  return next?.text === '(' ? next.end : null;
}

/** `over(a: number): string` with what stands in front of the head's own name. */
function asOverloads(head: string, labels: readonly string[]): string[] {
  return labels.map(clean).flatMap((label) => {
    const name = /^[^<(]*/.exec(label)![0];
    const at = head.search(new RegExp(`${name.replace(/[$.*+?^|()[\]{}\\]/g, '\\$&')}[<(]`));
    return at < 0 ? [] : [head.slice(0, at) + label];
  });
}

/** What a hover says, without our names and without telling that a name stands for another. */
function clean(text: string): string {
  return withoutScaffolding(text).replace(/^\(alias\) /gm, '');
}

/** Links to names lead into documents of ours, which are nowhere, and into declarations on the disk of this machine, which no page opens. */
function withoutFileLinks(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\(file:[^)]*\)/g, '$1');
}
