/** `awaitbook kernel CONNECTION_FILE`: runs the kernel in the foreground, as a kernelspec's own command does. */
import type { Command } from 'commander';

export function build(command: Command): void {
  command.argument('<connection-file>', "Jupyter's JSON file with the kernel's ports and key").action(async (connectionFile: string) => {
    const { runKernel } = require('../../main') as typeof import('../../main');
    await runKernel(connectionFile);
  });
}
