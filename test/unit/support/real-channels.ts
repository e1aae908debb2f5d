/** Channels over real sockets, and a client's ends of them. */
import { openChannels } from '../../../kernel/channels/open-channels';
import type { Channels } from '../../../kernel/channels/channels';
import type { Connection } from '../../../kernel/protocol/connection-file';
import { freePorts } from '../../protocol/support/connection';

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

/** Five ports that nothing listens on, and that no other test is given. */
export async function tcpConnection(ip: string): Promise<Connection> {
  const ports = await freePorts(PORTS.length, ip);
  const fields = Object.fromEntries(PORTS.map((port, index) => [port, ports[index]!])) as Record<(typeof PORTS)[number], number>;
  return { transport: 'tcp', ip, key: 'k', signatureScheme: 'hmac-sha256', ...fields };
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
