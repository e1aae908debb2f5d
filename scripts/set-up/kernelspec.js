'use strict';
const path = require('node:path');

/** @import { Paths } from './paths' */

/**
 * Puts the kernelspec and the extension for JupyterLab into the venv, and only there. It is the built package's own installer that writes
 * them, so there is one form of each.
 * @param {Paths} paths
 * @param {string} node absolute path of the Node that runs the kernel
 */
function writeKernelspec(paths, node) {
  /** @type {typeof import('../../kernel/cli/kernelspec')} */
  const kernelspec = require(path.join(paths.dist, 'cli', 'kernelspec.js'));
  /** @type {typeof import('../../kernel/cli/lab-extension')} */
  const labExtension = require(path.join(paths.dist, 'cli', 'lab-extension.js'));
  const dataFolder = path.join(paths.venv, 'share', 'jupyter');
  kernelspec.installKernelspec(dataFolder, { node });
  labExtension.installLabExtension(dataFolder);
}

module.exports = { writeKernelspec };
