/** inspect_request: what is known about the live value at the cursor. */
import type { LiveInspection } from '../../engine/contract';
import type { Language, MagicHelp } from '../../language/language';
import { INSPECTED_SOURCES } from '../../limits';
import { utf16Offset } from '../../protocol/code-points';
import type { Cells } from '../cells';
import type { Handler } from '../handler';

export const inspectHandler: Handler<'inspect_request'> = {
  handle: async ({ content }, { language, engine, cells }) => {
    const offset = utf16Offset(content.code, content.cursor_pos);
    const magic = language.inspectedMagic(content.code, offset);
    if (magic !== null) return { content: { status: 'ok', found: true, data: helpOf(magic), metadata: {} } };
    const expression = language.inspectionExpression(content.code, offset);
    const live = expression === null ? null : await engine.inspect(expression);
    if (expression === null || live === null) return { content: { status: 'ok', found: false, data: {}, metadata: {} } };
    const source = content.detail_level === 1 ? sourceOf(expression, live, language, cells) : null;
    const data = { 'text/plain': asPlain(expression, live, source), 'text/markdown': asMarkdown(expression, live, source) };
    return { content: { status: 'ok', found: true, data, metadata: {} } };
  },
};

function helpOf({ usage, help }: MagicHelp): Record<string, string> {
  return { 'text/plain': `${usage}\n\n${help}`, 'text/markdown': `\`${usage}\`\n\n${help}` };
}

/** How cells reach `import.meta` and names that they declared over globals (`language/running-form.ts`); nothing to show. */
const REACHED_BY = /^\$awaitbook\.(?:names\.)?/;

/** The head line, for example `total: number` or `function greet(name)`. */
function headOf(expression: string, live: LiveInspection): string {
  return live.signature ?? `${expression.replace(REACHED_BY, '')}: ${live.type}`;
}

/** The text of a function: the author's where a cell declared it, else the one that runs, as of a package. */
function sourceOf(expression: string, { source }: LiveInspection, language: Language, cells: Cells): string | null {
  if (source === null) return null;
  const name = expression.replace(REACHED_BY, '');
  const mentioning = cells.newestSources().filter((text) => text.includes(name));
  for (const text of mentioning.slice(0, INSPECTED_SOURCES)) {
    const written = language.authorText(text, name, source);
    if (written !== null) return written;
  }
  return source;
}

function asPlain(expression: string, live: LiveInspection, source: string | null): string {
  const body = source ?? live.preview;
  return body === '' ? headOf(expression, live) : `${headOf(expression, live)}\n\n${body}`;
}

function asMarkdown(expression: string, live: LiveInspection, source: string | null): string {
  const parts = [fenced(headOf(expression, live))];
  if (source !== null) parts.push(fenced(source));
  else if (live.preview !== '') parts.push(fenced(live.preview));
  return parts.join('\n\n');
}

/** A fence longer than any in the text; JupyterLab highlights `ts`. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}ts\n${text}\n${fence}`;
}
