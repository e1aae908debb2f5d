/** inspect_request: what is known about the live value at the cursor. */
import type { LiveInspection } from '../../engine/contract';
import type { MagicHelp } from '../../language/language';
import { utf16Offset } from '../../protocol/code-points';
import type { Handler } from '../handler';

export const inspectHandler: Handler<'inspect_request'> = {
  handle: async ({ content }, { language, engine }) => {
    const offset = utf16Offset(content.code, content.cursor_pos);
    const magic = language.inspectedMagic(content.code, offset);
    if (magic !== null) return { content: { status: 'ok', found: true, data: helpOf(magic), metadata: {} } };
    const expression = language.inspectionExpression(content.code, offset);
    const live = expression === null ? null : await engine.inspect(expression);
    if (expression === null || live === null) return { content: { status: 'ok', found: false, data: {}, metadata: {} } };
    const withSource = content.detail_level === 1;
    const data = { 'text/plain': asPlain(expression, live, withSource), 'text/markdown': asMarkdown(expression, live, withSource) };
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

function asPlain(expression: string, live: LiveInspection, withSource: boolean): string {
  const body = withSource && live.source !== null ? live.source : live.preview;
  return body === '' ? headOf(expression, live) : `${headOf(expression, live)}\n\n${body}`;
}

function asMarkdown(expression: string, live: LiveInspection, withSource: boolean): string {
  const parts = [fenced(headOf(expression, live))];
  if (withSource && live.source !== null) parts.push(fenced(live.source));
  else if (live.preview !== '') parts.push(fenced(live.preview));
  return parts.join('\n\n');
}

/** A fence longer than any in the text; JupyterLab highlights `ts`. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}ts\n${text}\n${fence}`;
}
