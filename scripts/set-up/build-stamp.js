'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { hashOf, readStamp, writeWhole } = require('./stamp');

/** @import { Paths } from './paths' */

/** @param {Paths} paths */
const stampFile = (paths) => path.join(paths.dist, '.awaitbook-stamp');

/**
 * A hash of all that the build is made from: the kernel's sources and assets, how they are compiled and joined, and by which compiler.
 * @param {Paths} paths
 * @returns {string}
 */
function sourcesHash(paths) {
  const rules = ['tsconfig.json', 'package.json', 'package-lock.json', path.join('scripts', 'build.ts')];
  const files = [...rules, ...filesUnder(paths.root, path.join('scripts', 'build')), ...filesUnder(paths.root, 'kernel')];
  return hashOf(files.flatMap((file) => [file, fs.readFileSync(path.join(paths.root, file))]));
}

/**
 * @param {string} root
 * @param {string} folder relative to root
 * @returns {string[]} files relative to root, sorted
 */
function filesUnder(root, folder) {
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(root, name) : [name];
  }).sort();
}

/**
 * Whether dist/ was made from the sources as they are now.
 * @param {Paths} paths
 * @returns {boolean}
 */
function buildIsReady(paths) {
  return readStamp(stampFile(paths)) === sourcesHash(paths);
}

/**
 * Before a build: what an interrupted one leaves is made from two states of the sources, and must not pass for the older of them.
 * @param {Paths} paths
 */
function removeBuildStamp(paths) {
  fs.rmSync(stampFile(paths), { force: true });
}

/**
 * @param {Paths} paths
 * @param {string} hash of the sources as they were when the build began
 */
function writeBuildStamp(paths, hash) {
  writeWhole(stampFile(paths), hash);
}

module.exports = { buildIsReady, filesUnder, removeBuildStamp, sourcesHash, writeBuildStamp };
