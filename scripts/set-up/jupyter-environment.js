'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

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
  const own = path.join(paths.venv, 'jupyter');
  const list = (/** @type {(string | undefined)[]} */ ...entries) => entries.filter(Boolean).join(path.delimiter);
  const forHome = {
    HOME: own,
    JUPYTER_CONFIG_DIR: path.join(own, 'config'),
    JUPYTER_DATA_DIR: path.join(own, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(own, 'runtime'),
    IPYTHONDIR: path.join(own, 'ipython'),
  };
  return {
    JUPYTERLAB_WORKSPACES_DIR: path.join(own, 'workspaces'),
    ...env,
    ...(homeIsWritable ? {} : forHome),
    PATH: list(paths.venvBin, env['PATH']),
    JUPYTER_PREFER_ENV_PATH: '1',
    JUPYTER_PATH: list(path.join(paths.venv, 'share', 'jupyter'), env['JUPYTER_PATH']),
    PYTHONNOUSERSITE: '1',
  };
}

/**
 * @param {string} folder
 * @returns {boolean} whether files can be made there
 */
function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return fs.statSync(folder).isDirectory();
  } catch {
    return false; // not there, or not ours: the caller chooses another place
  }
}

module.exports = { isWritable, jupyterEnvironment };
