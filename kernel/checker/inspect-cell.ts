/** Inspection by types: what the compiler tells of a name or of a call, in a text that need not parse. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Hover, Location, MarkupContent, SignatureHelp } from 'vscode-languageserver-types';
import { inspectionPlace } from '../language/inspection-expression';
import { LineIndex } from '../language/line-index';
import { openBrackets, scanTokens } from '../language/scan-tokens';
import type { Token } from '../language/scan-tokens';
import { withoutScaffolding } from './compiler-words';
import type { TypedInspection } from './contract';
import { declarationSource } from './declaration-source';
import { helpText, meantNames, positionIn } from './help-text';
import type { HelpDesk, HelpText } from './help-text';
import { otherSignatures, shownSignature } from './signature-help';

/** Null where there is nothing to ask about, or the compiler knows nothing of it. */
export async function inspectCell(source: string, offset: number, detail: 0 | 1, desk: HelpDesk): Promise<TypedInspection | null> {
  const help = helpText(source, offset, desk.documents);
  const place = help === null ? null : (specifierPlace(help) ?? inspectionPlace(help.text, offset));
  const token = place?.tokens[place.index];
  if (help === null || place === null || token === undefined) return null;
  const asking = new Asking(help, desk);
  const [hover, signature, declared] = await Promise.all([
    asking.hover(token.start),
    place.isCall ? asking.signature(offset) : followsCall(place.tokens, place.index),
    asking.definition(token.start),
  ]);
  const shown = place.isCall && typeof signature !== 'number' ? shownSignature(signature, clean) : null;
  const source_ = detail === 1 && declared !== null ? declarationSource(declared, desk.documents) : null;
  const isLocal = declared !== null && asking.isLocal(declared);
  if (shown !== null) {
    const documentation = [shown.parameter, hover?.documentation || shown.documentation].filter((part) => part !== '').join('\n\n');
    return { head: shown.head, documentation, isVariable: false, isLocal, source: source_ };
  }
  const asType = hover === null || hover.head === 'any' ? await asking.typeName(token) : null;
  const known = asType?.hovered ?? hover;
  if (known === null || (known === hover && known.head === 'any')) return null;
  const others = typeof signature === 'number' ? otherSignatures(await asking.signature(signature)) : [];
  const head = [known.head, ...asOverloads(known.head, others)].join('\n');
  return { head, documentation: known.documentation, isVariable: !NO_VARIABLE.test(known.head), isLocal, source: asType?.declared && detail === 1 ? declarationSource(asType.declared, desk.documents) : source_ };
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
  readonly #uri: string;

  constructor(help: HelpText, desk: HelpDesk) {
    this.#help = help;
    this.#desk = desk;
    this.#uri = this.#put(help.text);
  }

  async hover(offset: number, text = this.#help.text): Promise<Hovered | null> {
    const hover = await this.#ask<Hover | null>('textDocument/hover', text, offset);
    const markdown = (hover?.contents as MarkupContent | undefined)?.value;
    const parts = markdown === undefined ? null : /^```\w*\n([^]*?)\n```\n?([^]*)$/.exec(markdown);
    if (parts === null) return null;
    return { head: clean(parts[1]!), documentation: withoutOwnLinks(parts[2]!).trim() };
  }

  signature(offset: number): Promise<SignatureHelp | null> {
    return this.#ask('textDocument/signatureHelp', this.#help.text, offset);
  }

  async definition(offset: number, text = this.#help.text): Promise<Location | null> {
    const found = await this.#ask<Location | Location[] | null>('textDocument/definition', text, offset);
    return Array.isArray(found) ? (found[0] ?? null) : found;
  }

  /** A name that only is a type, where a value would have to stand. */
  async typeName({ text: name }: Token): Promise<{ readonly hovered: Hovered | null; readonly declared: Location | null } | null> {
    const { live } = this.#desk.documents;
    if (!live.has(name) || live.value(name) !== undefined) return null;
    const text = `${this.#help.text}\n;type __nb__asked = ${name};`;
    this.#put(text);
    const offset = text.length - 1 - name.length;
    const [hovered, declared] = await Promise.all([this.hover(offset, text), this.definition(offset, text)]);
    return { hovered, declared };
  }

  /** Whether a place is inside a function or a block of the text. */
  isLocal(location: Location): boolean {
    return declaredInBlock(location, fileURLToPath(this.#uri), this.#help.text);
  }

  #put(text: string): string {
    const { server, documents } = this.#desk;
    const document = documents.help(text, meantNames(this.#help, documents, 'mentioned'), true);
    server.put(document);
    return pathToFileURL(document.path).href;
  }

  #ask<Answer>(method: string, text: string, offset: number): Promise<Answer> {
    return this.#desk.server.ask<Answer>(method, { textDocument: { uri: this.#uri }, position: positionIn(text, offset) });
  }
}

/** Whether a place in the document of a text is inside a function or a block of it. */
export function declaredInBlock({ uri, range }: Location, document: string, text: string): boolean {
  if (!uri.startsWith('file:') || fileURLToPath(uri) !== document || range.start.line === 0) return false;
  return isInBlock(text, new LineIndex(text).offset(range.start.line - 1, range.start.character));
}

/** Whether a declaration stands inside a function or a block; in a pattern behind `const` it does not. */
export function isInBlock(text: string, offset: number): boolean {
  const tokens = scanTokens(text.slice(0, offset)).filter(({ kind }) => kind !== 'comment');
  const [outermost] = openBrackets(tokens);
  if (outermost === undefined) return false;
  const before = tokens[tokens.indexOf(outermost) - 1]?.text ?? '';
  return !['const', 'let', 'var', 'import', 'type', ','].includes(before);
}

/** The specifier of an import that the cursor stands in. */
function specifierPlace({ tokens, offset }: HelpText): { tokens: readonly Token[]; index: number; isCall: boolean } | null {
  const index = tokens.findIndex(({ kind, start, end }) => kind === 'string' && start < offset && offset < end);
  const before = tokens[index - 1]?.text;
  const isSpecifier = before === 'from' || before === 'import' || (before === '(' && ['import', 'require'].includes(tokens[index - 2]?.text ?? ''));
  return index >= 0 && isSpecifier ? { tokens, index, isCall: false } : null;
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

/** Links into documents that are nowhere. */
function withoutOwnLinks(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\(file:[^)]*__nb__[^)]*\)/g, '$1');
}
