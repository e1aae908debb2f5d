'use strict';
const path = require('node:path');

/** @import { Paths } from './paths' */

/**
 * Puts the kernelspec into the venv, and only there. It is the built package's own installer that writes it, so there is one form of it.
 * @param {Paths} paths
 * @param {string} node absolute path of the Node that runs the kernel
 */
function writeKernelspec(paths, node) {
  /** @type {typeof import('../../kernel/cli/kernelspec')} */
  const kernelspec = require(path.join(paths.dist, 'cli', 'kernelspec.js'));
  kernelspec.installKernelspec(path.join(paths.venv, 'share', 'jupyter'), { node });
}

module.exports = { writeKernelspec };
