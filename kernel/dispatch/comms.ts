/** The open comms and the targets that can be opened (Jupyter messaging 5.5, custom messages). */

export class Comms {
  /** Comm id to target name. */
  readonly #open = new Map<string, string>();
  readonly #targets = new Set<string>();
  /** Comm ids whose `comm_open` still waits for its turn, with how many messages of theirs do. */
  readonly #waiting = new Map<string, number>();

  setTarget(name: string, isKnown: boolean): void {
    if (isKnown) this.#targets.add(name);
    else this.#targets.delete(name);
  }

  isTarget(name: string): boolean {
    return this.#targets.has(name);
  }

  opened(commId: string, targetName: string): void {
    this.#open.set(commId, targetName);
  }

  closed(commId: string): void {
    this.#open.delete(commId);
  }

  isOpen(commId: string): boolean {
    return this.#open.has(commId);
  }

  /** Whether messages of this comm have to wait behind its `comm_open`. */
  isWaiting(commId: string): boolean {
    return this.#waiting.has(commId);
  }

  wait(commId: string): void {
    this.#waiting.set(commId, (this.#waiting.get(commId) ?? 0) + 1);
  }

  endWait(commId: string): void {
    const left = (this.#waiting.get(commId) ?? 0) - 1;
    if (left > 0) this.#waiting.set(commId, left);
    else this.#waiting.delete(commId);
  }

  /** The open comms, of one target or all. */
  list(targetName: string | null): [commId: string, targetName: string][] {
    return [...this.#open].filter(([, target]) => targetName === null || target === targetName);
  }

  /** Forgets all comms and targets, as their engine is gone; returns the ids of the comms that were open. */
  reset(): string[] {
    const ids = [...this.#open.keys()];
    this.#open.clear();
    this.#targets.clear();
    return ids;
  }
}
