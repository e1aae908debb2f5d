/** `awaitbook console`: opens Jupyter's console on the kernel, without installing anything. Options go to the console. */
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { prefixOf, type Jupyter } from '../find-jupyter';
import { KERNEL_NAME } from '../kernelspec';
import { jupyterFolders, ownOrFirstJupyter, runJupyter } from '../run-jupyter';
import { UserError } from '../user-error';

export function build(command: Command): void {
  command.argument('[options...]', "jupyter console's own options").helpOption(false).allowUnknownOption().passThroughOptions().action(openConsole);
}

async function openConsole(options: string[]): Promise<void> {
  const jupyter = ownOrFirstJupyter();
  if (!jupyter) throw new UserError('No Jupyter was found: there is no jupyter on the PATH.\nInstall it (pip install jupyter-console), or activate the Python environment that has it.');
  if (!hasConsole(jupyter)) {
    throw new UserError(`The Jupyter that was found, ${jupyter.command}, has no console.\nInstall it: ${pipOf(jupyter)} install jupyter-console`);
  }
  process.exitCode = await runJupyter(jupyter, ['console', '--kernel', KERNEL_NAME, ...options]);
}

/** Jupyter's own rule (jupyter_core, `jupyter COMMAND`): a program `jupyter-COMMAND` beside it or on the PATH. */
function hasConsole(jupyter: Jupyter): boolean {
  const program = process.platform === 'win32' ? 'jupyter-console.exe' : 'jupyter-console';
  const places = [jupyter.command, fs.realpathSync(jupyter.command)].map((command) => path.dirname(command));
  return [...places, ...jupyterFolders()].some((folder) => fs.existsSync(path.join(folder, program)));
}

function pipOf(jupyter: Jupyter): string {
  const pip = path.join(path.dirname(jupyter.command), process.platform === 'win32' ? 'pip.exe' : 'pip');
  return prefixOf(jupyter) !== null && fs.existsSync(pip) ? pip : 'pip';
}
