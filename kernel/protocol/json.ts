/** JSON that no client stumbles over, both ways (RFC 8259; UTF-8 as Jupyter messaging asks for). */
import { isUtf8 } from 'node:buffer';

/** A parsed JSON object of unknown content. Read its fields by `fields.ts`: keys like `__proto__` are plain data here. */
export type JsonRecord = { readonly [key: string]: unknown };

/** Result of `parseJsonObject`; `kind` is a short name for the log. */
export type ParsedObject =
  | { readonly status: 'ok'; readonly value: JsonRecord }
  | { readonly status: 'bad'; readonly kind: 'not UTF-8' | 'nested too deep' | 'not JSON' | 'not a JSON object' };

/** Whether a value is an object, and neither null nor an array. */
export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses bytes that must hold one JSON object, nested at most `depthLimit` levels. Never throws. */
export function parseJsonObject(bytes: Uint8Array, depthLimit: number): ParsedObject {
  if (!isUtf8(bytes)) return { status: 'bad', kind: 'not UTF-8' };
  if (isNestedTooDeep(bytes, depthLimit)) return { status: 'bad', kind: 'nested too deep' };
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return { status: 'bad', kind: 'not JSON' };
  }
  return isJsonRecord(value) ? { status: 'ok', value } : { status: 'bad', kind: 'not a JSON object' };
}

/**
 * Encodes a value as UTF-8 JSON. NaN and infinities become null (as JSON.stringify does), a BigInt its digits as a string, a cycle
 * the string `[Circular]`, and a lone surrogate U+FFFD: `\ud800` is valid JSON, but Python clients fail when they write it on.
 * What can't be encoded otherwise is cut at `depthLimit` levels.
 */
export function encodeJson(value: unknown, depthLimit: number): Buffer {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = JSON.stringify(value, replacerOfUnencodables(depthLimit));
  }
  return Buffer.from(replaceLoneSurrogates(text ?? 'null'), 'utf8');
}

function replacerOfUnencodables(depthLimit: number): (this: unknown, key: string, value: unknown) => unknown {
  const ancestors: unknown[] = [];
  return function (this: unknown, _key: string, value: unknown): unknown {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
    if (ancestors.includes(value)) return '[Circular]';
    if (ancestors.length >= depthLimit) return '[nested too deep]';
    ancestors.push(value);
    return value;
  };
}

/** JSON.stringify writes exactly the lone surrogates as `\udxxx`; a backslash of the text itself is written as two. */
function replaceLoneSurrogates(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/\\(u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/gs, (all, escape: string) => (escape.length === 5 ? '\ufffd' : all));
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENERS = new Set([0x5b, 0x7b]);
const CLOSERS = new Set([0x5d, 0x7d]);

function isNestedTooDeep(bytes: Uint8Array, depthLimit: number): boolean {
  if (bytes.length <= depthLimit) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (isInString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (OPENERS.has(byte)) {
      if (++depth > depthLimit) return true;
    } else if (CLOSERS.has(byte)) depth--;
  }
  return false;
}
