/** A real Jupyter Server with the kernel in its list, and JupyterLab's own client of it: every message that the client gets is checked. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KernelManager, ServerConnection } from '@jupyterlab/services';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { freePorts } from './connection';
import { KERNELSPEC_MODULE, venvProgram } from './kernel-folder';
import { MessageChecks } from './message-checks';
import { killMarked, MARK_VARIABLE, markedProcesses, untilCount, untilGone } from './processes';
import type { Message } from './wire-format';

/** Ms that the server may take until it answers, and to end with its kernels. */
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 30_000;

// JupyterLab's client tells each connection on the console, and that a restart cuts it.
console.debug = () => undefined;
const { warn } = console;
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).startsWith('Connection lost, reconnecting')) warn(...words);
};

export class JupyterServer {
  readonly settings: ServerConnection.ISettings;
  readonly mark = randomUUID();
  readonly #home: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #output = '';

  private constructor(home: string, port: number) {
    this.#home = home;
    const token = randomUUID();
    const options = [`--ServerApp.root_dir=${path.join(home, 'notebooks')}`, '--ip=127.0.0.1', `--port=${port}`, `--IdentityProvider.token=${token}`, '--no-browser'];
    if (process.getuid?.() === 0) options.push('--allow-root');
    const folders = ['config', 'data', 'runtime'].map((name) => [`JUPYTER_${name.toUpperCase()}_DIR`, path.join(home, name)]);
    const env = { ...process.env, ...Object.fromEntries(folders), JUPYTER_PATH: path.join(home, 'share'), JUPYTER_PREFER_ENV_PATH: '0', TMPDIR: path.join(home, 'temporary'), [MARK_VARIABLE]: this.mark };
    this.#child = spawn(venvProgram('jupyter'), ['server', ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#exited = new Promise((resolve) => {
      this.#child.on('close', () => resolve()).on('error', (error) => {
        this.#output += error.message;
        resolve();
      });
    });
    const baseUrl = `http://127.0.0.1:${port}/`;
    this.settings = ServerConnection.makeSettings({ baseUrl, wsUrl: baseUrl.replace('http', 'ws'), token, appendToken: true });
  }

  /** Starts one that has no kernel but ours, and waits until it answers. */
  static async start(): Promise<JupyterServer> {
    const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'awaitbook-server-')));
    for (const name of ['notebooks', 'temporary']) mkdirSync(path.join(home, name));
    KERNELSPEC_MODULE.installKernelspec(path.join(home, 'share'));
    const [port] = await freePorts(1);
    const server = new JupyterServer(home, port!);
    try {
      await server.#untilItAnswers();
    } catch (error) {
      await server.end().catch(() => undefined); // why it did not start explains more
      throw error;
    }
    return server;
  }

  /** Where notebooks, and with them kernels, have their folder. */
  get notebooks(): string {
    return path.join(this.#home, 'notebooks');
  }

  /** The answer of the server's REST interface. */
  async api(address: string): Promise<unknown> {
    const response = await ServerConnection.makeRequest(`${this.settings.baseUrl}api/${address}`, {}, this.settings);
    return response.json();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Pids of the server, its kernels and all that these started. */
  processes(): number[] {
    return markedProcesses(this.mark);
  }

  /** Their pids once there are `count` of them, which must be soon. */
  untilProcesses(count: number): Promise<number[]> {
    return untilCount(this.mark, count, END_LIMIT_MS);
  }

  /** Ends the server and its kernels; none may be left. */
  async end(): Promise<void> {
    try {
      this.#child.kill('SIGTERM');
      await untilGone(this.mark, END_LIMIT_MS);
      await this.#exited;
    } finally {
      killMarked(this.mark);
      rmSync(this.#home, { recursive: true, force: true });
    }
  }

  /** Its log tells the address a moment before it listens there (jupyter_server 2, `init_httpserver`), so after that it is asked until it does. */
  async #untilItAnswers(): Promise<void> {
    const start = performance.now();
    let hasEnded = false;
    void this.#exited.then(() => (hasEnded = true));
    for (;;) {
      if (this.#output.includes('is running at:') && (await this.#answers())) return;
      const why = hasEnded ? 'ended' : performance.now() - start > START_LIMIT_MS ? 'did not start' : null;
      if (why !== null) throw new Error(`Jupyter Server ${why}:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #answers(): Promise<boolean> {
    try {
      await this.api('status');
      return true;
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) return false; // nothing listens yet
      throw error;
    }
  }
}

/** JupyterLab's connection to one kernel. */
export class LabClient {
  readonly kernel: Kernel.IKernelConnection;
  /** All messages from the kernel so far, in order. */
  readonly seen: KernelMessage.IMessage[] = [];
  readonly checks = new MessageChecks();
  readonly #manager: KernelManager;

  private constructor(manager: KernelManager, kernel: Kernel.IKernelConnection) {
    this.#manager = manager;
    this.kernel = kernel;
    kernel.anyMessage.connect((_sender, { msg, direction }) => {
      if (direction === 'recv') this.#saw(msg);
    });
  }

  /** @param id of a kernel that runs; a new one is started without. */
  static async connect(server: JupyterServer, id?: string): Promise<LabClient> {
    const manager = new KernelManager({ serverSettings: server.settings });
    // Disposing it before it is ready would reject unhandled.
    await manager.ready;
    const kernel = id === undefined ? await manager.startNew({ name: KERNELSPEC_MODULE.KERNEL_NAME }) : manager.connectTo({ model: { id, name: KERNELSPEC_MODULE.KERNEL_NAME } });
    const client = new LabClient(manager, kernel);
    await kernel.info;
    return client;
  }

  /** Runs a cell; all messages that belong to it, once it is done. @param onStdin answers its questions. */
  async execute(code: string, onStdin?: (message: KernelMessage.IStdinMessage) => void): Promise<KernelMessage.IMessage[]> {
    const future = this.kernel.requestExecute({ code, allow_stdin: onStdin !== undefined });
    if (onStdin !== undefined) future.onStdin = onStdin;
    await future.done;
    return this.messagesOf(future.msg.header.msg_id);
  }

  /** The messages of a request so far: those on iopub, then the others. Between channels the order is not given. */
  async messagesOf(id: string): Promise<KernelMessage.IMessage[]> {
    await this.checks.done();
    const own = this.seen.filter(({ parent_header }) => 'msg_id' in parent_header && parent_header.msg_id === id);
    return [...own.filter(({ channel }) => channel === 'iopub'), ...own.filter(({ channel }) => channel !== 'iopub')];
  }

  /** Resolves when a message is there that `isIt` says yes to. */
  until(isIt: (message: KernelMessage.IMessage) => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (this.seen.some(isIt)) return resolve();
      const look = (_sender: unknown, { msg }: Kernel.IAnyMessageArgs) => {
        if (!isIt(msg)) return;
        this.kernel.anyMessage.disconnect(look);
        resolve();
      };
      this.kernel.anyMessage.connect(look);
    });
  }

  /** Resolves when JupyterLab shows the kernel in this state. */
  untilStatus(status: Kernel.Status): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.kernel.status !== status) return;
        this.kernel.statusChanged.disconnect(look);
        resolve();
      };
      this.kernel.statusChanged.connect(look);
      look();
    });
  }

  /** Ends the connection, not the kernel. */
  async close(): Promise<void> {
    this.kernel.dispose();
    this.#manager.dispose();
    await this.checks.done();
  }

  /** The server itself says `restarting` and `dead` in the kernel's place: those are not the kernel's to answer for. */
  #saw(message: KernelMessage.IMessage): void {
    this.seen.push(message);
    if (message.header.username === 'kernel') this.checks.add({ ...message, prefix: [], parentFrame: Buffer.alloc(0) } as unknown as Message);
  }
}
