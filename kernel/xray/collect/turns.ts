/**
 * When the event loop did not turn, by a timer of the kernel's own: samples alone can't tell one long callback from many short ones.
 */
import { XRAY_BLOCK_MS, XRAY_SEEN_GAPS, XRAY_TURN_MS } from '../../limits';

/** A time without a turn, in ms of `performance.now()`. */
export interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Watches the turns of this thread. */
export interface TurnWatch {
  /** The gaps so far, the longest of them if there are many; with what has passed since the last turn. */
  gaps(): readonly Gap[];
  stop(): void;
}

/** Node's own timers, from before anything was put in their place. */
export interface OwnTimers {
  setInterval(callback: () => void, ms: number): { unref(): unknown };
  clearInterval(timer: unknown): void;
}

/** Begins to watch. `onTurn` is called in each turn that is looked at. */
export function watchTurns(now: () => number, timers: OwnTimers, onTurn: () => void): TurnWatch {
  let gaps: Gap[] = [];
  let last = now();
  const note = (list: Gap[], end: number): void => {
    if (end - last >= XRAY_BLOCK_MS) list.push({ start: last, end });
  };
  const timer = timers.setInterval(() => {
    note(gaps, now());
    if (gaps.length > XRAY_SEEN_GAPS * 2) gaps = longest(gaps);
    onTurn();
    last = now();
  }, XRAY_TURN_MS);
  timer.unref();
  return {
    gaps() {
      const all = [...gaps];
      note(all, now());
      return all.length > XRAY_SEEN_GAPS ? longest(all) : all;
    },
    stop: () => timers.clearInterval(timer),
  };
}

function longest(gaps: readonly Gap[]): Gap[] {
  return gaps.toSorted((one, other) => other.end - other.start - (one.end - one.start)).slice(0, XRAY_SEEN_GAPS);
}
