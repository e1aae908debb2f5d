'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { explainFailure } = require('./explain-failure');
const { findPython } = require('./find-python');
const { PlainError } = require('./plain-error');
const { runStep } = require('./run-step');
const { hashOf, readStamp, writeWhole } = require('./stamp');

/** @import { Paths } from './paths' */
/**
 * What a finished venv was made from. A venv can't be moved, so its place counts too.
 * @typedef {{root: string, requirements: Record<string, string>}} VenvStamp
 */

const STEP = 'Python packages (.venv)';

/**
 * - `--no-deps`: the lock names everything; without a network pip then ends in 8 s, where its resolver needs 85 s to the same end.
 * - `--only-binary`: no compiler is asked for.
 * - `--no-compile`: bytecode is made when a module is first imported; making it for all takes longer than the download.
 */
const PIP_INSTALL = ['-m', 'pip', 'install', '--no-deps', '--only-binary=:all:', '--no-compile', '--disable-pip-version-check', '--no-input', '--progress-bar=off'];

/** @param {Paths} paths */
const stampFile = (paths) => path.join(paths.venv, 'awaitbook-stamp.json');
/** There from the first to the last moment of an installation: found at the start, it means that one was interrupted. @param {Paths} paths */
const unfinishedFile = (paths) => path.join(paths.venv, 'awaitbook-unfinished');

/**
 * @param {boolean} withNode whether the venv must bring Node
 * @returns {string[]} names of requirement files in scripts/
 */
function requirementFiles(withNode) {
  return withNode ? ['requirements-lock.txt', 'requirements-node.txt'] : ['requirements-lock.txt'];
}

/**
 * @param {Paths} paths
 * @param {boolean} withNode
 * @returns {VenvStamp}
 */
function wantedStamp(paths, withNode) {
  const read = (/** @type {string} */ name) => fs.readFileSync(path.join(paths.scripts, name));
  const entries = requirementFiles(withNode).map((name) => [name, hashOf([read(name)])]);
  return { root: paths.root, requirements: Object.fromEntries(entries) };
}

/**
 * @param {Paths} paths
 * @returns {VenvStamp | null}
 */
function foundStamp(paths) {
  const text = readStamp(stampFile(paths));
  return text === null ? null : JSON.parse(text);
}

/**
 * Whether .venv has all that is asked for (and perhaps more), at this place, and its Python is still there.
 * @param {Paths} paths
 * @param {boolean} withNode
 * @returns {boolean}
 */
function venvIsReady(paths, withNode) {
  const found = foundStamp(paths);
  const wanted = wantedStamp(paths, withNode);
  if (!found || found.root !== wanted.root || fs.existsSync(unfinishedFile(paths)) || !fs.existsSync(paths.python)) return false;
  return Object.entries(wanted.requirements).every(([name, hash]) => found.requirements[name] === hash);
}

/**
 * Makes and fills .venv, from the ground where an earlier try was interrupted or the venv does not run.
 * @param {Paths} paths
 * @param {boolean} withNode
 * @param {AbortSignal} signal
 * @throws {PlainError} in words
 */
async function fillVenv(paths, withNode, signal) {
  const stamp = wantedStamp(paths, withNode);
  if (!(await isUsable(paths, signal))) await makeVenv(paths, signal);
  writeWhole(unfinishedFile(paths), '');
  const sources = requirementFiles(withNode).flatMap((name) => ['-r', path.join(paths.scripts, name)]);
  const { code, output } = await runStep(paths.python, [...PIP_INSTALL, ...sources], { cwd: paths.root, signal });
  if (code !== 0) throw new PlainError(explainFailure(STEP, output));
  writeWhole(stampFile(paths), JSON.stringify(stamp));
  fs.rmSync(unfinishedFile(paths));
}

/**
 * @param {Paths} paths
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether pip can work on the .venv that is there
 */
async function isUsable(paths, signal) {
  const elsewhere = (foundStamp(paths)?.root ?? paths.root) !== paths.root;
  if (elsewhere || fs.existsSync(unfinishedFile(paths)) || !fs.existsSync(paths.python)) return false;
  const { code } = await runStep(paths.python, ['-m', 'pip', '--version'], { signal });
  return code === 0;
}

/**
 * @param {Paths} paths
 * @param {AbortSignal} signal
 */
async function makeVenv(paths, signal) {
  const python = await findPython({ signal });
  fs.rmSync(paths.venv, { recursive: true, force: true });
  writeWhole(unfinishedFile(paths), '');
  const { code, output } = await runStep(python.path, ['-m', 'venv', paths.venv], { cwd: paths.root, signal });
  if (code !== 0) throw new PlainError(explainFailure('Making .venv', output));
}

module.exports = { STEP, fillVenv, venvIsReady, wantedStamp };
