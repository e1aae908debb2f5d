/** `npm start`'s script, in a checkout that is set up: what it opens, and that nothing of it is left when it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { MARK_VARIABLE, markedProcesses, untilGone } from './support/processes';

const root = path.resolve(__dirname, '..', '..');
/** Ms after which a process counts as left over: the server gives a kernel 5 s to end. */
const END_LIMIT_MS = 60_000;

/** The script while it runs; at the end of a test it is killed if it should still be there. */
interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What its processes carry in MARK_VARIABLE. */
  readonly mark: string;
  readonly url: URL;
  readonly output: () => string;
}

/** Starts it on any free port and waits for the address that it prints. */
async function start(...options: string[]): Promise<Started> {
  const mark = randomUUID();
  const script = path.join(root, 'scripts', 'start.js');
  const env = { ...process.env, [MARK_VARIABLE]: mark };
  const child = spawn(process.execPath, [script, '--no-browser', '--port=0', ...options], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  const url = await new Promise<URL>((resolve, reject) => {
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      const address = /JupyterLab is open at (\S+)\n/.exec(output)?.[1];
      if (address) resolve(new URL(address));
    });
    child.on('close', (code) => reject(new Error(`ended with code ${code}:\n${output}`)));
  });
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await untilGone(mark, END_LIMIT_MS);
  };
  return { child, mark, url, output: () => output, [Symbol.asyncDispose]: dispose };
}

async function api(url: URL, name: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(new URL(`/api/${name}`, url), { ...init, headers: { Authorization: `token ${url.searchParams.get('token')}` } });
  return answer.json();
}

test('opens JupyterLab on a copy of the course, with the kernel in its list', async () => {
  await using started = await start();
  const { child, url, output } = started;
  const opened = existsSync(path.join(root, 'notebooks', '00-map.ipynb')) ? '00-map.ipynb' : '02-sequential-vs-concurrent.ipynb';
  expect(url.pathname).toBe(`/lab/tree/${opened}`);
  expect(existsSync(path.join(root, 'my-course', opened))).toBe(true);
  expect(output()).not.toContain('Setting up');
  expect(await api(url, 'kernelspecs')).toMatchObject({ kernelspecs: { awaitbook: { spec: { display_name: 'TypeScript (Awaitbook)' } } } });
  expect(await api(url, 'contents/')).toMatchObject({ content: expect.arrayContaining([expect.objectContaining({ name: '02-sequential-vs-concurrent.ipynb' })]) });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('%s ends the server and its kernels', async (signal) => {
  await using started = await start();
  const { child, mark, url } = started;
  await api(url, 'kernels', { method: 'POST', body: JSON.stringify({ name: 'awaitbook' }) });
  expect(markedProcesses(mark).length).toBeGreaterThanOrEqual(3); // this script, the server and the kernel's front, at least
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual(signal === 'SIGKILL' ? [null, 'SIGKILL'] : [0, null]);
  await untilGone(mark, END_LIMIT_MS);
});
