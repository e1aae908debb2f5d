/** Channels over real sockets, and a client's ends of them. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { openChannels } from '../../../kernel/channels/open-channels';
import type { Channels } from '../../../kernel/channels/channels';
import type { Connection } from '../../../kernel/protocol/connection-file';

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

/** Five ports that were free a moment ago, as jupyter_client finds them. */
export async function tcpConnection(ip: string): Promise<Connection> {
  const servers = await Promise.all(PORTS.map(() => listening(ip)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const fields = Object.fromEntries(PORTS.map((port, index) => [port, ports[index]!])) as Record<(typeof PORTS)[number], number>;
  return { transport: 'tcp', ip, key: 'k', signatureScheme: 'hmac-sha256', ...fields };
}

function listening(ip: string): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, ip, () => resolve(server));
  });
}

export function addressOf(connection: Connection, port: (typeof PORTS)[number]): string {
  if (connection.transport === 'ipc') return `ipc://${connection.ip}-${connection[port]}`;
  return `tcp://${connection.ip.includes(':') ? `[${connection.ip}]` : connection.ip}:${connection[port]}`;
}

/** Channels that echo: what comes in on a channel goes back on it; a subscriber is welcomed by its subscription twice. */
export async function openEcho(connection: Connection, log: string[]): Promise<Channels> {
  const channels = await openChannels(connection, (line) => log.push(line));
  channels.listen({
    received: (channel, frames) => channels.send(channel, frames),
    subscribed: (subscription) => [subscription, subscription],
  });
  return channels;
}
