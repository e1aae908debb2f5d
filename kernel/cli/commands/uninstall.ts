/** `awaitbook uninstall`: removes the kernelspec from the place that the same options name for install. */
import type { Command } from 'commander';
import { readCommandLineEnvironment } from '../../environment';
import { addPlaceOptions, dataFolder, type PlaceOptions } from '../data-folder';
import { findJupyter } from '../find-jupyter';
import { kernelspecFolder, removeKernelspec } from '../kernelspec';
import { removeLabExtension } from '../lab-extension';
import { inWords } from '../user-error';

export function build(command: Command): void {
  addPlaceOptions(command).action(uninstall);
}

function uninstall(options: PlaceOptions): void {
  const env = readCommandLineEnvironment(process.env);
  const place = dataFolder(options, env, options.sysPrefix ? findJupyter(env.searchPath) : null);
  const folder = kernelspecFolder(place);
  process.stdout.write(removed(place) ? `Removed ${folder}\n` : `There is no kernelspec in ${folder}: nothing to remove.\n`);
}

function removed(place: string): boolean {
  try {
    removeLabExtension(place);
    return removeKernelspec(place);
  } catch (error) {
    throw inWords(error, 'Run the command as the account that installed it.');
  }
}
