/** The inputs of this session, in memory; `history_request` asks for them. */
import { HISTORY_CHARACTERS, HISTORY_ENTRIES } from '../limits';

/** One counted cell. */
export interface HistoryEntry {
  /** The execution count. */
  readonly line: number;
  readonly input: string;
  /** The result as plain text; null without one. */
  output: string | null;
}

/** Number of this session: there is no earlier one as long as the history lives in memory. */
export const SESSION_NUMBER = 1;

export class History {
  #entries: HistoryEntry[] = [];
  #characters = 0;

  /** Remembers an input; its output may be set later on what is returned. Bounded: the oldest are forgotten. */
  add(line: number, input: string): HistoryEntry {
    const entry: HistoryEntry = { line, input, output: null };
    this.#entries.push(entry);
    this.#characters += input.length;
    while (this.#entries.length > HISTORY_ENTRIES || (this.#characters > HISTORY_CHARACTERS && this.#entries.length > 1)) {
      this.#characters -= this.#entries.shift()!.input.length;
    }
    return entry;
  }

  /** The last `n`; all for null. */
  tail(n: number | null): HistoryEntry[] {
    return lastOf(this.#entries, n);
  }

  /** Lines from `start` to before `stop` (null: to the end) of a session: 0 is this one, -1 the one before, 1 the first. */
  range(session: number, start: number, stop: number | null): HistoryEntry[] {
    if (session !== 0 && session !== SESSION_NUMBER) return [];
    return this.#entries.filter(({ line }) => line >= start && (stop === null || line < stop));
  }

  /** The last `n` inputs that match a pattern with `*` and `?` as a whole; `isUnique`: of equal inputs the last one only. */
  search(pattern: string, n: number | null, isUnique: boolean): HistoryEntry[] {
    const matches = globMatcher(pattern);
    let found = this.#entries.filter(({ input }) => matches(input));
    if (isUnique) {
      const last = new Map(found.map((entry) => [entry.input, entry]));
      found = found.filter((entry) => last.get(entry.input) === entry);
    }
    return lastOf(found, n);
  }
}

function lastOf<Item>(items: readonly Item[], n: number | null): Item[] {
  if (n === null) return [...items];
  return n <= 0 ? [] : items.slice(-n);
}

/** Linear in pattern times text: a regular expression made of many `*` could run for ages. */
function globMatcher(pattern: string): (text: string) => boolean {
  return (text) => {
    let at = 0;
    let inPattern = 0;
    let star = -1;
    let starAt = 0;
    while (at < text.length) {
      if (pattern[inPattern] === '*') {
        star = inPattern++;
        starAt = at;
      } else if (pattern[inPattern] === '?' || (inPattern < pattern.length && pattern[inPattern] === text[at])) {
        inPattern++;
        at++;
      } else if (star >= 0) {
        inPattern = star + 1;
        at = ++starAt;
      } else return false;
    }
    while (pattern[inPattern] === '*') inPattern++;
    return inPattern === pattern.length;
  };
}
