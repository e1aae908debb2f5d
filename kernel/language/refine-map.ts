/**
 * Completes a lowering step's source map. oxc and swc map the starts of statements and of some expressions; V8 also tells positions
 * of names, operators and calls between them. What lies between two mapped places is nearly the same in both texts once types are
 * left out, so it is aligned token by token.
 */
import { decode, encode } from '@jridgewell/sourcemap-codec';
import type { SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { ALIGNED_TOKEN_PAIRS } from '../limits';
import { LineIndex } from './line-index';
import type { ParsedText } from './parse-source';
import { textTokens } from './text-tokens';
import type { TextToken } from './text-tokens';

/** Mappings of `lowered` back to `source` for each token; `mappings` are those that the lowering gave. */
export function refineMap(source: ParsedText, lowered: ParsedText, mappings: string): string {
  const sourceTokens = textTokens(source);
  const loweredTokens = textTokens(lowered);
  const sourceLines = new LineIndex(source.text);
  const loweredLines = new LineIndex(lowered.text);
  const anchors = tokenAnchors(decode(mappings), loweredTokens, loweredLines, sourceLines);
  const matches = alignTokens(sourceTokens, loweredTokens, anchors);

  const lines: SourceMapSegment[][] = lowered.text.split('\n').map(() => []);
  for (const [index, { start }] of loweredTokens.entries()) {
    const offset = matches[index] ?? anchors[index];
    if (offset === undefined) continue;
    const from = loweredLines.place(start);
    const to = sourceLines.place(offset);
    lines[from.line]?.push([from.column, 0, to.line, to.column]);
  }
  return encode(lines);
}

/** For each token the source offset that the lowering mapped its start to. */
function tokenAnchors(decoded: SourceMapSegment[][], tokens: readonly TextToken[], lines: LineIndex, sourceLines: LineIndex): (number | undefined)[] {
  const byOffset = new Map<number, number>();
  for (const [line, segments] of decoded.entries()) {
    for (const [column, , sourceLine, sourceColumn] of segments) {
      if (sourceLine !== undefined && sourceColumn !== undefined) byOffset.set(lines.offset(line, column), sourceLines.offset(sourceLine, sourceColumn));
    }
  }
  return tokens.map(({ start }) => byOffset.get(start));
}

/** For each lowered token the source offset of the same token. */
function alignTokens(sourceTokens: readonly TextToken[], loweredTokens: readonly TextToken[], anchors: readonly (number | undefined)[]): (number | undefined)[] {
  const sourceIndex = new Map(sourceTokens.map(({ start }, index) => [start, index]));
  const pairs: { lowered: number; source: number }[] = [];
  for (const [lowered, anchor] of anchors.entries()) {
    const source = anchor === undefined ? undefined : sourceIndex.get(anchor);
    if (source !== undefined && sourceTokens[source]?.text === loweredTokens[lowered]?.text) pairs.push({ lowered, source });
  }
  const matches: (number | undefined)[] = new Array<undefined>(loweredTokens.length).fill(undefined);
  for (const { lowered, source } of pairs) matches[lowered] = sourceTokens[source]?.start;

  let last = { lowered: -1, source: -1 };
  for (const pair of [...longestIncreasing(pairs), { lowered: loweredTokens.length, source: sourceTokens.length }]) {
    alignGap(sourceTokens, loweredTokens, last, pair, matches);
    last = pair;
  }
  return matches;
}

/** The longest run of pairs whose source positions rise: lowering moves and repeats some tokens. */
function longestIncreasing(pairs: readonly { lowered: number; source: number }[]): { lowered: number; source: number }[] {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, { source }] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.source ?? 0) < source) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  }
  const chain: { lowered: number; source: number }[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair) chain.push(pair);
  }
  return chain.reverse();
}

/** Matches the tokens between two pairs: equal ones at both ends first, then a longest common subsequence of the rest. */
function alignGap(
  sourceTokens: readonly TextToken[],
  loweredTokens: readonly TextToken[],
  after: { lowered: number; source: number },
  before: { lowered: number; source: number },
  matches: (number | undefined)[],
): void {
  const isSame = (lowered: number, source: number): boolean => loweredTokens[lowered]?.text === sourceTokens[source]?.text;
  const match = (lowered: number, source: number): void => {
    matches[lowered] ??= sourceTokens[source]?.start;
  };
  let lowered = after.lowered + 1;
  let source = after.source + 1;
  let loweredEnd = before.lowered;
  let sourceEnd = before.source;
  while (lowered < loweredEnd && source < sourceEnd && isSame(lowered, source)) match(lowered++, source++);
  while (lowered < loweredEnd && source < sourceEnd && isSame(loweredEnd - 1, sourceEnd - 1)) match(--loweredEnd, --sourceEnd);
  const width = sourceEnd - source + 1;
  const height = loweredEnd - lowered + 1;
  if (width === 1 || height === 1 || width * height > ALIGNED_TOKEN_PAIRS) return;

  const table = new Uint16Array(width * height);
  for (let row = height - 2; row >= 0; row--) {
    for (let column = width - 2; column >= 0; column--) {
      const at = row * width + column;
      table[at] = isSame(lowered + row, source + column) ? (table[at + width + 1] ?? 0) + 1 : Math.max(table[at + width] ?? 0, table[at + 1] ?? 0);
    }
  }
  for (let row = 0, column = 0; row < height - 1 && column < width - 1; ) {
    const at = row * width + column;
    if (isSame(lowered + row, source + column)) match(lowered + row++, source + column++);
    else if ((table[at + width] ?? 0) >= (table[at + 1] ?? 0)) row++;
    else column++;
  }
}
