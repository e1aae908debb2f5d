/** What Node warns of, or throws from nowhere, that the kernel itself causes: a person could do nothing about it. */

const LEFT_FILE = /^Closing (?:file descriptor|a FileHandle object|directory handle)|FileHandle object was closed during garbage collection|directory handle was closed during garbage collection/;
let hasLeftFiles = false;

/** From now on a file may be left to the garbage collector: `fs.promises.readFile` of an interrupted cell is ended between its opening and its closing. */
export function mayLeaveFiles(): void {
  hasLeftFiles = true;
}

/** Whether this is Node's complaint about such a file: a warning, and an uncaught error from Node 25 on. */
export function isLeftFile(message: unknown): boolean {
  return hasLeftFiles && typeof message === 'string' && LEFT_FILE.test(message);
}

/** A rejection that was shown, and handled later after all: the cell's own output tells enough. */
function isLateHandling(warning: unknown): boolean {
  return warning instanceof Error && warning.name === 'PromiseRejectionHandledWarning';
}

/** Keeps them to itself, and that importing from evaluated code is marked experimental in Node. */
export function hideOwnWarnings(): void {
  const { emitWarning } = process;
  Reflect.set(process, 'emitWarning', (warning: unknown, ...rest: unknown[]) => {
    if (isLateHandling(warning) || isLeftFile(warning) || (typeof warning === 'string' && warning.includes('USE_MAIN_CONTEXT_DEFAULT_LOADER'))) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  });
}
