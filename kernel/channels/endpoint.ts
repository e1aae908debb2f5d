/** Where a channel listens, from the connection file. */
import type { ListenOptions } from 'node:net';
import type { Connection, ConnectionPorts } from '../protocol/connection-file';
import { ChannelsError } from './channels';

/** The same place in the two forms that are needed. */
export interface Endpoint {
  /** For libzmq, for example `tcp://[::1]:5555` or `ipc:///run/kernel-1`. */
  readonly address: string;
  readonly isIPv6: boolean;
  /** For `net.Server.listen`. */
  readonly listenOptions: ListenOptions;
}

/** @param field which of the ports. */
export function endpointOf(connection: Connection, field: keyof ConnectionPorts): Endpoint {
  const port = connection[field];
  if (connection.transport === 'ipc') {
    const path = `${connection.ip}-${port}`;
    return { address: `ipc://${path}`, isIPv6: false, listenOptions: { path } };
  }
  const ip = connection.ip.replace(/^\[(.*)\]$/, '$1');
  const host = ip === '*' ? '0.0.0.0' : ip === 'localhost' ? '127.0.0.1' : ip;
  // Not net.isIPv6: its regular expression takes 10 ms to compile, a tenth of the kernel's start.
  const isV6 = host.includes(':');
  return { address: `tcp://${isV6 ? `[${host}]` : host}:${port}`, isIPv6: isV6, listenOptions: { host, port } };
}

/** What binding failed with, in words. */
export function bindError(channel: string, endpoint: Endpoint, cause: unknown): ChannelsError {
  const code = (cause as NodeJS.ErrnoException).code;
  const where = `The ${channel} channel can't listen on ${endpoint.address}`;
  if (code === 'EADDRINUSE') return new ChannelsError(`${where}: another program does. Start the kernel again, it gets other ports.`, { cause });
  if (code === 'EADDRNOTAVAIL' || code === 'ENODEV' || code === 'ENOTFOUND') {
    return new ChannelsError(`${where}: this machine has no such address. Check "ip" in the connection file.`, { cause });
  }
  return new ChannelsError(`${where}: ${(cause as Error).message}`, { cause });
}
