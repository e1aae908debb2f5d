/** jupyter_kernel_test's validator as a process that lives as long as the test file. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from '@jest/globals';
import { venvProgram } from './kernel-folder';

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Those who wait for an answer, in order. */
  readonly waiting: ((fault: string | null) => void)[];
}

let running: Running | null = null;

/** Asks the validator; its words, or null when the message is good. */
export function faultByKernelTest(message: object): Promise<string | null> {
  const { child, waiting } = (running ??= start());
  return new Promise((resolve) => {
    waiting.push(resolve);
    child.stdin.write(`${JSON.stringify(message)}\n`);
  });
}

function start(): Running {
  const child = spawn(venvProgram('python'), [path.join(__dirname, 'check_messages.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting: Running['waiting'] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  createInterface(child.stdout).on('line', (line) => waiting.shift()!(JSON.parse(line) as string | null));
  const failed = (words: string) => {
    for (const resolve of waiting.splice(0)) resolve(words);
  };
  child.on('error', (error) => failed(`the validator can't be started: ${error.message}`));
  child.on('close', () => failed(`the validator ended: ${stderr}`));
  child.stdin.on('error', () => undefined); // told by `close`
  return { child, waiting };
}

afterAll(async () => {
  if (running === null) return;
  const { child } = running;
  running = null;
  const ended = once(child, 'close');
  child.stdin.end();
  await ended;
});
