/** A log that says each kind of thing once: a client that floods the kernel with broken messages must not flood the log. */
import { LOGGED_KINDS } from '../limits';

export class OnceLog {
  readonly #seen = new Set<string>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** @param kind what counts as the same. */
  say(kind: string, line: string = kind): void {
    if (this.#seen.has(kind) || this.#seen.size >= LOGGED_KINDS) return;
    this.#seen.add(kind);
    this.#log(`${line} (said once)`);
    if (this.#seen.size === LOGGED_KINDS) this.#log(`${LOGGED_KINDS} kinds of odd messages were told; further kinds are not`);
  }
}
