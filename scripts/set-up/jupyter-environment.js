'use strict';
const os = require('node:os');
const path = require('node:path');
const { isWritable } = require('./is-writable');

/** @import { Paths } from './paths' */

/**
 * The environment for JupyterLab. The venv's kernelspec wins over one of the same name elsewhere. The person's own Jupyter settings are used
 * and stay untouched, but for the layout of windows, which belongs to this folder; without a writable home all of it lives in .venv.
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @param {{homeIsWritable?: boolean}} [options]
 * @returns {NodeJS.ProcessEnv}
 */
function jupyterEnvironment(paths, env, { homeIsWritable = isWritable(os.homedir()) } = {}) {
  const list = (/** @type {(string | undefined)[]} */ ...entries) => entries.filter(Boolean).join(path.delimiter);
  return {
    JUPYTERLAB_WORKSPACES_DIR: path.join(ownFolder(paths), 'workspaces'),
    ...env,
    ...(homeIsWritable ? {} : { HOME: ownFolder(paths), ...ownFolders(paths) }),
    PATH: list(paths.venvBin, env['PATH']),
    JUPYTER_PREFER_ENV_PATH: '1',
    JUPYTER_PATH: list(path.join(paths.venv, 'share', 'jupyter'), env['JUPYTER_PATH']),
    PYTHONNOUSERSITE: '1',
  };
}

/**
 * The environment for tests: nothing of the person's own Jupyter is read or written.
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function isolatedJupyterEnvironment(paths, env) {
  const { JUPYTER_PATH: _theirs, ...rest } = env;
  return { ...jupyterEnvironment(paths, rest), ...ownFolders(paths) };
}

/** @param {Paths} paths */
const ownFolder = (paths) => path.join(paths.venv, 'jupyter');

/**
 * Folders in .venv for what Jupyter and IPython otherwise keep in the person's home.
 * @param {Paths} paths
 * @returns {Record<string, string>}
 */
function ownFolders(paths) {
  const own = ownFolder(paths);
  return {
    JUPYTER_CONFIG_DIR: path.join(own, 'config'),
    JUPYTER_DATA_DIR: path.join(own, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(own, 'runtime'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(own, 'workspaces'),
    IPYTHONDIR: path.join(own, 'ipython'),
  };
}

module.exports = { isolatedJupyterEnvironment, jupyterEnvironment };
