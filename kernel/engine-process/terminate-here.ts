/** Ends the JavaScript that runs now, from within: it can't be caught, and only the current microtask is unwound. */
import type { Session } from 'node:inspector';
import { clearAsyncIds, scheduleRepair } from './repair';

/**
 * The termination comes at V8's next check of its stack guard: where a function is entered, or a loop begins a round. `session` is one of the
 * main thread's own, so that the decision and the termination are one step: between a question of the worker's and its order the main
 * thread would have gone on. `stopped` is called once all is unwound; only then may a repair be scheduled: an immediate that is terminated
 * behind another one breaks the queue.
 */
export function terminateSoon(session: Session, stopped?: () => void): void {
  clearAsyncIds();
  session.post('Runtime.terminateExecution', stopped);
}

/** Never returns. `session` is the main thread's own inspector session. */
export function terminateHere(session: Session): never {
  scheduleRepair();
  terminateSoon(session);
  for (;;);
}
