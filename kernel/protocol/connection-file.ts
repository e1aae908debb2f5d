/** The connection file (jupyter_client documentation, "Connection files"): where the kernel listens, and its key. */
import { readFileSync } from 'node:fs';
import { getHashes } from 'node:crypto';
import { isJsonRecord } from './json';
import type { JsonRecord } from './json';

/** The five ports, named as in `connect_reply`. For `ipc` they are the last part of the socket's path. */
export interface ConnectionPorts {
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

/** A connection file that was read and found good. */
export interface Connection extends ConnectionPorts {
  readonly transport: 'tcp' | 'ipc';
  /** An address for `tcp`; the first part of the socket's path for `ipc`. */
  readonly ip: string;
  /** Empty for unsigned messages. */
  readonly key: string;
  /** For example `hmac-sha256`. */
  readonly signatureScheme: string;
}

/** A connection file that can't be used; `message` is one line that says why. */
export class ConnectionFileError extends Error {
  override readonly name = 'ConnectionFileError';
}

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

/** @throws ConnectionFileError when the file can't be read or is not a connection file. */
export function readConnectionFile(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    throw new ConnectionFileError(`The connection file ${path} can't be read: ${reason}.`);
  }
  return parseConnectionFile(text, path);
}

/** @param name how the file is called in errors. @throws ConnectionFileError when the text is not a connection file. */
export function parseConnectionFile(text: string, name = 'connection file'): Connection {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConnectionFileError(`${name} is not JSON.`);
  }
  if (!isJsonRecord(value)) throw new ConnectionFileError(`${name} must hold one JSON object.`);
  const fail = (words: string): never => {
    throw new ConnectionFileError(`${name}: ${words}.`);
  };
  const transport = value['transport'] ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'ipc') return fail(`transport must be "tcp" or "ipc", not ${JSON.stringify(transport)}`);
  const ip = value['ip'];
  if (typeof ip !== 'string' || ip === '') return fail('ip must be an address');
  const key = value['key'] ?? '';
  if (typeof key !== 'string') return fail('key must be a string');
  const signatureScheme = value['signature_scheme'] ?? 'hmac-sha256';
  if (typeof signatureScheme !== 'string' || !isKnownScheme(signatureScheme)) {
    return fail(`signature_scheme ${JSON.stringify(signatureScheme)} is not known; "hmac-sha256" is`);
  }
  return { transport, ip, key, signatureScheme, ...readPorts(value, transport, fail) };
}

function readPorts(value: JsonRecord, transport: 'tcp' | 'ipc', fail: (words: string) => never): ConnectionPorts {
  const ports: Partial<Record<(typeof PORTS)[number], number>> = {};
  const most = transport === 'tcp' ? 65_535 : Number.MAX_SAFE_INTEGER;
  for (const field of PORTS) {
    const port = value[field];
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > most) {
      return fail(`${field} must be a port number${port === undefined ? ', it is missing' : `, not ${JSON.stringify(port)}`}`);
    }
    ports[field] = port;
  }
  if (new Set(Object.values(ports)).size < PORTS.length) return fail('two of the five ports are the same');
  return ports as Record<(typeof PORTS)[number], number>;
}

function isKnownScheme(scheme: string): boolean {
  return scheme === 'hmac-sha256' || (scheme.startsWith('hmac-') && getHashes().includes(scheme.slice('hmac-'.length)));
}
