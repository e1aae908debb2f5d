/** Connection files on free ports of the loopback address (jupyter_client documentation, "Connection files"). */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

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

/** A connection with a key and five ports that nothing listens on now. */
export async function newConnection(): Promise<Connection> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = (await freePorts(5)) as [number, number, number, number, number];
  return { transport: 'tcp', ip: IP, shell_port, iopub_port, stdin_port, control_port, hb_port, key: randomUUID(), signature_scheme: 'hmac-sha256' };
}

/** Held open together, so that no port comes twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, IP, () => resolve(server));
  });
}
