/** What the course's cells import from `awaitbook/course`: a server that is slow on purpose, waits, checks and exercises. */
export { check, type CheckOptions, type CheckResult } from './course/check';
export { exercise, type Exercise, type ExerciseCheck, type ExerciseOptions, type ExerciseResult } from './course/exercise';
export { sleep, type SleepOptions } from './course/sleep';
export { slowServer, type ServerOptions, type SlowServer } from './course/slow-server';
export type { LoggedRequest, ServerCounts } from './course/server-log';
