/** V8's own sampling of what runs, by the inspector; its clock is that of `process.hrtime`. */
import inspector, { type Profiler, Session } from 'node:inspector';
import { XRAY_SAMPLING_US } from '../../limits';
import { hrtimeMs } from './process-clock';

/** One piece of a profile, with its clock against `performance.now()`. */
export interface ProfilePiece {
  readonly profile: Profiler.Profile;
  /** Ms to take from the profile's times for those of `performance.now()`. */
  readonly offsetMs: number;
}

/** A profiler that runs. */
export interface RunningProfiler {
  /** Ends the piece that was begun and begins the next: lines are counted for a piece as a whole, and none grows without bound. */
  takePiece(): ProfilePiece | null;
  /** Ends the profiler; the last piece. */
  stop(): ProfilePiece | null;
}

/** The inspector's, not the person's: V8 gives a profile for each title, and one begins in 0.1 ms while another runs (alone in 8 to 50). */
const { console: profiles } = inspector as unknown as { readonly console: { profile(title: string): void; profileEnd(title: string): void } };

let pieces = 0;

/** Starts the profiler of this thread; null where V8 refuses. */
export function startProfiler(now: () => number): RunningProfiler | null {
  const session = new Session();
  session.connect();
  // Each of these is answered before it returns: the session is this thread's own.
  const isDone = (method: string, params: object = {}): boolean => {
    let isWithoutError = false;
    session.post(method, params, (error: Error | null) => {
      isWithoutError = error === null;
    });
    return isWithoutError;
  };
  const offsetMs = hrtimeMs() - now();
  let title = '';
  let taken: ProfilePiece | null = null;
  session.on('Profiler.consoleProfileFinished', ({ params }) => {
    if (params.title === title) taken = { profile: params.profile, offsetMs };
  });
  const begin = (): string => {
    pieces += 1;
    const next = `awaitbook ${pieces}`;
    profiles.profile(next);
    return next;
  };
  const end = (): ProfilePiece | null => {
    taken = null;
    profiles.profileEnd(title);
    return taken;
  };
  if (!isDone('Profiler.enable') || !isDone('Profiler.setSamplingInterval', { interval: XRAY_SAMPLING_US })) {
    session.disconnect();
    return null;
  }
  title = begin();
  return {
    takePiece() {
      const next = begin();
      const piece = end();
      title = next;
      return piece;
    },
    stop() {
      const piece = end();
      isDone('Profiler.disable');
      session.disconnect();
      return piece;
    },
  };
}
