/** Listeners on what the person made: all of them are gone when nobody looks any more. */
import type { EventEmitter } from 'node:events';

type Listener = (...values: never[]) => void;

/** By event; a listener for `errorMonitor` sees errors without handling them. */
type ByEvent = Readonly<Record<string | symbol, Listener>>;

/** What listens now. */
export class Listeners {
  readonly #leaving = new Set<() => void>();

  /** Listens until the function that it returns is called. */
  on(emitter: EventEmitter, events: ByEvent): () => void {
    const names = Reflect.ownKeys(events);
    for (const event of names) emitter.on(event, events[event] as (...values: unknown[]) => void);
    const leave = (): void => {
      for (const event of names) emitter.off(event, events[event] as (...values: unknown[]) => void);
      this.#leaving.delete(leave);
    };
    this.#leaving.add(leave);
    return leave;
  }

  leaveAll(): void {
    for (const leave of this.#leaving) leave();
  }
}
