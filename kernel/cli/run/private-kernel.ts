/** A kernel of our own, for nobody else: its process, a client of it, and the end of both. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { kernelVariables } from '../../environment';
import { RUN_KERNEL_END_LIMIT_MS, RUN_KERNEL_START_LIMIT_MS } from '../../limits';
import { frontFlags } from '../../node-version';
import { KERNEL_NAME } from '../kernelspec';
import { UserError } from '../user-error';
import { bridgeTo } from './bridge';
import { makePrivateConnection } from './private-connection';
import { servicesQuietly } from './services';

/** The kernel's entry, in the compiled package. */
const KERNEL_ENTRY = path.resolve(__dirname, '..', '..', 'kernel-process.js');

/** Lines of the kernel's log that are told when it ends unasked. */
const TOLD_LOG_LINES = 20;

/** Ms that the log's last lines may come after the process's end. */
const LAST_LOG_MS = 500;

export interface PrivateKernelOptions {
  /** The kernel's current folder: where modules are looked for. */
  readonly folder: string;
  /** The notebook's path, as a server would tell it to the kernel. */
  readonly notebook?: string;
  /** Environment variables besides our own. */
  readonly variables?: NodeJS.ProcessEnv;
}

export interface PrivateKernel {
  /** JupyterLab's own client. */
  readonly connection: Kernel.IKernelConnection;
  /** What the kernel says of itself. */
  readonly info: KernelMessage.IInfoReply;
  /** Resolves to words if the process ends before `end` was called. */
  readonly died: Promise<string>;
  /** Interrupts the running cell; resolves to the kernel's word that it did. */
  interrupt(): Promise<void>;
  /** Asks the kernel to end, ends its process if it does not in time, and removes what belonged to it. Never rejects. */
  end(): Promise<void>;
}

/** Starts a kernel and connects to it. Rejects with a UserError when it does not come up. */
export async function startPrivateKernel(options: PrivateKernelOptions): Promise<PrivateKernel> {
  const { KernelConnection, ServerConnection } = servicesQuietly();
  const place = await makePrivateConnection();
  const running = startProcess(place.file, options);
  // This process may be made to end in the midst of things. The kernel would notice by itself, but it can't remove the folder.
  const endAtOnce = () => {
    running.child.kill('SIGKILL');
    place.remove();
  };
  process.once('exit', endAtOnce);

  let failed: (error: Error) => void = () => undefined;
  const failure = new Promise<string>((resolve) => (failed = (error) => resolve(error.message)));
  const serverSettings = ServerConnection.makeSettings({ WebSocket: bridgeTo(place.connection, (error) => failed(error)) });
  const connection = new KernelConnection({
    model: { id: randomUUID(), name: KERNEL_NAME },
    serverSettings,
    kernelAPIClient: controlClient(serverSettings, () => connection, () => endWithin(running)),
    handleComms: false,
    kernelInfoTimeout: RUN_KERNEL_START_LIMIT_MS,
  });
  let isEnding = false;
  const died = Promise.race([running.ended, failure]);
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    if (connection.connectionStatus === 'connected' && running.isAlive()) {
      await connection.shutdown();
    } else {
      running.child.kill('SIGTERM');
      await endWithin(running);
    }
    connection.dispose();
    process.off('exit', endAtOnce);
    place.remove();
  };
  try {
    return { connection, info: await infoWithin(connection, died), died, interrupt: () => connection.interrupt(), end };
  } catch (error) {
    await end();
    throw error;
  }
}

interface RunningProcess {
  readonly child: ChildProcess;
  /** Resolves to words with its end. */
  readonly ended: Promise<string>;
  isAlive(): boolean;
}

/** In a process group of its own: a Ctrl-C at the terminal is ours to pass on. */
function startProcess(connectionFile: string, { folder, notebook, variables }: PrivateKernelOptions): RunningProcess {
  const child = spawn(process.execPath, [...frontFlags(), KERNEL_ENTRY, connectionFile], {
    cwd: folder,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...variables, ...kernelVariables(process.pid, notebook) },
  });
  let log: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (log = [...log, ...text.split('\n').filter((line) => line !== '')].slice(-TOLD_LOG_LINES)));
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`The kernel can't be started: ${error.message}`));
    const tell = () => resolve([`The kernel ended unasked (${child.signalCode ?? `exit code ${child.exitCode}`}).`, ...log].join('\n'));
    child.on('close', tell); // its log is read to the end then; somebody else may hold the pipe open
    child.on('exit', () => setTimeout(tell, LAST_LOG_MS).unref());
  });
  return { child, ended, isAlive: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined };
}

/** What Jupyter Server does for its clients by HTTP, as far as one private kernel needs it: a message on control. */
function controlClient(
  serverSettings: Kernel.IKernelAPIClient['serverSettings'],
  connection: () => Kernel.IKernelConnection,
  untilEnded: () => Promise<void>,
): Kernel.IKernelAPIClient {
  const { KernelMessage } = servicesQuietly();
  const send = (type: 'interrupt_request' | 'shutdown_request', content: object) => {
    const { clientId } = connection();
    // The services know of no such messages, since a server makes them.
    const options = { msgType: type as 'debug_request', channel: 'control' as const, session: clientId, content: content as KernelMessage.IDebugRequestMsg['content'] };
    return connection().sendControlMessage(KernelMessage.createMessage<KernelMessage.IDebugRequestMsg>(options), true);
  };
  const refuse = (): Promise<never> => Promise.reject(new Error('There is one private kernel and no server that could list, start or restart others.'));
  return {
    serverSettings,
    listRunning: refuse,
    getModel: refuse,
    startNew: refuse,
    restart: refuse,
    async interrupt() {
      await send('interrupt_request', {}).done;
    },
    async shutdown() {
      send('shutdown_request', { restart: false });
      await untilEnded(); // which is the answer: a kernel that ends may not get its last messages out
    },
  };
}

async function infoWithin(connection: Kernel.IKernelConnection, died: Promise<string>): Promise<KernelMessage.IInfoReply> {
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    limit = setTimeout(resolve, RUN_KERNEL_START_LIMIT_MS, `The kernel did not answer within ${RUN_KERNEL_START_LIMIT_MS / 1000} s.`);
  });
  try {
    const info = await Promise.race([connection.info, died, late]);
    if (typeof info === 'string') throw new UserError(info);
    return info;
  } finally {
    clearTimeout(limit);
  }
}

async function endWithin({ child, ended, isAlive }: RunningProcess): Promise<void> {
  const limit = setTimeout(() => child.kill('SIGKILL'), RUN_KERNEL_END_LIMIT_MS);
  if (isAlive()) await ended;
  clearTimeout(limit);
}
