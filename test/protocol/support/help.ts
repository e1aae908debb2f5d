/** Questions at a cursor, which a `|` marks in a text (its end without one). */
import type { KernelClient } from './kernel-client';
import type { Fields } from './wire-format';

/** A reply to complete_request. */
export interface Completed {
  readonly matches: readonly string[];
  /** The text with the first match put in. */
  readonly first: string;
  /** The part of the text that is replaced. */
  readonly replaced: string;
  readonly types: Readonly<Record<string, string>>;
  readonly entries: readonly Fields[];
}

function request(marked: string): { readonly code: string; readonly cursor_pos: number } {
  const at = marked.includes('|') ? marked.indexOf('|') : marked.length;
  return { code: marked.slice(0, at) + marked.slice(at + 1), cursor_pos: [...marked.slice(0, at)].length };
}

export async function completeAt(client: KernelClient, marked: string): Promise<Completed> {
  const content = request(marked);
  const { reply } = await client.request('complete_request', content);
  const { matches, cursor_start, cursor_end, metadata } = reply.content as { matches: string[]; cursor_start: number; cursor_end: number; metadata: Fields };
  const characters = [...content.code];
  const entries = metadata['_jupyter_types_experimental'] as Fields[];
  return {
    matches,
    first: characters.slice(0, cursor_start).join('') + (matches[0] ?? '') + characters.slice(cursor_end).join(''),
    replaced: characters.slice(cursor_start, cursor_end).join(''),
    types: Object.fromEntries(entries.map(({ text, type }) => [String(text), String(type)])),
    entries,
  };
}

/** The two forms of an inspection; null where nothing was found. */
export async function inspectAt(client: KernelClient, marked: string, detail_level: 0 | 1 = 0): Promise<{ readonly plain: string; readonly markdown: string } | null> {
  const { reply } = await client.request('inspect_request', { ...request(marked), detail_level });
  const { found, data } = reply.content as { found: boolean; data: Record<string, string> };
  return found ? { plain: data['text/plain']!, markdown: data['text/markdown']! } : null;
}
