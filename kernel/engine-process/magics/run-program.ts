/** Programs that a magic runs: what they write comes live under the cell, and an interrupt ends them (`cell-children.ts`). */
import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { LEFT_OUTPUT_MS } from '../../limits';
import { nodeTimers } from '../cell-timers';

/** What a program ended with that failed. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/** What to run. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
  /** How it is called when it fails. */
  readonly called: string;
  /** Takes the lines of its stderr, without their ends; without this they are shown. */
  onErrorLine?(line: string): void;
}

function handLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  child.stderr?.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/**
 * Resolves when the program has ended with exit code 0. What it left running in the background goes on, with its output under the cell.
 * @throws ProgramError that tells its exit code, the signal that ended it, or why it can't be started
 */
export function runProgram({ command, args, options, called, onErrorLine }: Program): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', onErrorLine === undefined ? 'inherit' : 'pipe'] });
  if (onErrorLine !== undefined) handLines(child, onErrorLine);
  return new Promise((resolve, reject) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (code === 0) resolve();
      else reject(new ProgramError(`${called} ended with ${signal === null ? `exit code ${code}` : `signal ${signal}`}.`));
    };
    child.on('error', (error) => reject(new ProgramError(`${called} can't be started: ${error.message}.`)));
    child.on('close', end);
    child.on('exit', (code, signal) => nodeTimers.setTimeout(end, LEFT_OUTPUT_MS, code, signal));
  });
}
