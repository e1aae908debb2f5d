/** `awaitbook install`: writes the kernelspec, and says where it went and which Jupyter will see it. */
import fs from 'node:fs';
import type { Command } from 'commander';
import { readCommandLineEnvironment } from '../../environment';
import { addPlaceOptions, dataFolder, type PlaceOptions } from '../data-folder';
import { findJupyter, type Jupyter } from '../find-jupyter';
import { installKernelspec, kernelspec, kernelspecFolder } from '../kernelspec';
import { installLabExtension } from '../lab-extension';
import { inWords } from '../user-error';

export function build(command: Command): void {
  addPlaceOptions(command).action(install);
}

function install(options: PlaceOptions): void {
  const env = readCommandLineEnvironment(process.env);
  const jupyter = findJupyter(env.searchPath);
  const place = dataFolder(options, env, jupyter);
  const folder = written(place);
  const lines = [
    `Installed the kernel "${kernelspec(process.execPath).display_name}" into ${folder}`,
    `It runs on Node ${process.versions.node} (${process.execPath}); install again when that Node moves.`,
    ...whoSeesIt(place, jupyter),
  ];
  if (/[\\/]_npx[\\/]/.test(__dirname)) lines.push("Warning: this is npx's cache, which npm empties at will. Install the package (npm install -g awaitbook), then run awaitbook install again.");
  process.stdout.write(`${lines.join('\n')}\n`);
}

function written(place: string): string {
  try {
    installLabExtension(place);
    return installKernelspec(place);
  } catch (error) {
    throw inWords(error, 'Install for this account only (awaitbook install --user), or into a folder of yours (awaitbook install --prefix DIR).');
  }
}

/** Lines that say whether the Jupyter on the PATH finds the kernelspec there. */
export function whoSeesIt(place: string, jupyter: Jupyter | null): string[] {
  if (!jupyter) return [`No jupyter is on the PATH: one that has ${place} in "jupyter --paths" will see it.`];
  const at = jupyter.dataFolders.indexOf(place);
  if (at < 0) {
    const folders = jupyter.dataFolders.map((folder) => `  ${folder}`);
    return [`Warning: ${jupyter.command} will not see it. It looks only into`, ...folders, `Use --user or --sys-prefix, or start it with JUPYTER_PATH=${place}`];
  }
  const hiding = jupyter.dataFolders.slice(0, at).map(kernelspecFolder).find((folder) => fs.existsSync(folder));
  if (hiding) return [`Warning: ${jupyter.command} will take the kernelspec in ${hiding} instead, which comes first. Remove that one if it is not wanted.`];
  return [`${jupyter.command} will see it.`];
}
