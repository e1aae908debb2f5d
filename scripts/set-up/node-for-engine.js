'use strict';
const { engineRunsOn } = require('../../kernel/node-version');
const { nodeInVenv } = require('./paths');
const { PlainError } = require('./plain-error');

/** @import { Paths } from './paths' */

/**
 * Whether the machine's own Node, the one that runs this, is not one that the engine runs on.
 * @param {string} [version]
 * @returns {boolean}
 */
function needsOwnNode(version = process.versions.node) {
  return !engineRunsOn(version);
}

/**
 * The Node for all that comes after set-up: build, tests, kernel.
 * @param {Paths} paths
 * @returns {string} absolute path
 * @throws {PlainError} when set-up has not brought it yet
 */
function nodeForEngine(paths) {
  const node = needsOwnNode() ? nodeInVenv(paths) : process.execPath;
  if (node) return node;
  throw new PlainError(`This machine's Node ${process.versions.node} is too old for the kernel, and set-up has not brought its own yet.\nRun "npm start" (or "npm test") once, then this command again.`);
}

module.exports = { needsOwnNode, nodeForEngine };
