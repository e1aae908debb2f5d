/**
 * Stacks that are captured now and read at the end: capturing takes V8 some µs, reading several times as long, and it calls
 * `Error.prepareStackTrace`, which maps every frame.
 */

/** What V8 hangs a stack on. */
export interface StackHolder {
  readonly stack?: unknown;
}

/** Taken before a cell may change them. */
const { captureStackTrace } = Error;

/** Captures where the caller of `calledAs` stands; without it, where this is called. */
export function captureStack(mostFrames: number, calledAs: ((...args: never[]) => unknown) | null): StackHolder {
  const holder: StackHolder = {};
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = mostFrames;
  captureStackTrace(holder, calledAs ?? captureStack);
  Error.stackTraceLimit = usual;
  return holder;
}

/** The call sites of a stack; empty where it was read before. */
export function callSitesOf(holder: StackHolder): readonly NodeJS.CallSite[] {
  const usual = Error.prepareStackTrace;
  let sites: readonly NodeJS.CallSite[] = [];
  Error.prepareStackTrace = (_error, found) => {
    sites = found;
    return '';
  };
  try {
    void holder.stack;
  } finally {
    Error.prepareStackTrace = usual;
  }
  return sites;
}
