/** V8's own sampling of what runs, by the inspector; its clock is that of `process.hrtime`. */
import { type Profiler, Session } from 'node:inspector';
import { XRAY_SAMPLING_US } from '../../limits';

/** One piece of a profile, with its clock against `performance.now()`. */
export interface ProfilePiece {
  readonly profile: Profiler.Profile;
  /** Ms to take from the profile's times for those of `performance.now()`. */
  readonly offsetMs: number;
}

/** A profiler that runs. */
export interface RunningProfiler {
  /** Ends the piece that was begun and begins the next, so that none grows without bound. */
  takePiece(): ProfilePiece | null;
  /** Ends the profiler; the last piece. */
  stop(): ProfilePiece | null;
}

/** Taken before a cell may change it. */
const hrtime = process.hrtime.bind(process);

/** Starts the profiler of this thread; null where V8 refuses, because the person profiles already. */
export function startProfiler(now: () => number): RunningProfiler | null {
  const session = new Session();
  session.connect();
  // Each of these is answered before it returns: the session is this thread's own.
  const post = <T>(method: string, params: object = {}): T | null => {
    let result: T | null = null;
    session.post(method, params, (error: Error | null, answer?: object) => {
      if (error === null) result = (answer ?? {}) as T;
    });
    return result;
  };
  const [seconds, nanoseconds] = hrtime();
  const offsetMs = seconds * 1_000 + nanoseconds / 1e6 - now();
  const start = (): boolean => post('Profiler.start') !== null;
  const take = (): ProfilePiece | null => {
    const answer = post<Profiler.StopReturnType>('Profiler.stop');
    return answer === null ? null : { profile: answer.profile, offsetMs };
  };
  if (post('Profiler.enable') === null || post('Profiler.setSamplingInterval', { interval: XRAY_SAMPLING_US }) === null || !start()) {
    session.disconnect();
    return null;
  }
  return {
    takePiece() {
      const piece = take();
      start();
      return piece;
    },
    stop() {
      const piece = take();
      post('Profiler.disable');
      session.disconnect();
      return piece;
    },
  };
}
