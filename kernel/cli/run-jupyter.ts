/** Runs a command of Jupyter's on our terminal, with the kernel in its list and nothing installed. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCommandLineEnvironment, type CommandLineEnvironment } from '../environment';
import { findJupyter, type Jupyter } from './find-jupyter';
import { installKernelspec } from './kernelspec';

/** A checkout's own environment, which `npm start` makes, beside the compiled package. */
const OWN_ENVIRONMENT = path.resolve(__dirname, '..', '..', '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');

/** Folders where programs of Jupyter's are looked for, the first wins. */
export function jupyterFolders(env: CommandLineEnvironment = readCommandLineEnvironment(process.env)): string[] {
  return [OWN_ENVIRONMENT, ...env.searchPath];
}

/** The checkout's own Jupyter, else the one on the PATH; null where there is none. */
export function ownOrFirstJupyter(): Jupyter | null {
  return findJupyter(jupyterFolders());
}

/**
 * Runs `jupyter ARGS` until it ends; resolves to its exit code. It shares our terminal, so a Ctrl-C reaches it by itself; SIGTERM is
 * passed on. Rejects when it can't be started.
 */
export async function runJupyter(jupyter: Jupyter, args: readonly string[]): Promise<number> {
  const env = readCommandLineEnvironment(process.env);
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-jupyter-'));
  try {
    installKernelspec(dataFolder);
    const jupyterPath = [dataFolder, env.jupyterPath].filter((folder) => folder !== null).join(path.delimiter);
    return await untilEnded(jupyter.command, args, { ...process.env, JUPYTER_PATH: jupyterPath });
  } finally {
    fs.rmSync(dataFolder, { recursive: true, force: true });
  }
}

function untilEnded(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const wait = () => undefined;
  const passOn = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      process.off('SIGINT', wait).off('SIGTERM', passOn);
      resolve(code ?? 1);
    });
  });
}
