/** Ends the engine at once, from either thread, with words that the front can tell. */
import { writeSync } from 'node:fs';

/** The engine leads a process group: the children of cells end with it, but those that were started detached. */
function killOwnGroup(): void {
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  else process.kill(process.pid, 'SIGKILL');
}

/** Never returns. `process.exit` would run the person's handlers in the main thread and end the thread only in the worker. */
export function endEngine(words: string): void {
  try {
    writeSync(2, `${words}\n`);
  } finally {
    killOwnGroup();
  }
}
