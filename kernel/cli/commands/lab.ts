/** `awaitbook lab`: opens JupyterLab with the kernel in its list, without installing anything. Options go to JupyterLab. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { readCommandLineEnvironment, type CommandLineEnvironment } from '../../environment';
import { findJupyter, type Jupyter } from '../find-jupyter';
import { installKernelspec } from '../kernelspec';
import { UserError } from '../user-error';

/** A checkout's own environment, which `npm start` makes, beside the compiled package. */
const OWN_ENVIRONMENT = path.resolve(__dirname, '..', '..', '..', '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');

export function build(command: Command): void {
  command.argument('[options...]', "JupyterLab's own options").helpOption(false).allowUnknownOption().passThroughOptions().action(lab);
}

async function lab(options: string[]): Promise<void> {
  const env = readCommandLineEnvironment(process.env);
  const jupyter = findJupyter([OWN_ENVIRONMENT, ...env.searchPath]);
  if (!jupyter) throw new UserError('No JupyterLab was found: there is no jupyter on the PATH.\nInstall it (pip install jupyterlab), or activate the Python environment that has it.');
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-lab-'));
  try {
    installKernelspec(dataFolder);
    process.exitCode = await runLab(jupyter, options, dataFolder, env);
  } finally {
    fs.rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Stays until JupyterLab has ended. It shares our terminal, so a Ctrl-C reaches it by itself; SIGTERM is passed on. */
function runLab(jupyter: Jupyter, options: readonly string[], dataFolder: string, env: CommandLineEnvironment): Promise<number> {
  const jupyterPath = [dataFolder, env.jupyterPath].filter((folder) => folder !== null).join(path.delimiter);
  const child = spawn(jupyter.command, ['lab', ...options], { stdio: 'inherit', env: { ...process.env, JUPYTER_PATH: jupyterPath } });
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
