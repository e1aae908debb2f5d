/** The clock that all threads of a process share, and by which V8 tells the times of a profile. */

/** Taken before a cell may change it. */
const hrtime = process.hrtime.bind(process);

/** Ms of that clock. */
export function hrtimeMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
