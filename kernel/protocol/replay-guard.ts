/** Signatures that are remembered: jupyter_client's `digest_history_size` is the same. About 10 MB when full. */
export const REMEMBERED_SIGNATURES = 65_536;

/** Knows a signature that was seen before: such a message is a replay and is dropped. Forgets the oldest first. */
export class ReplayGuard {
  readonly #seen = new Set<string>();
  readonly #limit: number;

  constructor(limit: number = REMEMBERED_SIGNATURES) {
    this.#limit = limit;
  }

  /** Remembers the signature; false when it was seen before. */
  isFirst(signature: Buffer): boolean {
    const key = signature.toString('latin1');
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    if (this.#seen.size > this.#limit) {
      const [oldest] = this.#seen;
      this.#seen.delete(oldest!);
    }
    return true;
  }
}
