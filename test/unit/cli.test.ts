import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { userDataFolder } from '../../kernel/cli/data-folder';
import { readCommandLineEnvironment } from '../../kernel/environment';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

const root = path.resolve(__dirname, '..', '..');
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };

/** The real one, because swc (for ts-node) unpacks 30 MB into the home's cache; commands that write there get another. */
const home = os.homedir();

/** Runs `awaitbook` from the sources, on a machine that has nothing but what `env` says. */
function awaitbook(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const entry = path.join(root, 'kernel', 'cli', 'awaitbook.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'ts-node/register', entry, ...args], { cwd: root, encoding: 'utf8', env: { PATH: '/nowhere', HOME: home, ...env } });
  return { status, stdout, stderr };
}

/** A folder with a `jupyter` that looks for kernelspecs in the given folders, as the one of a venv at `prefix` would be. */
function fakeJupyter(prefix: string, dataFolders: readonly string[]): string {
  const bin = path.join(prefix, 'bin');
  writeFiles(bin, { jupyter: `#!/bin/sh\necho '${JSON.stringify({ data: dataFolders })}'\n` });
  fs.chmodSync(path.join(bin, 'jupyter'), 0o755);
  return bin;
}

test('--version and --help answer; no command and an unknown one are errors that show the help or the name', () => {
  expect(awaitbook(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  const help = awaitbook(['--help']);
  expect(help.status).toBe(0);
  expect(help.stdout).toMatch(/install[^]*uninstall[^]*lab[^]*kernel/);
  expect(awaitbook([])).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: awaitbook') });
  expect(awaitbook(['nonsense'])).toMatchObject({ status: 2, stderr: expect.stringContaining('nonsense') });
  expect(awaitbook(['install', '--help']).stdout).toMatch(/--user[^]*--sys-prefix[^]*--prefix <dir>/);
  expect(awaitbook(['course', 'copy', 'a', 'b'])).toMatchObject({ status: 2, stderr: expect.stringContaining('too many arguments') });
  expect(awaitbook(['kernel'])).toMatchObject({ status: 2, stderr: expect.stringContaining('connection-file') });
});

test.each<[args: string[]]>([[['--help']], [['export', 'one.ipynb', '--to', 'script']]])('%j ends quietly when nobody reads what it prints', async (args) => {
  using folder = temporaryFolder();
  const cell = { cell_type: 'code', id: 'c1', metadata: {}, source: '1 + 1', outputs: [], execution_count: null };
  writeFiles(folder.path, { 'one.ipynb': JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }) });
  const entry = path.join(root, 'kernel', 'cli', 'awaitbook.ts');
  const child = spawn(process.execPath, ['--require', require.resolve('ts-node/register'), entry, ...args], { cwd: folder.path, env: { ...process.env, TS_NODE_PROJECT: path.join(root, 'tsconfig.json') }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(fs.readdirSync(folder.path)).toEqual(args.includes('script') ? ['one.ipynb', 'one.mts'] : ['one.ipynb']);
});

test('install writes a kernelspec with absolute paths and logos, and says where; uninstall takes it away', () => {
  using folder = temporaryFolder();
  const kernelspec = path.join(folder.path, 'share', 'jupyter', 'kernels', 'awaitbook');
  const installed = awaitbook(['install', '--prefix', folder.path]);
  expect(installed).toMatchObject({ status: 0, stderr: '' });
  expect(installed.stdout).toContain(`into ${kernelspec}\n`);
  expect(installed.stdout).toContain('No jupyter is on the PATH');
  expect(fs.readdirSync(kernelspec).sort()).toEqual(['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg']);
  expect(JSON.parse(fs.readFileSync(path.join(kernelspec, 'kernel.json'), 'utf8'))).toMatchObject({
    argv: [process.execPath, '--max-semi-space-size=2', path.join(root, 'kernel', 'kernel-process.js'), '{connection_file}'],
    display_name: 'TypeScript (Awaitbook)',
    language: 'typescript',
    interrupt_mode: 'message',
    kernel_protocol_version: '5.5',
  });
  const extension = path.join(folder.path, 'share', 'jupyter', 'labextensions', 'awaitbook-lab-extension');
  const { jupyterlab } = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8')) as { jupyterlab: { _build: { load: string } } };
  expect(fs.existsSync(path.join(extension, jupyterlab._build.load))).toBe(true);
  expect(awaitbook(['uninstall', '--prefix', folder.path])).toEqual({ status: 0, stdout: `Removed ${kernelspec}\n`, stderr: '' });
  expect([kernelspec, extension].map((place) => fs.existsSync(place))).toEqual([false, false]);
  expect(awaitbook(['uninstall', '--prefix', folder.path]).stdout).toContain('nothing to remove');
});

test('install says which Jupyter sees it, and warns of one that does not or takes another', () => {
  using folder = temporaryFolder();
  const [mine, other] = ['mine', 'other'].map((name) => path.join(folder.path, name, 'share', 'jupyter')) as [string, string];
  const bin = fakeJupyter(path.join(folder.path, 'venv'), [other, mine]);
  const install = (name: string) => awaitbook(['install', '--prefix', path.join(folder.path, name)], { PATH: `${bin}:/usr/bin:/bin` }).stdout;
  expect(install('mine')).toContain(`${path.join(bin, 'jupyter')} will see it.`);
  expect(install('elsewhere')).toMatch(/Warning: .* will not see it[^]*JUPYTER_PATH=.*elsewhere/);
  install('other');
  expect(install('mine')).toMatch(/Warning: .* will take the kernelspec in .*other.* instead/);
});

test('--sys-prefix finds the environment of the jupyter on the PATH, and says so where there is none', () => {
  using folder = temporaryFolder();
  const venv = path.join(folder.path, 'venv');
  const place = path.join(venv, 'share', 'jupyter');
  const bin = fakeJupyter(venv, ['/home/x/.local/share/jupyter', place]);
  expect(awaitbook(['install', '--sys-prefix'], { PATH: `${bin}:/usr/bin:/bin` }).stdout).toContain(`into ${place}`);
  expect(awaitbook(['install', '--sys-prefix'])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('--prefix DIR') });
});

test('--user, which is the default, is the folder that Jupyter takes', () => {
  using folder = temporaryFolder();
  const env = { HOME: folder.path };
  expect(awaitbook(['install'], env).stdout).toContain(path.join(folder.path, '.local', 'share', 'jupyter', 'kernels'));
  expect(awaitbook(['uninstall', '--user'], env).stdout).toMatch(/^Removed /);
  const at = (variables: NodeJS.ProcessEnv, platform: NodeJS.Platform) => userDataFolder(readCommandLineEnvironment(variables), platform);
  expect(at({ JUPYTER_DATA_DIR: '/data' }, 'linux')).toBe('/data');
  expect(at({ XDG_DATA_HOME: '/xdg' }, 'linux')).toBe('/xdg/jupyter');
  expect(at({}, 'darwin')).toMatch(/Library\/Jupyter$/);
});

test('a place that can not be written is told in words, and so are options that contradict each other', () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { file: 'in the way' });
  const refused = awaitbook(['install', '--prefix', path.join(folder.path, 'file')]);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(/is not a folder[^]*--prefix DIR/);
  expect(refused.stderr).not.toContain('    at ');
  expect(awaitbook(['install', '--user', '--sys-prefix'])).toMatchObject({ status: 1, stderr: expect.stringContaining('only one of') });
});

test('lab without a JupyterLab says what to install', () => {
  using folder = temporaryFolder();
  fs.cpSync(path.join(root, 'kernel'), path.join(folder.path, 'package', 'kernel'), { recursive: true });
  fs.cpSync(path.join(root, 'package.json'), path.join(folder.path, 'package', 'package.json'));
  fs.cpSync(path.join(root, 'tsconfig.json'), path.join(folder.path, 'package', 'tsconfig.json'));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder.path, 'package', 'node_modules'));
  const entry = path.join(folder.path, 'package', 'kernel', 'cli', 'awaitbook.ts');
  const { status, stderr } = spawnSync(process.execPath, ['--require', 'ts-node/register', entry, 'lab'], { cwd: path.join(folder.path, 'package'), encoding: 'utf8', env: { PATH: '/nowhere', HOME: home } });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('pip install jupyterlab') });
});
