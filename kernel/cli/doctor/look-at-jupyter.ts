/** Python and Jupyter: only notebooks in a front end need them, `awaitbook run` does not. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Jupyter } from '../find-jupyter';
import { jupyterFolders } from '../run-jupyter';
import type { Finding } from './finding';

/** Ms that a program may take to tell its version: Python on a cold disk is slow. */
const ANSWER_LIMIT_MS = 30_000;

/** JupyterLab 4 needs Python 3.10 or later. */
const OLDEST_PYTHON = [3, 10] as const;

/** @param folders where it is looked for, the first wins. */
export function lookAtPython(folders: readonly string[] = jupyterFolders()): Finding {
  const names = process.platform === 'win32' ? ['python.exe', 'py.exe'] : ['python3', 'python'];
  const commands = folders.flatMap((folder) => names.map((name) => path.join(folder, name))).filter((file) => fs.existsSync(file));
  for (const command of commands) {
    const [text, major, minor] = /Python (\d+)\.(\d+)\S*/.exec(versionOf(command, ['--version'])) ?? [];
    if (text === undefined) continue; // a stub that only tells how to install Python
    const words = `${text.slice('Python '.length)}, ${command}`;
    const isOld = Number(major) < OLDEST_PYTHON[0] || (Number(major) === OLDEST_PYTHON[0] && Number(minor) < OLDEST_PYTHON[1]);
    return isOld
      ? { health: 'note', subject: 'Python', words, advice: `JupyterLab 4 needs Python ${OLDEST_PYTHON.join('.')} or later.` }
      : { health: 'good', subject: 'Python', words };
  }
  return { health: 'note', subject: 'Python', words: 'not found', advice: `JupyterLab needs it: install Python ${OLDEST_PYTHON.join('.')} or later.` };
}

export function lookAtJupyter(jupyter: Jupyter | null): Finding {
  const advice = 'To use the kernel in JupyterLab, install it (pip install jupyterlab), or activate the Python environment that has it.';
  if (jupyter === null) return { health: 'note', subject: 'Jupyter', words: 'there is no jupyter on the PATH', advice };
  const lab = versionOf(jupyter.command, ['lab', '--version']).trim();
  if (!/^\d/.test(lab)) return { health: 'note', subject: 'Jupyter', words: `${jupyter.command}, without JupyterLab`, advice };
  return { health: 'good', subject: 'Jupyter', words: `JupyterLab ${lab}, ${jupyter.command}` };
}

/** What the program prints, or nothing when it fails. */
function versionOf(command: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: ANSWER_LIMIT_MS, stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout : '';
}
