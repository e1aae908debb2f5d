/** What the slow server notes of its requests. Times are ms on the clock that it is given. */
import { COURSE_LOGGED_REQUESTS } from '../../limits';

/** One request, as it stands when the log is read. Times are ms on the cell's own clock, `performance.now()`. */
export interface LoggedRequest {
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly method: string;
  /** With its query, for example `/item/7?delay=50`. */
  readonly path: string;
  readonly arrived: number;
  /** When the whole answer was handed to the network; null before that, and when the client gave up. */
  readonly answered: number | null;
  /** When the client gave up; null when it did not. */
  readonly aborted: number | null;
  /** HTTP status of the answer; null as long as there is none. */
  readonly status: number | null;
  /** How many requests the server worked on when this one had come in: itself too, unless it was turned away. */
  readonly inFlight: number;
}

/** How many requests came, and what became of them. */
export interface ServerCounts {
  readonly arrived: number;
  /** Answered with whatever status. */
  readonly answered: number;
  /** Given up by the client. */
  readonly aborted: number;
  /** Answered with 503, because the limit was reached; counted in `answered` too. */
  readonly turnedAway: number;
}

/** All that the log knows at one moment. */
export interface LogSnapshot {
  readonly requests: readonly LoggedRequest[];
  readonly counts: ServerCounts;
  readonly inFlight: number;
  readonly mostInFlight: number;
}

/** The entry of a request that has arrived. */
export interface OpenEntry {
  /** The first of `answered` and `aborted` counts; what comes later changes nothing. */
  answered(status: number): void;
  aborted(): void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The log of one server. */
export interface ServerLog {
  /** @param isTurnedAway it is answered at once and never in flight. */
  arrive(method: string, path: string, isTurnedAway: boolean): OpenEntry;
  /** A copy of each request takes about 1 µs: who wants the figures alone leaves them out. */
  snapshot(hasRequests?: boolean): LogSnapshot;
  readonly inFlight: number;
  /** Forgets the past: what is in flight stays so and is counted as the most. */
  clear(): void;
}

/** @param now in ms @param onIdle called when the last request in flight is answered or given up */
export function createServerLog(now: () => number, onIdle: () => void): ServerLog {
  let requests: Writable<LoggedRequest>[] = [];
  let counts: Writable<ServerCounts> = { arrived: 0, answered: 0, aborted: 0, turnedAway: 0 };
  let inFlight = 0;
  let mostInFlight = 0;

  return {
    arrive(method, path, isTurnedAway) {
      if (!isTurnedAway) inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      counts.arrived += 1;
      if (isTurnedAway) counts.turnedAway += 1;
      const countedIn = counts;
      const entry: Writable<LoggedRequest> = { number: counts.arrived, method, path, arrived: now(), answered: null, aborted: null, status: null, inFlight };
      requests.push(entry);
      if (requests.length > COURSE_LOGGED_REQUESTS) requests.shift();
      let isOpen = true;
      const end = (what: 'answered' | 'aborted'): boolean => {
        if (!isOpen) return false;
        isOpen = false;
        entry[what] = now();
        countedIn[what] += 1;
        if (isTurnedAway) return true;
        inFlight -= 1;
        if (inFlight === 0) onIdle();
        return true;
      };
      return {
        answered(status) {
          if (end('answered')) entry.status = status;
        },
        aborted: () => void end('aborted'),
      };
    },
    snapshot: (hasRequests = true) => ({ requests: hasRequests ? requests.map((entry) => ({ ...entry })) : [], counts: { ...counts }, inFlight, mostInFlight }),
    get inFlight() {
      return inFlight;
    },
    clear() {
      requests = [];
      counts = { arrived: 0, answered: 0, aborted: 0, turnedAway: 0 };
      mostInFlight = inFlight;
    },
  };
}
