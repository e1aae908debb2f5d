'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { explainFailure } = require('./explain-failure');
const { isWritable } = require('./is-writable');
const { PlainError } = require('./plain-error');
const { runStep } = require('./run-step');
const { hashOf, readStamp, writeWhole } = require('./stamp');

/** @import { Paths } from './paths' */
/** @typedef {{packages: Record<string, {version?: string, optional?: boolean, devOptional?: boolean}>}} Lock */

const STEP = 'Node packages (npm ci)';

/** @param {Paths} paths */
const stampFile = (paths) => path.join(paths.nodeModules, '.awaitbook-stamp');

/**
 * @param {Paths} paths
 * @returns {string}
 */
function wantedStamp(paths) {
  return hashOf([fs.readFileSync(path.join(paths.root, 'package-lock.json')), process.platform, process.arch]);
}

/**
 * Whether node_modules holds what package-lock.json asks for.
 * @param {Paths} paths
 * @returns {boolean}
 */
function nodePackagesAreReady(paths) {
  return readStamp(stampFile(paths)) === wantedStamp(paths);
}

/**
 * Fills node_modules without running any package's script. What a person's own `npm install` left is kept when it is what the lock asks for.
 * @param {Paths} paths
 * @param {AbortSignal} signal
 * @throws {PlainError} in words when npm is missing or fails
 */
async function installNodePackages(paths, signal) {
  const stamp = wantedStamp(paths);
  if (!agreesWithLock(paths)) {
    const cache = isWritable(os.homedir()) ? null : fs.mkdtempSync(path.join(os.tmpdir(), 'awaitbook-npm-'));
    try {
      await runNpmCi(paths, cache, signal);
    } finally {
      if (cache) fs.rmSync(cache, { recursive: true, force: true });
    }
  }
  writeWhole(stampFile(paths), stamp);
}

/**
 * @param {Paths} paths
 * @param {string | null} cache npm's cache where its usual place, the home, can't be written
 * @param {AbortSignal} signal
 */
async function runNpmCi(paths, cache, signal) {
  const npm = findNpm(process.env);
  const args = [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...(cache ? [`--cache=${cache}`] : [])];
  const { code, output } = await runStep(npm.command, args, { cwd: paths.root, signal, shell: npm.shell });
  if (code === null && /ENOENT/.test(output)) throw new PlainError(NO_NPM);
  if (code !== 0) throw new PlainError(explainFailure(STEP, output));
}

const NO_NPM = 'npm was not found: set-up needs it to fetch the Node packages.\nIt comes with Node (nodejs.org); Debian has it as the package "npm". Install it, then run the command again.';

/**
 * The npm that runs us, else the one on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{command: string, args: string[], shell: boolean}}
 */
function findNpm(env) {
  const running = env['npm_execpath'];
  if (running && path.basename(running).startsWith('npm')) return { command: process.execPath, args: [running], shell: false };
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

/**
 * Whether the record that npm writes into node_modules at the very end of an installation has the versions of package-lock.json.
 * @param {Paths} paths
 * @returns {boolean}
 */
function agreesWithLock(paths) {
  const record = path.join(paths.nodeModules, '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const installed = readLock(record).packages;
  const wanted = readLock(path.join(paths.root, 'package-lock.json')).packages;
  return Object.entries(wanted).every(([name, { version, optional, devOptional }]) => {
    if (name === '') return true;
    const there = installed[name];
    return there ? there.version === version : Boolean(optional || devOptional);
  });
}

/**
 * @param {string} file
 * @returns {Lock}
 */
function readLock(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

module.exports = { STEP, agreesWithLock, findNpm, installNodePackages, nodePackagesAreReady };
