/**
 * Deno and tslab: installed by npm at the first run, in the versions of `peers/package.json`, without any package's scripts. There is no lock file: one
 * made where the registry has Deno's binary for one machine only is refused by npm everywhere else.
 */
import fs from 'node:fs';
import path from 'node:path';
import { explainFailure } from '../set-up/explain-failure';
import { findNpm } from '../set-up/node-modules';
import { PlainError } from '../set-up/plain-error';
import { runStep } from '../set-up/run-step';
import type { BenchFolders } from './folders';

const STEP = "the bench's other kernels (npm install)";

/** Does nothing when they are there already. @throws PlainError with the reason when npm fails. */
export async function installPeers(folders: BenchFolders): Promise<void> {
  const manifest = path.join(folders.bench, 'peers', 'package.json');
  const { dependencies } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> };
  if (Object.entries(dependencies).every(([name, version]) => installedVersion(folders, name) === version)) return;
  process.stderr.write('Installing the kernels to compare with (once) …\n');
  fs.mkdirSync(folders.peers, { recursive: true });
  fs.copyFileSync(manifest, path.join(folders.peers, 'package.json'));
  const npm = findNpm(process.env);
  const args = [...npm.args, 'install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await runStep(npm.command, args, { cwd: folders.peers, shell: npm.shell });
  if (code !== 0) throw new PlainError(explainFailure(STEP, output));
}

function installedVersion(folders: BenchFolders, name: string): string | null {
  const file = path.join(folders.peers, 'node_modules', name, 'package.json');
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version : null;
}

/** @throws PlainError when the package is not there. */
export function versionOfPeer(folders: BenchFolders, name: string): string {
  const version = installedVersion(folders, name);
  if (version === null) throw new PlainError(`npm did not install ${name}.`);
  return version;
}

/** npm installs the one package of @deno that fits this machine; the binary lies in it. @throws PlainError when there is none. */
export function denoBinary(folders: BenchFolders): string {
  const scope = path.join(folders.peers, 'node_modules', '@deno');
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno';
  const packages = fs.existsSync(scope) ? fs.readdirSync(scope) : [];
  const found = packages.map((one) => path.join(scope, one, name)).find((file) => fs.existsSync(file));
  if (found === undefined) throw new PlainError(`npm has no binary of Deno for this machine (${process.platform} ${process.arch}).`);
  return found;
}
