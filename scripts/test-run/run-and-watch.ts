import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Ms between looks at whether the results are there. */
const LOOK_MS = 500;

/** How a runner's process ended. */
export interface RunnerEnd {
  /** Exit code; null when it was ended by a signal. */
  readonly code: number | null;
  /** True when it was killed: it ran too long, or had written its results but did not end, because a test left something running. */
  readonly hung: boolean;
}

/** What a test runner is run with. */
export interface WatchOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The file that it writes once all tests are done. */
  readonly resultsFile: string;
  /** Ms that it may take to end after that; then it is killed. */
  readonly graceMs: number;
  /** Ms after which it is killed in any case. */
  readonly limitMs: number;
  /** True: what it prints is not shown. */
  readonly quiet?: boolean;
}

/** Runs a test runner to its end. Rejects when it can't be started. */
export function runAndWatch(command: string, args: readonly string[], options: WatchOptions): Promise<RunnerEnd> {
  fs.mkdirSync(path.dirname(options.resultsFile), { recursive: true });
  fs.rmSync(options.resultsFile, { force: true });
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: options.quiet ? 'ignore' : ['ignore', 'inherit', 'inherit'] });
    let hung = false;
    const began = performance.now();
    let resultsSince: number | null = null;
    const look = setInterval(() => {
      if (resultsSince === null && fs.existsSync(options.resultsFile)) resultsSince = performance.now();
      const isLate = resultsSince !== null && performance.now() - resultsSince > options.graceMs;
      if (!isLate && performance.now() - began < options.limitMs) return;
      hung = true;
      child.kill('SIGKILL');
    }, LOOK_MS);
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGTERM', passOn).on('SIGINT', passOn);
    const tidyUp = () => {
      clearInterval(look);
      process.off('SIGTERM', passOn).off('SIGINT', passOn);
    };
    child.on('error', (error) => {
      tidyUp();
      reject(error);
    });
    child.on('close', (code) => {
      tidyUp();
      resolve({ code, hung });
    });
  });
}
