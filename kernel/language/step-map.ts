/** The source map of one step of the transform. */
import type MagicString from 'magic-string';
import type { SourceMap } from '../engine/contract';

/**
 * The map of a magic-string's edits, exact for the first character of each word and for every other character that is not
 * part of a word: V8 reports positions of both.
 */
export function stepMap(edits: MagicString): SourceMap {
  const { mappings } = edits.generateMap({ hires: 'boundary' });
  return sourceMap(mappings);
}

/** A map without names and with one nameless source: the kernel knows which cell it is. */
export function sourceMap(mappings: string): SourceMap {
  return { version: 3, mappings, names: [], sources: ['cell'] };
}
