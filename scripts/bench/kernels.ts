/** The kernels that are measured: how each is started and which cells it gets. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { transformSync } from '@swc/core';
import type { Kernelspec } from '../../kernel/cli/kernelspec';
import { PlainError } from '../set-up/plain-error';
import { PYTHON, TYPESCRIPT } from './cells';
import type { Cells } from './cells';
import type { BenchFolders } from './folders';
import { denoBinary, installPeers, versionOfPeer } from './peers';

/** `unchecked`: ours without the checking of types, which most of the others don't do either. */
export const KERNEL_NAMES = ['awaitbook', 'unchecked', 'floor', 'deno', 'tslab', 'ipykernel'] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];

/** A kernel that can be started. */
export interface BenchKernel {
  readonly name: KernelName;
  readonly version: string;
  /** Command and arguments. */
  argv(connectionFile: string): readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** How Jupyter interrupts it, as its kernelspec says. */
  readonly interruptMode: 'message' | 'signal';
  /** Null: it answers every cell alike and evaluates nothing. */
  readonly cells: Cells | null;
}

/** Makes a kernel ready to start. @throws PlainError with the reason why it can't be measured. */
export async function prepareKernel(name: KernelName, folders: BenchFolders): Promise<BenchKernel> {
  if (name === 'awaitbook') return awaitbook(folders, name, {});
  if (name === 'unchecked') return awaitbook(folders, name, { AWAITBOOK_CHECK: 'off' });
  if (name === 'floor') return floor(folders);
  if (name === 'ipykernel') return ipykernel(folders);
  await installPeers(folders);
  return name === 'deno' ? deno(folders) : tslab(folders);
}

function awaitbook(folders: BenchFolders, name: KernelName, env: NodeJS.ProcessEnv): BenchKernel {
  const module = path.join(folders.kernel, 'cli', 'kernelspec.js');
  if (!fs.existsSync(module)) throw new PlainError(`${folders.kernel} holds no kernel: "npm run build" makes dist.`);
  const { kernelspec } = require(module) as typeof import('../../kernel/cli/kernelspec');
  const spec: Kernelspec = kernelspec(ownNode(folders));
  const { version } = JSON.parse(fs.readFileSync(path.join(folders.root, 'package.json'), 'utf8')) as { version: string };
  const argv = (file: string): string[] => spec.argv.map((argument) => argument.replace('{connection_file}', file));
  return { name, version, argv, env, interruptMode: spec.interrupt_mode, cells: TYPESCRIPT };
}

function floor(folders: BenchFolders): BenchKernel {
  const node = ownNode(folders);
  const code = (['floor-kernel', 'floor-messages'] as const).map((name) => compile(path.join(folders.bench, `${name}.ts`), folders.peers))[0] ?? '';
  return { name: 'floor', version: `Node ${process.versions.node}`, argv: (file) => [node, code, file], env: {}, interruptMode: 'message', cells: null };
}

/** As JavaScript: its start must not be one of a compiler. */
function compile(source: string, folder: string): string {
  const { code } = transformSync(fs.readFileSync(source, 'utf8'), {
    filename: source,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const file = path.join(folder, path.basename(source).replace(/\.ts$/, '.js'));
  fs.writeFileSync(file, code);
  return file;
}

/** `deno jupyter --install` writes this as its kernelspec, without an interrupt mode: signal. */
function deno(folders: BenchFolders): BenchKernel {
  const binary = denoBinary(folders);
  const env = { ...home(folders), DENO_DIR: path.join(folders.peers, 'home', 'deno'), DENO_NO_UPDATE_CHECK: '1' };
  const argv = (file: string): string[] => [binary, 'jupyter', '--kernel', '--conn', file];
  return { name: 'deno', version: versionOfPeer(folders, 'deno'), argv, env, interruptMode: 'signal', cells: TYPESCRIPT };
}

/** As `tslab install` writes its kernelspec, but with our copy of Node in place of its script's first line. */
function tslab(folders: BenchFolders): BenchKernel {
  const version = versionOfPeer(folders, 'tslab');
  linkNodeTypes(path.join(folders.peers, 'node_modules'));
  const script = path.join(folders.peers, 'node_modules', 'tslab', 'bin', 'tslab');
  const node = ownNode(folders);
  return { name: 'tslab', version, argv: (file) => [node, script, 'kernel', `--config-path=${file}`], env: home(folders), interruptMode: 'signal', cells: TYPESCRIPT };
}

/** tslab looks for Node's types only in a node_modules of its own, where they lie after a global installation; without them it knows no setTimeout. */
function linkNodeTypes(nodeModules: string): void {
  const link = path.join(nodeModules, 'tslab', 'node_modules', '@types');
  if (fs.existsSync(link)) return;
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.symlinkSync(path.join(nodeModules, '@types'), link, 'junction');
}

function ipykernel(folders: BenchFolders): BenchKernel {
  const { python } = folders;
  const { status, stdout } = spawnSync(python, ['-c', 'from importlib.metadata import version; print(version("ipykernel"))'], { encoding: 'utf8' });
  if (status !== 0) throw new PlainError('.venv has no ipykernel: "npm start" makes .venv.');
  const own = path.join(folders.peers, 'home');
  const env = { ...home(folders), IPYTHONDIR: path.join(own, 'ipython'), JUPYTER_RUNTIME_DIR: path.join(own, 'runtime'), JUPYTER_CONFIG_DIR: path.join(own, 'jupyter') };
  return { name: 'ipykernel', version: stdout.trim(), argv: (file) => [python, '-m', 'ipykernel_launcher', '-f', file], env, interruptMode: 'signal', cells: PYTHON };
}

/** What a kernel keeps for its person does not go into the person's home. */
function home(folders: BenchFolders): NodeJS.ProcessEnv {
  const folder = path.join(folders.peers, 'home');
  fs.mkdirSync(folder, { recursive: true });
  return { HOME: folder, USERPROFILE: folder };
}

/**
 * A copy of this Node for kernels alone. Memory is measured as PSS: with the same file in use by the bench and by other programs
 * of the machine, a kernel would count only a part of Node's own pages.
 */
function ownNode(folders: BenchFolders): string {
  const copy = path.join(folders.peers, `node-${process.versions.node}${path.extname(process.execPath)}`);
  if (!fs.existsSync(copy)) {
    fs.mkdirSync(folders.peers, { recursive: true });
    fs.copyFileSync(process.execPath, `${copy}.new`);
    fs.renameSync(`${copy}.new`, copy);
  }
  return copy;
}
