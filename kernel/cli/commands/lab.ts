/** `awaitbook lab`: opens JupyterLab with the kernel in its list, without installing anything. Options go to JupyterLab. */
import type { Command } from 'commander';
import { ownOrFirstJupyter, runJupyter } from '../run-jupyter';
import { UserError } from '../user-error';

export function build(command: Command): void {
  command.argument('[options...]', "JupyterLab's own options").helpOption(false).allowUnknownOption().passThroughOptions().action(lab);
}

async function lab(options: string[]): Promise<void> {
  const jupyter = ownOrFirstJupyter();
  if (!jupyter) throw new UserError('No JupyterLab was found: there is no jupyter on the PATH.\nInstall it (pip install jupyterlab), or activate the Python environment that has it.');
  process.exitCode = await runJupyter(jupyter, ['lab', ...options]);
}
