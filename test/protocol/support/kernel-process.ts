/** A real kernel process on a connection file of its own, in a folder of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newConnection, writeConnectionFile } from './connection';
import type { Connection } from './connection';
import { kernelCommand } from './kernel-folder';
import { killMarked, MARK_VARIABLE, markedProcesses, untilCount, untilGone } from './processes';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface KernelOptions {
  /** Replaces parts of the connection that is made up. */
  readonly connection?: Partial<Connection>;
  readonly env?: NodeJS.ProcessEnv;
  /** Another Node than the one that runs the tests. */
  readonly nodePath?: string;
  /** Fills the notebook's folder before the kernel starts. */
  prepare?(notebookFolder: string): void;
  /** Starts the kernel as the child of a process in between, which it knows by `JPY_PARENT_PID` or by the pipe on its stdin. */
  readonly parent?: 'JPY_PARENT_PID' | 'pipe on stdin' | 'pipe on stdin, closed at once';
}

/** The process in between: starts the kernel and does nothing until it is killed. */
const PARENT_SCRIPT = `
  const [known, ...args] = process.argv.slice(1);
  const isKnownByPid = known === 'JPY_PARENT_PID';
  const env = isKnownByPid ? { ...process.env, JPY_PARENT_PID: String(process.pid) } : process.env;
  const kernel = require('node:child_process').spawn(process.execPath, args, { stdio: [isKnownByPid ? 'ignore' : 'pipe', 'inherit', 'inherit'], env });
  if (known === 'pipe on stdin, closed at once') kernel.stdin.end();
  setInterval(() => {}, 2 ** 30);`;

/** Ms that a kernel and all that it started may take to end; what hangs longer is a fault. */
const END_LIMIT_MS = 15_000;

/** Lines of the log by which the kernel tells a fault of its own: no test may bring one about, whatever it sends. */
const OWN_FAULT = /^.*(?: {4}at |handler failed|interrupt failed|kernel failed|receiving ended|could not be sent|did not end).*$/m;

export class KernelProcess {
  readonly connection: Connection;
  /** Where the notebook would lie: the kernel's current folder. */
  readonly folder: string;
  /** The process that was started: the kernel, or its parent where there is one in between. */
  readonly pid: number;
  /** The log so far. */
  stderr = '';
  stdout = '';
  readonly exited: Promise<ProcessEnd>;
  /** In the environment of all processes of this kernel. */
  readonly mark = randomUUID();
  readonly #home: string;
  readonly #child: ChildProcess;

  private constructor(connection: Connection, home: string, { env = {}, nodePath, parent }: KernelOptions) {
    this.connection = connection;
    this.#home = home;
    this.folder = path.join(home, 'notebook');
    const [program, ...args] = kernelCommand(path.join(home, 'connection.json'), nodePath) as [string, ...string[]];
    this.#child = spawn(program, parent === undefined ? args : ['-e', PARENT_SCRIPT, parent, ...args], {
      cwd: this.folder,
      // Most tests are about how cells run, whatever their types: those about types turn the check on.
      env: { ...process.env, JPY_PARENT_PID: undefined, AWAITBOOK_CHECK: 'off', TMPDIR: path.join(home, 'temporary'), [MARK_VARIABLE]: this.mark, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.#child.pid!;
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.exited = new Promise((resolve) => this.#child.on('close', (code, signal) => resolve({ code, signal })));
  }

  static async start(options: KernelOptions = {}): Promise<KernelProcess> {
    const { connection, prepare } = options;
    const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'awaitbook-kernel-')));
    for (const name of ['notebook', 'temporary']) mkdirSync(path.join(home, name));
    prepare?.(path.join(home, 'notebook'));
    const whole = await newConnection(connection?.transport === 'ipc' ? { ip: path.join(home, 'channel'), ...connection } : connection);
    writeConnectionFile(path.join(home, 'connection.json'), whole);
    return new KernelProcess(whole, home, options);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The log so far, which the caller expects: it is not held against the kernel at its end. */
  takeLog(): string {
    const log = this.stderr;
    this.stderr = '';
    return log;
  }

  /** Pids of the kernel and all that it started. */
  processes(): number[] {
    return markedProcesses(this.mark);
  }

  /** Their pids once there are `count` of them, which must be soon. */
  untilProcesses(count: number): Promise<number[]> {
    return untilCount(this.mark, count, END_LIMIT_MS);
  }

  /** What lies in the kernel's temporary folder, and beside its connection file. */
  leftovers(): string[] {
    const own = new Set(['connection.json', 'notebook', 'temporary']);
    return [...readdirSync(path.join(this.#home, 'temporary')), ...readdirSync(this.#home).filter((name) => !own.has(name))];
  }

  /** Resolves once the kernel and all that it started are gone, which must be soon. @throws Error when one or a file is left. */
  async untilGone(): Promise<ProcessEnd> {
    const end = await this.exited;
    await untilGone(this.mark, END_LIMIT_MS);
    const left = this.leftovers();
    if (left.length > 0) throw new Error(`the kernel left files behind: ${left.join(', ')}`);
    if (OWN_FAULT.test(this.stderr)) throw new Error(`the kernel told a fault of its own:\n${this.stderr}`);
    return end;
  }

  /** Ends the kernel if it still runs, and removes its folders. @throws Error when SIGTERM does not end it, or it leaves something behind. */
  async end(): Promise<void> {
    let hadToKill = false;
    const limit = setTimeout(() => {
      hadToKill = true;
      killMarked(this.mark);
    }, END_LIMIT_MS);
    try {
      this.kill('SIGTERM');
      await this.untilGone();
      if (hadToKill) throw new Error(`SIGTERM did not end the kernel within ${END_LIMIT_MS} ms`);
    } finally {
      clearTimeout(limit);
      killMarked(this.mark);
      rmSync(this.#home, { recursive: true, force: true });
    }
  }
}
