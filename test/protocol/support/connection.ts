/** Connection files for the kernels of tests (jupyter_client documentation, "Connection files"). */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Content of a connection file. */
export interface Connection {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: string;
}

/** The five channels, as the fields of the connection file name them. */
export type ChannelName = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';

/** Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): no other program gets one between our look and the kernel's bind. */
const FIRST_PORT = 12_000;
const PORTS_OF_A_WORKER = 2_000;

const worker = Number(process.env['JEST_WORKER_ID'] ?? '1') % 10;
let next = Math.floor(Math.random() * PORTS_OF_A_WORKER);

/** Ports that nothing listens on; each is given out once in this worker, and no other worker of jest gives it out. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = FIRST_PORT + worker * PORTS_OF_A_WORKER + (next++ % PORTS_OF_A_WORKER);
    if (await isFree(port, host)) ports.push(port);
  }
  return ports;
}

/** A connection of its own on loopback. `parts` replace what is made up. */
export async function newConnection(parts: Partial<Connection> = {}): Promise<Connection> {
  const ip = parts.ip ?? '127.0.0.1';
  const ports = parts.transport === 'ipc' ? [1, 2, 3, 4, 5] : await freePorts(5, ip);
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports as [number, number, number, number, number];
  return { transport: 'tcp', ip, shell_port, iopub_port, stdin_port, control_port, hb_port, key: randomUUID(), signature_scheme: 'hmac-sha256', ...parts };
}

export function writeConnectionFile(file: string, connection: object): void {
  writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
}

/** Where a client connects to, in libzmq's form. */
export function addressOf(connection: Connection, channel: ChannelName): string {
  const { transport, ip } = connection;
  const port = connection[`${channel}_port`];
  if (transport === 'ipc') return `ipc://${ip}-${port}`;
  return `tcp://${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
