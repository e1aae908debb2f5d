/** `jupyter console` in a terminal: Ctrl-C interrupts the cell, not the console or the kernel (issue 5). */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { KERNELSPEC_MODULE, venvProgram } from './support/kernel-folder';
import { killMarked, MARK_VARIABLE, untilGone } from './support/processes';

/** Runs its arguments in a terminal of their own, which its stdin and stdout are connected to. */
const IN_TERMINAL = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
const WAIT_LIMIT_MS = 60_000;
const END_LIMIT_MS = 15_000;
const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** A terminal with `jupyter console` in it, as a person sees it. */
class ConsoleTerminal {
  readonly mark = randomUUID();
  readonly exited: Promise<number | null>;
  readonly #home: string;
  readonly #child: ChildProcessWithoutNullStreams;
  #shown = '';
  /** How much of it has been looked at. */
  #read = 0;

  constructor(options: readonly string[]) {
    this.#home = realpathSync(mkdtempSync(path.join(tmpdir(), 'awaitbook-console-')));
    for (const name of ['notebook', 'temporary']) mkdirSync(path.join(this.#home, name));
    KERNELSPEC_MODULE.installKernelspec(path.join(this.#home, 'share'));
    const folders = ['config', 'data', 'runtime'].map((name) => [`JUPYTER_${name.toUpperCase()}_DIR`, path.join(this.#home, name)]);
    this.#child = spawn(venvProgram('python'), ['-c', IN_TERMINAL, venvProgram('jupyter-console'), '--kernel', KERNELSPEC_MODULE.KERNEL_NAME, ...options], {
      cwd: path.join(this.#home, 'notebook'),
      env: {
        ...process.env,
        ...Object.fromEntries(folders),
        JUPYTER_PATH: path.join(this.#home, 'share'),
        JUPYTER_PREFER_ENV_PATH: '0',
        IPYTHONDIR: path.join(this.#home, 'ipython'),
        TMPDIR: path.join(this.#home, 'temporary'),
        TERM: 'xterm',
        [MARK_VARIABLE]: this.mark,
      },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.#shown += text));
    this.exited = new Promise((resolve) => this.#child.on('close', resolve));
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Waits until the text is shown behind what was waited for before. */
  async until(text: string): Promise<void> {
    const start = performance.now();
    for (;;) {
      const shown = stripVTControlCharacters(this.#shown);
      const at = shown.indexOf(text, this.#read);
      if (at >= 0) {
        this.#read = at + text.length;
        return;
      }
      if (performance.now() - start > WAIT_LIMIT_MS) throw new Error(`${JSON.stringify(text)} is not shown:\n${shown}`);
      await new Promise<void>((resolve) => {
        const limit = setTimeout(resolve, WAIT_LIMIT_MS);
        this.#child.stdout.once('data', () => {
          clearTimeout(limit);
          resolve();
        });
      });
    }
  }

  kill(): void {
    killMarked(this.mark);
  }

  /** Nothing of it may be left. */
  async end(): Promise<void> {
    try {
      await untilGone(this.mark, END_LIMIT_MS);
    } finally {
      this.kill();
      rmSync(this.#home, { recursive: true, force: true });
    }
  }
}

test.each([
  ['its plain prompt', ['--simple-prompt']],
  ['its own prompt', []],
])('Ctrl-C in jupyter console with %s interrupts what runs, keeps all variables, and the console goes on', async (_name, options) => {
  const terminal = new ConsoleTerminal(options);
  try {
    await terminal.until('In [1]:');
    terminal.type("const kept = 41; console.log('ru' + 'ns'); while (true) {}\n");
    await terminal.until('runs');
    terminal.type(CTRL_C);
    await terminal.until('KeyboardInterrupt: Cell 1 was interrupted.');
    await terminal.until('Cell 1, line 1');
    await terminal.until('In [2]:');
    terminal.type("console.log('wa' + 'its'); await new Promise(() => {})\n");
    await terminal.until('waits');
    terminal.type(CTRL_C);
    await terminal.until('KeyboardInterrupt: Cell 2 was interrupted.');
    await terminal.until('In [3]:');
    terminal.type('kept + 1\n');
    await terminal.until('Out[3]: 42');
    await terminal.until('In [4]:');
    terminal.type(CTRL_D);
    await terminal.until('exit');
    terminal.type('y\n');
    expect(await terminal.exited).toBe(0);
  } catch (error) {
    terminal.kill();
    throw error;
  } finally {
    await terminal.end();
  }
});
