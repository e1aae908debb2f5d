/** A connection that only this account can use. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { makePrivateConnection } from '../../kernel/cli/run/private-connection';
import { readConnectionFile } from '../../kernel/protocol/connection-file';
import { temporaryFolder } from './support/set-up-folder';

const modeOf = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);

test('file and folder are for this account alone, the key is made up, and nothing is left', async () => {
  const [one, two] = await Promise.all([makePrivateConnection(), makePrivateConnection()]);
  expect([modeOf(one.file), modeOf(path.dirname(one.file))]).toEqual(['600', '700']);
  expect(one.connection.key).toMatch(/^[0-9a-f]{64}$/);
  expect(one.connection.key).not.toBe(two.connection.key);
  expect(readConnectionFile(one.file)).toEqual(one.connection);
  for (const { remove, file } of [one, two]) {
    remove();
    expect(fs.existsSync(path.dirname(file))).toBe(false);
  }
});

test('sockets lie in the folder; where there can be none, five ports of loopback differ', async () => {
  using folder = temporaryFolder();
  const sockets = await makePrivateConnection(folder.path, 'linux');
  expect(sockets.connection).toMatchObject({ transport: 'ipc', ip: path.join(path.dirname(sockets.file), 'channel') });
  const long = path.join(folder.path, 'long'.repeat(30));
  fs.mkdirSync(long);
  for (const made of [await makePrivateConnection(long, 'linux'), await makePrivateConnection(folder.path, 'win32')]) {
    const { transport, ip, shell_port, iopub_port, stdin_port, control_port, hb_port } = made.connection;
    expect({ transport, ip }).toEqual({ transport: 'tcp', ip: '127.0.0.1' });
    expect(new Set([shell_port, iopub_port, stdin_port, control_port, hb_port]).size).toBe(5);
  }
});
