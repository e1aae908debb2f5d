/** A connection that nobody else can use: a folder that only this account may enter, with the connection file and, where there are such, the sockets. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Connection, ConnectionPorts } from '../../protocol/connection-file';
import { UserError } from '../user-error';

/** Longest path of a socket in bytes: macOS has room for 103, Linux for 107. */
const SOCKET_PATH_BYTES = 103;

/** For an `ipc` connection: each port is only the end of its socket's path. */
const IPC_PORTS: ConnectionPorts = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };

export interface PrivateConnection {
  readonly connection: Connection;
  /** Path of the connection file, which only this account may read. */
  readonly file: string;
  /** Removes the folder and all in it. */
  remove(): void;
}

/**
 * Sockets in the folder where the system has them, because a TCP port can be listened to by every account of the machine: iopub has no
 * key; TCP on loopback on Windows, and where the temporary folder's path is too long. Rejects with a UserError when the folder can't be made.
 */
export async function makePrivateConnection(temporary: string = os.tmpdir(), platform: NodeJS.Platform = process.platform): Promise<PrivateConnection> {
  const folder = makeFolder(temporary);
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const socket = path.join(folder, 'channel');
    const hasSockets = platform !== 'win32' && Buffer.byteLength(`${socket}-1`) <= SOCKET_PATH_BYTES;
    const place = hasSockets
      ? { transport: 'ipc' as const, ip: socket, ...IPC_PORTS }
      : { transport: 'tcp' as const, ip: '127.0.0.1', ...(await freePorts()) };
    const connection: Connection = { ...place, key: randomBytes(32).toString('hex'), signatureScheme: 'hmac-sha256' };
    const { signatureScheme, ...rest } = connection;
    const file = path.join(folder, 'connection.json');
    fs.writeFileSync(file, JSON.stringify({ ...rest, signature_scheme: signatureScheme }), { mode: 0o600, flag: 'wx' });
    return { connection, file, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function makeFolder(temporary: string): string {
  try {
    return fs.mkdtempSync(path.join(temporary, 'awaitbook-run-'));
  } catch (error) {
    throw new UserError(`The kernel needs a folder in ${temporary}, and none can be made there (${(error as Error).message}).\nName another place for temporary files in the variable ${process.platform === 'win32' ? 'TEMP' : 'TMPDIR'}.`, { cause: error });
  }
}

/** All five are held until the last is known, so that they differ. */
async function freePorts(): Promise<ConnectionPorts> {
  const servers = Array.from({ length: 5 }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports as [number, number, number, number, number];
  return { shell_port, iopub_port, stdin_port, control_port, hb_port };
}
