/** Runs the package's command as a person at a terminal would, in a folder of its own, and looks at what is left of it. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KERNEL_FOLDER } from '../protocol/support/kernel-folder';
import { MARK_VARIABLE, untilGone } from '../protocol/support/processes';
import { readNotebook } from './notebook-file';
import type { Notebook } from './notebook-file';

/** How the command ended. `folder` is gone then. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Names of temporary files that are not the command's own. */
  readonly others?: RegExp;
  readonly env?: NodeJS.ProcessEnv;
  /** Hears each whole line of stdout as it comes, and may send a signal. */
  onLine?(line: string, kill: (signal: NodeJS.Signals) => void): void;
}

/** Ms that processes of an ended command may still take to end. */
const END_LIMIT_MS = 15_000;

/** A folder with the notebooks of one test. */
export class CommandFolder implements Disposable {
  readonly #home = realpathSync(mkdtempSync(join(tmpdir(), 'awaitbook-command-')));
  readonly path = join(this.#home, 'notebooks');
  readonly #temporary = join(this.#home, 'temporary');

  constructor() {
    for (const folder of [this.path, this.#temporary]) mkdirSync(folder);
  }

  /** Writes a notebook of code cells with the ids `c1`, `c2` …; a cell with tags is a pair. */
  write(name: string, cells: readonly (string | readonly [source: string, ...tags: string[]])[], metadata: object = {}): void {
    const codeCells = cells.map((cell, index) => {
      const [source, ...tags] = typeof cell === 'string' ? [cell] : cell;
      return { cell_type: 'code', id: `c${index + 1}`, metadata: tags.length === 0 ? {} : { tags }, source, outputs: [], execution_count: null };
    });
    const kernelspec = { name: 'awaitbook', display_name: 'TypeScript (Awaitbook)', language: 'typescript' };
    writeFileSync(join(this.path, name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec, ...metadata }, cells: codeCells }));
  }

  read(name: string): Notebook {
    return readNotebook(join(this.path, name));
  }

  /** Runs `awaitbook ARGS` to its end. @throws Error when a process or a temporary file is left. */
  async awaitbook(args: readonly string[], { env = {}, onLine = () => undefined, others }: CommandOptions = {}): Promise<CommandEnd> {
    const mark = randomUUID();
    const child = spawn(process.execPath, [join(KERNEL_FOLDER, 'cli', 'awaitbook.js'), ...args], {
      cwd: this.path,
      env: { ...process.env, TMPDIR: this.#temporary, [MARK_VARIABLE]: mark, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, line] = ['', '', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const lines = (line + text).split('\n');
      line = lines.pop()!;
      for (const whole of lines) onLine(whole, (signal) => child.kill(signal));
    });
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    await untilGone(mark, END_LIMIT_MS);
    const left = readdirSync(this.#temporary).filter((name) => others?.test(name) !== true);
    if (left.length > 0) throw new Error(`the command left files behind: ${left.join(', ')}`);
    return { code, stdout, stderr };
  }

  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** The lines of `--json`. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}
