/**
 * A notebook as text and back, byte for byte as nbformat writes it, so that a version control system shows only what changed: keys in
 * order, an indent of one blank, texts as lists of lines, numbers as they stood.
 */
import type { JsonObject, MimeBundle, Notebook } from './notebook';

/** Python's `str.splitlines`, which nbformat splits texts by. */
const LINES = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+/g;

/** Beside `text/…`, these are split into lines too. */
const SPLIT_TYPES = new Set(['application/javascript', 'image/svg+xml']);

/** A proposal of ECMAScript (JSON.parse source text access) that Node has since version 21 and TypeScript's library does not. */
const RAW_JSON = JSON as unknown as { rawJSON(text: string): object; isRawJSON(value: unknown): value is { readonly rawJSON: string } };

/** Parses a notebook's text; texts are joined. Throws a SyntaxError for what is not JSON. Whether it is a notebook is not looked at. */
export function parseNotebook(text: string): unknown {
  const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''), keepNumber);
  for (const cell of listOf(value, 'cells')) {
    joinField(cell, 'source');
    for (const attachment of Object.values(objectOf(cell['attachments']))) joinBundle(objectOf(attachment));
    for (const output of listOf(cell, 'outputs')) {
      joinField(output, 'text');
      joinBundle(objectOf(output['data']));
    }
  }
  return value;
}

/** The text of the file, with its last line's end. */
export function formatNotebook(notebook: Notebook): string {
  return `${format(asWritten(notebook), '\n')}\n`;
}

/** `1.0` and numbers of more than 53 bits would not be the same any more. */
function keepNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && String(value) !== source ? RAW_JSON.rawJSON(source) : value;
}

function joinField(object: JsonObject, field: string): void {
  const value = object[field];
  if (isListOfStrings(value)) object[field] = value.join('');
}

function joinBundle(bundle: MimeBundle): void {
  for (const type of Object.keys(bundle)) if (!isJsonType(type)) joinField(bundle, type);
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'));
}

function asWritten(notebook: Notebook): JsonObject {
  const cells = notebook.cells.map((cell) => {
    const written: JsonObject = { ...cell, source: linesOf(cell.source) };
    if ('trusted' in cell.metadata) written['metadata'] = { ...cell.metadata, trusted: undefined }; // only this machine's own knowledge (nbformat, `strip_transient`)
    const attachments = Object.entries(objectOf(written['attachments']));
    if (attachments.length > 0) written['attachments'] = Object.fromEntries(attachments.map(([name, bundle]) => [name, splitBundle(objectOf(bundle))]));
    if (cell.cell_type === 'code') {
      written['outputs'] = cell.outputs.map((output) => {
        if (output.output_type === 'stream') return { ...output, text: linesOf(output.text) };
        return 'data' in output ? { ...output, data: splitBundle(output.data) } : output;
      });
    }
    return written;
  });
  return { ...notebook, cells };
}

function splitBundle(bundle: MimeBundle): MimeBundle {
  const split = (type: string, value: unknown) => (typeof value === 'string' && (type.startsWith('text/') || SPLIT_TYPES.has(type)) ? linesOf(value) : value);
  return Object.fromEntries(Object.entries(bundle).map(([type, value]) => [type, split(type, value)]));
}

function linesOf(text: string): string[] {
  return text.match(LINES) ?? [];
}

/** `newline`: the line's end with the indent of the value. JSON.stringify would put keys that are numbers first. */
function format(value: unknown, newline: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (RAW_JSON.isRawJSON(value)) return value.rawJSON;
  const inner = `${newline} `;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${inner}${value.map((item) => format(item, inner)).join(`,${inner}`)}${newline}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (fields.length === 0) return '{}';
  return `{${inner}${fields.map(([key, field]) => `${JSON.stringify(key)}: ${format(field, inner)}`).join(`,${inner}`)}${newline}}`;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listOf(value: unknown, field: string): JsonObject[] {
  const list = objectOf(value)[field];
  return Array.isArray(list) ? list.map(objectOf) : [];
}

function isListOfStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
