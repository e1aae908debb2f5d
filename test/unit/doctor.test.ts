/** What `awaitbook doctor` and `awaitbook console` find on machines of several kinds; the real round trip is in test/notebooks/run.test.ts. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lookAtJupyter, lookAtPython } from '../../kernel/cli/doctor/look-at-jupyter';
import { lookAtKernelspecs } from '../../kernel/cli/doctor/look-at-kernelspecs';
import { lookAtNode, lookAtZeromq } from '../../kernel/cli/doctor/look-at-node';
import { installKernelspec, kernelspecFolder } from '../../kernel/cli/kernelspec';
import { temporaryFolder, writeFiles } from './support/set-up-folder';

const root = path.resolve(__dirname, '..', '..');

/** A folder of programs: name to what a shell does. */
function programs(folder: string, scripts: Readonly<Record<string, string>>): string {
  writeFiles(folder, Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, `#!/bin/sh\n${script}\n`])));
  for (const name of Object.keys(scripts)) fs.chmodSync(path.join(folder, name), 0o755);
  return folder;
}

function kernelspec(dataFolder: string, name: string, content: string): void {
  writeFiles(path.join(dataFolder, 'kernels', name), { 'kernel.json': content });
}

test('the Node and the zeromq of these tests are good, and are named', () => {
  expect(lookAtNode()).toEqual({ health: 'good', subject: 'Node', words: `${process.versions.node}, ${process.execPath}` });
  expect(lookAtZeromq()).toEqual({ health: 'good', subject: 'zeromq', words: expect.stringMatching(/^libzmq \d+\.\d+\.\d+$/) });
});

