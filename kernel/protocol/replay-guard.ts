/** Knows a signature that was seen before: such a message is a replay and is dropped. Forgets the oldest first. */
export class ReplayGuard {
  readonly #seen = new Set<string>();
  readonly #limit: number;

  /** @param limit signatures that are remembered. */
  constructor(limit: number) {
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
