import path from 'node:path';
import { expect, test } from '@jest/globals';
import { askedPort, asksForLog, jupyterArguments } from '../../scripts/set-up/jupyter-arguments';
import { isolatedJupyterEnvironment, jupyterEnvironment } from '../../scripts/set-up/jupyter-environment';
import { pathsOf } from '../../scripts/set-up/paths';
import { ServerLog } from '../../scripts/set-up/server-log';

const context = { rootFolder: '/p/notebooks', notebook: '02 b.ipynb', isRoot: false };
const ours = ['--ServerApp.root_dir=/p/notebooks', '--LabApp.default_url=/lab/tree/02%20b.ipynb'];
const paths = pathsOf('/p');

test('opens notebooks/ on the first notebook, or on the folder where there is none', () => {
  expect(jupyterArguments([], context)).toEqual(ours);
  expect(jupyterArguments([], { ...context, notebook: null })).toEqual(ours.slice(0, 1));
});

test("a person's options come first and as they are", () => {
  expect(jupyterArguments(['--no-browser', '--port', '8899'], context)).toEqual(['--no-browser', '--port', '8899', ...ours]);
});

test.each([[['my.ipynb']], [['--no-browser', 'my.ipynb']], [['--notebook-dir=/mine']], [['--ServerApp.root_dir', '/mine']], [['path']]])('a folder, file or subcommand of their own replaces ours: %j', (own) => {
  expect(jupyterArguments(own, context)).toEqual(own);
});

test('root gets --allow-root, once', () => {
  expect(jupyterArguments([], { ...context, isRoot: true })).toEqual([...ours, '--allow-root']);
  expect(jupyterArguments(['--allow-root'], { ...context, isRoot: true })).toEqual(['--allow-root', ...ours]);
});

test.each([
  [['--port', '8899'], { port: 8899, host: 'localhost' }],
  [['--port=8899', '--ip=0.0.0.0'], { port: 8899, host: '0.0.0.0' }],
  [['--ServerApp.port=1', '--port=8899', '--ip=*'], { port: 8899, host: '' }],
  [['--port=0'], null],
  [['--no-browser'], null],
])('the port asked for in %j', (own, asked) => {
  expect(askedPort(own)).toEqual(asked);
});

test('asking for a log level shows the log', () => {
  expect([['--debug'], ['--log-level=INFO'], ['--no-browser']].map(asksForLog)).toEqual([true, true, false]);
});

test("the venv's kernelspecs come before those of JUPYTER_PATH, and the person's own folders are used", () => {
  const env = jupyterEnvironment(paths, { PATH: '/bin', JUPYTER_PATH: '/theirs', JUPYTER_CONFIG_DIR: '/config' }, { homeIsWritable: true });
  expect(env['JUPYTER_PATH']).toBe(['/p/.venv/share/jupyter', '/theirs'].join(path.delimiter));
  expect(env['PATH']).toBe([paths.venvBin, '/bin'].join(path.delimiter));
  expect(env['JUPYTER_CONFIG_DIR']).toBe('/config');
  expect(env['HOME']).toBeUndefined();
});

test('without a writable home, and in tests, all that Jupyter writes lies in .venv', () => {
  const homeless = jupyterEnvironment(paths, { HOME: '/nonexistent', JUPYTER_DATA_DIR: '/nonexistent/x' }, { homeIsWritable: false });
  expect(homeless['HOME']).toBe('/p/.venv/jupyter');
  for (const env of [homeless, isolatedJupyterEnvironment(paths, { JUPYTER_DATA_DIR: '/theirs', JUPYTER_PATH: '/theirs' })]) {
    const folders = ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_RUNTIME_DIR', 'JUPYTERLAB_WORKSPACES_DIR', 'IPYTHONDIR', 'JUPYTER_PATH'];
    expect(folders.map((name) => env[name])).toEqual(folders.map(() => expect.stringMatching(/^\/p\/\.venv\//)));
  }
});

/** Feeds a log in two pieces that break a line. */
function readLog(text: string, showsAll = false) {
  const seen = { shown: [] as string[], addresses: [] as string[] };
  const log = new ServerLog({ showsAll, show: (line) => seen.shown.push(line), onAddress: (url) => seen.addresses.push(url) });
  log.write(text.slice(0, 40));
  log.write(text.slice(40));
  return { ...seen, beforeFailure: log.linesBeforeFailure() };
}

const LOG = [
  '[I 2026-11-24 06:31:15.678 ServerApp] jupyterlab | extension was successfully loaded.',
  '[W 2026-11-24 06:31:15.700 ServerApp] something to know',
  '    and its second line, see https://jupyter.org/elsewhere',
  '[I 2026-11-24 06:31:16.100 ServerApp] Jupyter Server 2.21.1 is running at:',
  '[I 2026-11-24 06:31:16.100 ServerApp] http://localhost:8888/lab/tree/02.ipynb?token=abc',
  '[I 2026-11-24 06:31:16.100 ServerApp]     http://127.0.0.1:8888/lab/tree/02.ipynb?token=abc',
  '[C 2026-11-24 06:31:16.200 ServerApp] ',
  '    To access the server, open this file in a browser:',
  '',
].join('\n');

test('the first address is told once, and only warnings and errors are shown', () => {
  expect(readLog(LOG)).toEqual({
    shown: ['[W 2026-11-24 06:31:15.700 ServerApp] something to know', '    and its second line, see https://jupyter.org/elsewhere'],
    addresses: ['http://localhost:8888/lab/tree/02.ipynb?token=abc'],
    beforeFailure: [],
  });
});

test('a log that was asked for is shown whole', () => {
  expect(readLog(LOG, true).shown).toEqual(LOG.split('\n').slice(0, -1));
});

test('a server that never answered leaves its whole log', () => {
  const start = LOG.split('\n').slice(0, 2);
  expect(readLog(`${start.join('\n')}\n`).beforeFailure).toEqual(start);
});