describe('kernelspecs', () => {
  test('those that start what exists are good, and where they lie is told', () => {
    using folder = temporaryFolder();
    installKernelspec(folder.path, { node: process.execPath });
    fs.writeFileSync(path.join(kernelspecFolder(folder.path), 'kernel.json'), JSON.stringify({ argv: [process.execPath, __filename, '{connection_file}'] }));
    kernelspec(folder.path, 'python3', JSON.stringify({ argv: ['python', '-m', 'ipykernel_launcher', '-f', '{connection_file}'] }));
    expect(lookAtKernelspecs({ command: 'jupyter', dataFolders: [folder.path] })).toEqual([
      { health: 'good', subject: 'kernelspec awaitbook', words: kernelspecFolder(folder.path) },
      { health: 'good', subject: 'kernelspec python3', words: path.join(folder.path, 'kernels', 'python3') },
    ]);
  });

  test.each([
    ['a Node that is gone', JSON.stringify({ argv: ['/gone/node', __filename] }), /starts \/gone\/node, which does not exist/],
    ['a package that is gone', JSON.stringify({ argv: [process.execPath, '/gone/kernel-process.js', '{connection_file}'] }), /starts \/gone\/kernel-process\.js, which/],
    ['a broken file', '{', /can't be read/],
    ['no argv', '{}', /can't be read/],
    ['an empty argv', '{"argv": []}', /starts nothing/],
  ])('ours with %s is bad, and says how to write it anew; another kernel\'s is a note', (_what, content, words) => {
    using folder = temporaryFolder();
    kernelspec(folder.path, 'awaitbook', content);
    kernelspec(folder.path, 'other', content);
    expect(lookAtKernelspecs({ command: 'jupyter', dataFolders: [path.join(folder.path, 'none'), folder.path] })).toEqual([
      { health: 'bad', subject: 'kernelspec awaitbook', words: expect.stringMatching(words), advice: expect.stringContaining('awaitbook install') },
      { health: 'note', subject: 'kernelspec other', words: expect.stringMatching(words), advice: expect.any(String) },
    ]);
  });

  test('one that is never taken, and a Jupyter without the kernel, are notes', () => {
    using folder = temporaryFolder();
    const dataFolders = ['first', 'second'].map((name) => path.join(folder.path, name));
    for (const dataFolder of dataFolders) kernelspec(dataFolder, 'other', JSON.stringify({ argv: ['python3'] }));
    expect(lookAtKernelspecs({ command: 'the-jupyter', dataFolders })).toMatchObject([
      { health: 'good', subject: 'kernelspec other' },
      { health: 'note', subject: 'kernelspec other', words: expect.stringContaining('never taken') },
      { health: 'note', subject: 'kernelspec awaitbook', words: 'the-jupyter has none', advice: expect.stringContaining('awaitbook lab') },
    ]);
  });
});

test('a Jupyter without JupyterLab, and none, are notes that say what to install', () => {
  using folder = temporaryFolder();
  const bin = programs(folder.path, { good: 'echo 4.6.0', bare: 'echo "Jupyter command \\`jupyter-lab\\` not found." >&2; exit 1' });
  const look = (name: string) => lookAtJupyter({ command: path.join(bin, name), dataFolders: [] });
  expect(look('good')).toEqual({ health: 'good', subject: 'Jupyter', words: `JupyterLab 4.6.0, ${path.join(bin, 'good')}` });
  expect(look('bare')).toMatchObject({ health: 'note', words: expect.stringContaining('without JupyterLab'), advice: expect.stringContaining('pip install jupyterlab') });
  expect(lookAtJupyter(null)).toMatchObject({ health: 'note', advice: expect.stringContaining('pip install jupyterlab') });
});

/** Runs the command from the sources in a copy without `.venv`, on a machine that has nothing but the folder of programs. */
function awaitbook(folder: string, args: readonly string[], bin: string) {
  const copy = path.join(folder, 'package');
  fs.mkdirSync(copy);
  for (const name of ['kernel', 'package.json', 'tsconfig.json']) fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const entry = path.join(copy, 'kernel', 'cli', 'awaitbook.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', 'ts-node/register', entry, ...args], { cwd: copy, encoding: 'utf8', env: { PATH: bin, HOME: process.env['HOME'] } });
  return { status, stdout, stderr };
}

const JUPYTER = `[ "$1" = --paths ] && echo '{"data": []}' && exit
echo "$@"
echo "$JUPYTER_PATH"
[ -f "\${JUPYTER_PATH%%:*}/kernels/awaitbook/kernel.json" ] && exit 7`;

describe('console', () => {
  test('is Jupyter\'s, on a kernelspec that is there for as long as it runs; options and exit code are passed on', () => {
    using folder = temporaryFolder();
    const bin = programs(path.join(folder.path, 'bin'), { jupyter: JUPYTER, 'jupyter-console': '' });
    const { status, stdout } = awaitbook(folder.path, ['console', '--no-confirm-exit', '-x'], bin);
    const [options, dataFolder] = stdout.split('\n');
    expect({ status, options }).toEqual({ status: 7, options: 'console --kernel awaitbook --no-confirm-exit -x' });
    expect(path.isAbsolute(dataFolder!) && fs.existsSync(dataFolder!)).toBe(false);
  });

  test('says how to install what is missing', () => {
    using folder = temporaryFolder();
    const bin = programs(path.join(folder.path, 'bin'), { jupyter: JUPYTER });
    expect(awaitbook(folder.path, ['console'], bin)).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(/has no console\.\nInstall it: pip install jupyter-console\n$/) });
    using other = temporaryFolder();
    expect(awaitbook(other.path, ['console'], '/nowhere')).toMatchObject({ status: 1, stderr: expect.stringContaining('pip install jupyter-console') });
  });
});

test('Python: the first that answers counts; one that is too old and none are notes', () => {
  using folder = temporaryFolder();
  const at = (name: string) => path.join(folder.path, name);
  programs(at('stub'), { python3: 'exit 9', python: 'echo Python was not found' });
  programs(at('old'), { python: 'echo Python 3.9.18' });
  programs(at('new'), { python3: 'echo Python 3.13.0rc1' });
  const looked = (...names: string[]) => lookAtPython(names.map(at));
  expect(looked('none', 'stub', 'new', 'old')).toEqual({ health: 'good', subject: 'Python', words: `3.13.0rc1, ${at('new/python3')}` });
  expect(looked('old', 'new')).toEqual({ health: 'note', subject: 'Python', words: `3.9.18, ${at('old/python')}`, advice: expect.stringContaining('3.10 or later') });
  expect(looked('stub')).toMatchObject({ health: 'note', words: 'not found' });
});
