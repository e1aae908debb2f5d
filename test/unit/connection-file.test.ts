import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ConnectionFileError, parseConnectionFile, readConnectionFile } from '../../kernel/protocol/connection-file';

const GOOD = {
  transport: 'tcp',
  ip: '127.0.0.1',
  shell_port: 1001,
  iopub_port: 1002,
  stdin_port: 1003,
  control_port: 1004,
  hb_port: 1005,
  key: 'k',
  signature_scheme: 'hmac-sha256',
  kernel_name: 'awaitbook',
};

test('a good file', () => {
  const { signature_scheme, kernel_name, ...fields } = GOOD;
  expect(parseConnectionFile(JSON.stringify(GOOD))).toEqual({ ...fields, signatureScheme: signature_scheme });
  expect(kernel_name).toBe('awaitbook');
});

test('key, scheme and transport may be left out', () => {
  const { key, signature_scheme, transport, ...fields } = GOOD;
  expect(parseConnectionFile(JSON.stringify(fields))).toMatchObject({ key: '', signatureScheme: signature_scheme, transport });
  expect(key).toBe('k');
});

test.each([
  ['not JSON', '{', 'f is not JSON.'],
  ['an array', '[]', 'f must hold one JSON object.'],
  ['no ip', { ip: undefined }, 'f: ip must be an address.'],
  ['a transport of another kind', { transport: 'udp' }, 'f: transport must be "tcp" or "ipc", not "udp".'],
  ['a missing port', { hb_port: undefined }, 'f: hb_port must be a port number, it is missing.'],
  ['a port as text', { shell_port: '1001' }, 'f: shell_port must be a port number, not "1001".'],
  ['a port out of range', { shell_port: 70_000 }, 'f: shell_port must be a port number, not 70000.'],
  ['a port of zero', { shell_port: 0 }, 'f: shell_port must be a port number, not 0.'],
  ['a port twice', { shell_port: 1002 }, 'f: two of the five ports are the same.'],
  ['a key that is no text', { key: 7 }, 'f: key must be a string.'],
  ['an unknown scheme', { signature_scheme: 'hmac-rot13' }, 'f: signature_scheme "hmac-rot13" is not known; "hmac-sha256" is.'],
])('a file with %s is refused in one line', (_name, change, words) => {
  const text = typeof change === 'string' ? change : JSON.stringify({ ...GOOD, ...change });
  expect(() => parseConnectionFile(text, 'f')).toThrow(new ConnectionFileError(words));
});

test('a file that is not there, or is a folder, is told so', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'awaitbook-test-'));
  try {
    const file = path.join(folder, 'kernel.json');
    expect(() => readConnectionFile(file)).toThrow(`The connection file ${file} can't be read: there is no such file.`);
    expect(() => readConnectionFile(folder)).toThrow(`The connection file ${folder} can't be read: it is a folder.`);
    writeFileSync(file, JSON.stringify(GOOD));
    expect(readConnectionFile(file).shell_port).toBe(1001);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
