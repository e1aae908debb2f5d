/** A notebook as Markdown (GitHub's), with its pictures in a folder beside it. nbconvert's own knows no times, and a fence in a text ends its block. */
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Cell, CodeCell, JsonObject, Notebook, Output, TextCell } from '../../run/notebook';
import { decoded } from '../links';
import type { Made } from '../made';
import { cleanMarkup } from '../page/clean-markup';
import { ESCAPED_DOLLAR } from '../page/maths';
import { append, element, markupOf, type ChildNode, type ParentNode } from '../page/tree';
import { hasTimes, NO_TIMES, type PageSource } from '../page/make-page';
import { attachmentsOf } from '../prepare/attachments';
import { prepareNotebook, type CellFacts } from '../prepare/prepare-notebook';
import type { FormOrder, OutputFacts } from '../prepare/shown-form';

/** Tables and verdicts read better as text than as HTML without its styles. */
const FORMS: FormOrder = ['text/markdown', 'image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp', 'text/latex', 'text/plain', 'text/html'];

const EXTENSIONS: Readonly<Record<string, string>> = { 'image/svg+xml': 'svg', 'image/jpeg': 'jpg' };

/** What is collected while the text is written. */
interface Writing {
  readonly source: PageSource & { readonly output: string };
  readonly language: string;
  /** Folder of the pictures, from that of the text. */
  readonly folder: string;
  readonly files: Map<string, Buffer>;
}

/** @throws UserError where solutions are not marked rightly */
export function makeMarkdown(source: PageSource & { readonly output: string }): Made {
  const { notebook, file, output, notices } = source;
  const prepared = prepareNotebook(notebook, { forms: FORMS, name: path.basename(file) });
  const writing: Writing = { source, language: languageOf(notebook), folder: `${path.parse(output).name}_files`, files: new Map() };
  const hints = hasTimes(notebook) ? [] : [NO_TIMES];
  const told = [...notices.map(({ words }) => words), ...hints].map((words) => `> **Note:** ${words}`);
  const [first, ...others] = prepared.cells.map((cell) => cellText(cell, writing));
  const text = [first, ...told, ...others].filter((part) => part !== undefined && part !== '').join('\n\n');
  return { content: `${text}\n`, beside: writing.files, hints };
}

function cellText(cell: Cell, writing: Writing): string {
  if (cell.cell_type === 'code') return codeText(cell, writing);
  const { raw_mimetype: type } = cell.metadata;
  const isShown = cell.cell_type === 'markdown' || type === 'text/markdown' || type === 'text/html';
  return isShown ? withFiles(cell, writing).trim() : '';
}

function codeText(cell: CodeCell, writing: Writing): string {
  const facts = cell.metadata['awaitbook_export'] as unknown as CellFacts;
  const code = writing.source.hasCode && cell.source.trim() !== '' ? [facts.isFolded ? folded(facts.foldedWords, fenced(cell.source, writing.language)) : fenced(cell.source, writing.language)] : [];
  const said = [facts.time, facts.note].filter((words) => words !== null).join(' · ');
  const outputs = cell.outputs.map((output, at) => outputText(output, facts.outputs[at]!, `${facts.anchor}-${at + 1}`, writing));
  const told = said === '' || (code.length === 0 && outputs.length === 0) ? [] : [`*${facts.label}: ${said}*`];
  return [...code, ...told, ...(facts.isOutputFolded && outputs.length > 0 ? [folded('Output', outputs.join('\n\n'))] : outputs)].join('\n\n');
}

function outputText(output: Output, facts: OutputFacts, name: string, writing: Writing): string {
  if (output.output_type === 'stream') return [...(output.name === 'stderr' ? ['*Written to stderr:*'] : []), longText(output.text, facts)].join('\n\n');
  if (output.output_type === 'error') return `**${escaped(facts.words ?? '')}**\n\n${fenced(stripVTControlCharacters(output.traceback.join('\n')), 'text')}`;
  const [type, value] = Object.entries(output.data)[0] as [string, string];
  if (type === 'text/html') return markupOf(fragmentOf(cleanMarkup(value, () => null).nodes)).trim();
  if (type === 'text/markdown' || type === 'text/latex') return value.trim();
  if (!type.startsWith('image/')) return longText(value, facts);
  const file = `${writing.folder}/${name}.${EXTENSIONS[type] ?? type.slice('image/'.length)}`;
  writing.files.set(file, Buffer.from(value, type === 'image/svg+xml' ? 'utf8' : 'base64'));
  const picture = `![${escaped(facts.alt ?? '')}](${encodeURI(file)})`;
  return facts.text === undefined ? picture : `${picture}\n\n${folded('The same as text', fenced(facts.text, 'text'))}`;
}

function longText(text: string, { rest, restWords }: OutputFacts): string {
  const shown = fenced(stripVTControlCharacters(text), 'text');
  return rest === undefined ? shown : `${shown}\n\n${folded(restWords ?? 'More', fenced(stripVTControlCharacters(rest), 'text'))}`;
}

/** Attachments become files. */
function withFiles(cell: TextCell, { source, folder, files }: Writing): string {
  const attachments = attachmentsOf(cell);
  const text = cell.source.replaceAll(ESCAPED_DOLLAR, '\\$');
  return text.replace(/(\]\(\s*)([^()\s]+)/g, (whole, before: string, address: string) => {
    if (!address.startsWith('attachment:')) return before + source.linked(address);
    const name = decoded(address.slice('attachment:'.length));
    const data = Object.values(attachments[name] ?? {})[0];
    if (typeof data !== 'string' || data === '') return whole;
    const file = `${folder}/${cell.id === undefined ? '' : `${cell.id}-`}${path.basename(name)}`;
    files.set(file, Buffer.from(data, 'base64'));
    return before + encodeURI(file);
  });
}

function fragmentOf(nodes: readonly ChildNode[]): ParentNode {
  const root = element('div');
  append(root, nodes);
  return root;
}

function folded(words: string, text: string): string {
  return `<details><summary>${words}</summary>\n\n${text}\n\n</details>`;
}

/** Ends with a fence that the text has not. */
function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&').replace(/\s+/g, ' ');
}

function languageOf({ metadata }: Notebook): string {
  const { name } = (metadata['language_info'] ?? {}) as JsonObject;
  const { language } = (metadata['kernelspec'] ?? {}) as JsonObject;
  const found = name ?? language;
  return found === 'typescript' ? 'ts' : typeof found === 'string' && /^[\w+#-]+$/.test(found) ? found : '';
}
