/** Listeners on what the person made: all of them are gone when nobody looks any more. */
import type { EventEmitter } from 'node:events';

type Listener = (...values: never[]) => void;

/** What listens now. */
export class Listeners {
  readonly #leaving = new Set<() => void>();

  /** Listens until the function that it returns is called. */
  on(emitter: EventEmitter, events: Readonly<Record<string, Listener>>): () => void {
    for (const [event, listener] of Object.entries(events)) emitter.on(event, listener as (...values: unknown[]) => void);
    const leave = (): void => {
      for (const [event, listener] of Object.entries(events)) emitter.off(event, listener as (...values: unknown[]) => void);
      this.#leaving.delete(leave);
    };
    this.#leaving.add(leave);
    return leave;
  }

  leaveAll(): void {
    for (const leave of this.#leaving) leave();
  }
}
