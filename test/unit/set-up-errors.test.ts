import net from 'node:net';
import { expect, test } from '@jest/globals';
import { explainFailure } from '../../scripts/set-up/explain-failure';
import { checkPort } from '../../scripts/set-up/free-port';
import { runStep } from '../../scripts/set-up/run-step';

test.each([
  ['npm error code ENOTFOUND\nnpm error network request to a registry failed', /network/],
  ["Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for jupyterlab", /network/],
  ['npm error code ENOSPC', /no space left/],
  ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', /no space left/],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
  ['npm error code EUSAGE\n`npm ci` can only install packages when …', /npm install --ignore-scripts/],
  ["npm error code EACCES\nnpm error path: '/home/x'", /who owns/],
  ['ERROR: No matching distribution found for pyzmq==27.3.0', /another Python/],
  ['something nobody has seen yet', /last lines below/],
])('the words for %j', (output, words) => {
  const message = explainFailure('A step', output);
  expect(message).toMatch(/^A step failed\. /);
  expect(message.split('\n')[0]).toMatch(words);
  expect(message).toContain(output.split('\n').at(-1));
});

test('a port that is taken is told, with what to type instead; a free one passes', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as net.AddressInfo;
  await expect(checkPort({ port, host: 'localhost' })).rejects.toThrow(new RegExp(`Port ${port} is taken[^]*--port ${port + 1}`));
  await new Promise((resolve) => server.close(resolve));
  await expect(checkPort({ port, host: 'localhost' })).resolves.toBeUndefined();
});

test('a command that is not there ends with the reason, and interrupting it signals nobody else', async () => {
  const controller = new AbortController();
  const signalled: string[] = [];
  const listen = (signal: string) => signalled.push(signal);
  process.on('SIGTERM', listen);
  const ended = runStep('/nowhere/npm', ['ci'], { signal: controller.signal });
  controller.abort(new Error('stop'));
  await expect(ended).rejects.toThrow('stop');
  process.off('SIGTERM', listen);
  expect(signalled).toEqual([]);
  expect(await runStep('/nowhere/npm', ['ci'])).toEqual({ code: null, output: expect.stringContaining('ENOENT') });
});

test('an interrupted command is ended before its error comes', async () => {
  const controller = new AbortController();
  const ended = runStep(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { signal: controller.signal });
  controller.abort(new Error('stop'));
  await expect(ended).rejects.toThrow('stop');
});
