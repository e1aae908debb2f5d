/** Connection files on free ports of the loopback address (jupyter_client documentation, "Connection files"). */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';

/** Content of a connection file. */
export interface Connection {
  readonly transport: 'tcp';
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
}

const IP = '127.0.0.1';

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, others from 49152): a client that tries to connect again and
 * again before the kernel listens there could otherwise be given that very port.
 */
const FIRST_PORT = 10_000;
const PORTS = 2_000;

let next = Math.floor(Math.random() * PORTS);

/** A connection with a key and five ports that nothing listens on now. */
export async function newConnection(): Promise<Connection> {
  const ports: number[] = [];
  while (ports.length < 5) {
    const port = FIRST_PORT + (next++ % PORTS);
    if (await isFree(port)) ports.push(port);
  }
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports as [number, number, number, number, number];
  return { transport: 'tcp', ip: IP, shell_port, iopub_port, stdin_port, control_port, hb_port, key: randomUUID(), signature_scheme: 'hmac-sha256' };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, IP, () => server.close(() => resolve(true)));
  });
}
