'use strict';
const path = require('node:path');

/** @import { Paths } from './paths' */

/**
 * Node's arguments for a script of the project: a TypeScript one goes through ts-node (compiled by swc, not type checked: "npm run check" does that).
 * @param {Paths} paths
 * @param {string} script relative to the root or absolute
 * @param {readonly string[]} args
 * @returns {string[]}
 */
function tsNodeArguments(paths, script, args) {
  const file = path.resolve(paths.root, script);
  const register = path.join(paths.nodeModules, 'ts-node', 'register');
  return script.endsWith('.ts') ? ['--require', register, file, ...args] : [file, ...args];
}

module.exports = { tsNodeArguments };
