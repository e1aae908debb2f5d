/** inspect_request: what types tell of the name at the cursor, and its live value. */
import type { TypedInspection } from '../../checker/contract';
import type { LiveInspection } from '../../engine/contract';
import type { Language, MagicHelp } from '../../language/language';
import { INSPECTED_SOURCES } from '../../limits';
import { utf16Offset } from '../../protocol/code-points';
import type { Cells } from '../cells';
import type { Handler } from '../handler';

export const inspectHandler: Handler<'inspect_request'> = {
  handle: async ({ content }, { language, engine, checker, cells }) => {
    const offset = utf16Offset(content.code, content.cursor_pos);
    const magic = language.inspectedMagic(content.code, offset);
    if (magic !== null) return { content: { status: 'ok', found: true, data: helpOf(magic), metadata: {} } };
    const expression = language.inspectionExpression(content.code, offset);
    const [live, typed] = await Promise.all([expression === null ? null : engine.inspect(expression), checker.inspect(content.code, offset, content.detail_level)]);
    const own = typed?.isLocal === true ? null : live;
    if (typed === null && (expression === null || own === null)) return { content: { status: 'ok', found: false, data: {}, metadata: {} } };
    const source = content.detail_level === 1 ? sourceOf(expression, own, typed, language, cells) : null;
    const shown = typed === null ? liveParts(expression!, own!, source) : typedParts(typed, own, source);
    return { content: { status: 'ok', found: true, data: { 'text/plain': asPlain(shown), 'text/markdown': asMarkdown(shown) }, metadata: {} } };
  },
};

/** What is shown, in this order. `isCode`: as TypeScript, else as Markdown. */
type Parts = readonly { readonly text: string; readonly isCode: boolean }[];

function liveParts(expression: string, live: LiveInspection, source: string | null): Parts {
  return [{ text: headOf(expression, live), isCode: true }, { text: source ?? live.preview, isCode: true }];
}

/** Live types of which a value tells no more than its declaration. */
const WITHOUT_STATE: ReadonlySet<string> = new Set(['function', 'class', 'Module']);

/** The value stands right below the head; for what a value has no more to tell of, the documentation does. */
function typedParts({ head, documentation, isVariable }: TypedInspection, live: LiveInspection | null, source: string | null): Parts {
  const value = isVariable && live !== null && !WITHOUT_STATE.has(live.type) ? live.preview : '';
  return [
    { text: head, isCode: true },
    ...(value === '' ? [] : [{ text: 'Value:', isCode: false }, { text: value, isCode: true }]),
    // It stands above the source too.
    { text: source?.startsWith('/**') === true ? '' : documentation, isCode: false },
    { text: source ?? '', isCode: true },
  ];
}

function helpOf({ usage, help }: MagicHelp): Record<string, string> {
  return { 'text/plain': `${usage}\n\n${help}`, 'text/markdown': `\`${usage}\`\n\n${help}` };
}

/** How cells reach `import.meta` and names that they declared over globals (`language/running-form.ts`); nothing to show. */
const REACHED_BY = /^\$awaitbook\.(?:names\.)?/;

/** The head line, for example `total: number` or `function greet(name)`. */
function headOf(expression: string, live: LiveInspection): string {
  return live.signature ?? `${expression.replace(REACHED_BY, '')}: ${live.type}`;
}

/** The author's text, of a cell or of a module; else the function's that runs, as of a package; else what is declared of it. */
function sourceOf(expression: string | null, live: LiveInspection | null, typed: TypedInspection | null, language: Language, cells: Cells): string | null {
  const running = live?.source ?? null;
  const compiled = running?.endsWith('{ [native code] }') === true ? null : running;
  const written = expression === null || compiled === null ? null : writtenSource(expression, compiled, language, cells);
  if (written !== null) return written;
  if (typed?.source?.isOriginal === true) return typed.source.text;
  return compiled ?? typed?.source?.text ?? running;
}

function writtenSource(expression: string, source: string, language: Language, cells: Cells): string | null {
  const name = expression.replace(REACHED_BY, '');
  const mentioning = cells.newestSources().filter((text) => text.includes(name));
  for (const text of mentioning.slice(0, INSPECTED_SOURCES)) {
    const written = language.authorText(text, name, source);
    if (written !== null) return written;
  }
  return null;
}

/** JupyterLab shows it beside completions, consoles below the line. */
function asPlain(parts: Parts): string {
  return parts.map(({ text, isCode }) => (isCode ? text : withoutMarks(text))).filter((text) => text !== '').join('\n\n');
}

/** Markdown of documentation as it reads without being rendered: no marks of emphasis and of code blocks, links with their addresses in parentheses. */
function withoutMarks(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, '')
    .replace(/\*(@\w+)\*/g, '$1')
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/\[([^\]\n]+)\]\(([^)\s]+)\)/g, (_all, words: string, address: string) => (words === address ? words : `${words} (${address})`))
    .trimEnd();
}

function asMarkdown(parts: Parts): string {
  return parts.filter(({ text }) => text !== '').map(({ text, isCode }) => (isCode ? fenced(text) : text)).join('\n\n');
}

/** A fence longer than any in the text; JupyterLab highlights `ts`. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}ts\n${text}\n${fence}`;
}
