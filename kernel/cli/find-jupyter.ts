import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Ms that `jupyter --paths` may take: about 0.3 s when warm; a cold disk is slow. */
const ANSWER_LIMIT_MS = 30_000;

/** A Jupyter on this machine. */
export interface Jupyter {
  /** Absolute path of its `jupyter` command. */
  readonly command: string;
  /** Folders where it looks for kernelspecs (below `kernels/`), the first wins. */
  readonly dataFolders: readonly string[];
}

/** The first folder's `jupyter` that answers; null where there is none. */
export function findJupyter(folders: readonly string[]): Jupyter | null {
  const names = process.platform === 'win32' ? ['jupyter.exe'] : ['jupyter'];
  const commands = folders.flatMap((folder) => names.map((name) => path.resolve(folder, name))).filter((file) => fs.existsSync(file));
  for (const command of commands) {
    const dataFolders = askDataFolders(command);
    if (dataFolders) return { command, dataFolders };
  }
  return null;
}

/** The Python environment that a Jupyter belongs to, for example a venv; null when it can't be told (a wrapper script elsewhere). */
export function prefixOf(jupyter: Jupyter): string | null {
  const places = [jupyter.command, fs.realpathSync(jupyter.command)].map((file) => path.dirname(path.dirname(file)));
  return places.find((prefix) => jupyter.dataFolders.includes(path.join(prefix, 'share', 'jupyter'))) ?? null;
}

function askDataFolders(command: string): string[] | null {
  const { status, stdout } = spawnSync(command, ['--paths', '--json'], { encoding: 'utf8', timeout: ANSWER_LIMIT_MS, stdio: ['ignore', 'pipe', 'ignore'] });
  if (status !== 0 || !stdout.startsWith('{')) return null;
  const { data } = JSON.parse(stdout) as { data: string[] };
  return data;
}
