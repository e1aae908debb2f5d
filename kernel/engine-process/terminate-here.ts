/** Ends the JavaScript that runs now, from within: it can't be caught, and only the current microtask is unwound. */
import type { Session } from 'node:inspector';
import { scheduleRepair } from './repair';

/** Never returns. `session` is the main thread's own inspector session. */
export function terminateHere(session: Session): never {
  scheduleRepair();
  session.post('Runtime.terminateExecution');
  // The termination comes at the next check of V8's stack guard: this loop has one in each round.
  for (;;);
}
