/** Which Jupyter data folder an `install` or `uninstall` is about. */
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import type { CommandLineEnvironment } from '../environment';
import { prefixOf, type Jupyter } from './find-jupyter';
import { UserError } from './user-error';

/** The options that choose it; at most one is given. */
export interface PlaceOptions {
  readonly user?: true;
  readonly sysPrefix?: true;
  readonly prefix?: string;
}

/** Adds the options to a command. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('--user', "in this account's Jupyter folder (the default)")
    .option('--sys-prefix', 'in the Python environment of the jupyter on the PATH')
    .option('--prefix <dir>', 'in DIR/share/jupyter');
}

/**
 * The data folder that the options name. `jupyter`: the one on the PATH.
 * Throws UserError when they contradict each other or no Python environment is found.
 */
export function dataFolder(options: PlaceOptions, env: CommandLineEnvironment, jupyter: Jupyter | null): string {
  if ([options.user, options.sysPrefix, options.prefix].filter((option) => option !== undefined).length > 1) {
    throw new UserError('Give only one of --user, --sys-prefix and --prefix.');
  }
  if (options.prefix !== undefined) return path.resolve(options.prefix, 'share', 'jupyter');
  return options.sysPrefix ? path.join(activePrefix(env, jupyter), 'share', 'jupyter') : userDataFolder(env);
}

function activePrefix(env: CommandLineEnvironment, jupyter: Jupyter | null): string {
  const prefix = (jupyter && prefixOf(jupyter)) ?? env.activePrefix;
  if (prefix) return prefix;
  throw new UserError('--sys-prefix needs a Python environment, and none was found: there is no jupyter on the PATH.\nActivate the environment first, or name it: awaitbook install --prefix DIR.');
}

/** Jupyter's own rule (jupyter_core, `jupyter_data_dir`). */
export function userDataFolder(env: CommandLineEnvironment, platform: NodeJS.Platform = process.platform): string {
  if (env.jupyterDataDir) return env.jupyterDataDir;
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Jupyter');
  if (platform === 'win32') return path.join(env.appData ?? os.homedir(), 'jupyter');
  return path.join(env.xdgDataHome ?? path.join(os.homedir(), '.local', 'share'), 'jupyter');
}
