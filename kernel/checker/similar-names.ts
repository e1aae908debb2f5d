/**
 * The name that was meant by a misspelt one. The compiler advises about names that its document has; those of earlier cells stand in a cell's
 * document only where the cell mentions them, so they are looked through here, by the compiler's own measure (`getSpellingSuggestion`).
 */

/** The candidate that is most like `name`; null where none is like it. */
export function similarName(name: string, candidates: Iterable<string>): string | null {
  // More than 0.4 of the length is another word; the added part of 1 lets one letter of a short name be wrong.
  let nearest = Math.floor(name.length * 0.4) + 1;
  const most = Math.max(2, Math.floor(name.length * 0.34));
  let found: string | null = null;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > most) continue;
    // Of names so short any two are alike, but for capitals.
    if (candidate.length < 3 && candidate.toLowerCase() !== name.toLowerCase()) continue;
    const distance = distanceOf(name, candidate);
    if (distance >= nearest) continue;
    nearest = distance;
    found = candidate;
  }
  return found;
}

/** Edits from one name to the other: 1 for a letter too many or too few, 2 for another one, 0.1 for one in the other case. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 1; at <= to.length; at++) {
      const other = to[at - 1]!;
      const change = letter === other ? 0 : letter.toLowerCase() === other.toLowerCase() ? 0.1 : 2;
      next.push(Math.min(row[at]! + 1, next[at - 1]! + 1, row[at - 1]! + change));
    }
    row = next;
  }
  return row[to.length]!;
}
