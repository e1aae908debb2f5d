/** Every environment variable that a person may set for the unit tests. */

/** `AWAITBOOK_CHECKED_SESSIONS=all`: `checked-sessions.test.ts` runs all 300 generated sessions (60 s on a quiet machine), else the first 50. */
export const RUNS_ALL_CHECKED_SESSIONS = process.env['AWAITBOOK_CHECKED_SESSIONS'] === 'all';
