/** One process of one kernel, with a client. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { BenchClient, BenchFault } from './client';
import { newConnection } from './connection';
import type { BenchKernel } from './kernels';
import { memoryOf, processTree } from './processes';

/** Characters of what a kernel wrote on stderr that are told when it ends. */
const LAST_WORDS_CHARACTERS = 300;

export class KernelRun {
  readonly kernel: BenchKernel;
  readonly client: BenchClient;
  /** Just before the process was started, ms of the monotonic clock. */
  readonly startedAt: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #lastWords = '';

  private constructor(kernel: BenchKernel, client: BenchClient, folder: string, file: string) {
    const [command = '', ...args] = kernel.argv(file);
    this.kernel = kernel;
    this.client = client;
    this.#folder = folder;
    this.startedAt = performance.now();
    // A process group of its own, as jupyter_client gives: SIGINT goes to all of it.
    this.#child = spawn(command, args, { cwd: folder, env: { ...process.env, ...kernel.env }, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS_CHARACTERS)));
    process.on('exit', this.#abandon); // the bench may be ended while this runs
    this.#exited = new Promise((resolve) => {
      this.#child.on('exit', resolve);
      this.#child.on('error', (error) => resolve((this.#lastWords = error.message)));
    });
  }

  /**
   * Starts the kernel in an empty folder: what lies around the bench (a package.json, say) must not be found.
   *
   * @param contents a folder whose files are copied into it
   */
  static async start(kernel: BenchKernel, contents?: string): Promise<KernelRun> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-bench-'));
    if (contents !== undefined) fs.cpSync(contents, folder, { recursive: true });
    const connection = await newConnection();
    const file = path.join(folder, 'connection.json');
    fs.writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    return new KernelRun(kernel, new BenchClient(connection), folder, file);
  }

  /** The kernel's own process; 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Memory of all processes in MB. @throws BenchFault where the system does not tell it. */
  memory(): number {
    const memory = memoryOf(processTree(this.pid));
    if (memory === null) throw new BenchFault('memory is read from /proc, as on Linux');
    return memory;
  }

  /** Interrupts as Jupyter does for this kernel's spec. */
  interrupt(): void {
    if (this.kernel.interruptMode === 'message') this.client.send('interrupt_request', {}, { channel: 'control' });
    else if (this.#child.pid !== undefined && this.#isRunning()) process.kill(-this.#child.pid, 'SIGINT');
  }

  /** `work`, or a BenchFault that tells how the process ended before. */
  async whileRunning<T>(work: Promise<T>): Promise<T> {
    const ended = this.#exited.then(() => {
      const { exitCode, signalCode } = this.#child;
      const words = stripVTControlCharacters(this.#lastWords).replaceAll(/\s+/g, ' ').trim();
      throw new BenchFault(signalCode !== null ? `the kernel ended by ${signalCode}` : `the kernel ended (code ${exitCode ?? 'none'}): ${words}`);
    });
    return Promise.race([work, ended]);
  }

  /** Ends all processes and removes the folder. */
  async end(): Promise<void> {
    process.off('exit', this.#abandon);
    this.#killAll();
    await this.#exited;
    await this.client.close();
    this.#removeFolder();
  }

  readonly #abandon = (): void => {
    this.#killAll();
    this.#removeFolder();
  };

  #killAll(): void {
    if (this.#child.pid !== undefined && this.#isRunning()) for (const pid of processTree(this.#child.pid)) kill(pid);
  }

  #removeFolder(): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it ended by itself
  }
}
