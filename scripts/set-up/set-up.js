'use strict';
const build = require('./build-stamp');
const { explainFailure } = require('./explain-failure');
const { writeKernelspec } = require('./kernelspec');
const { needsOwnNode, nodeForEngine } = require('./node-for-engine');
const nodeModules = require('./node-modules');
const { oneAtATime } = require('./one-at-a-time');
const { writeOverrides } = require('./overrides');
const { PlainError } = require('./plain-error');
const { seconds } = require('./progress');
const { runStep } = require('./run-step');
const { tsNodeArguments } = require('./ts-node-arguments');
const venv = require('./venv');

/**
 * @import { Paths } from './paths'
 * @import { Progress } from './progress'
 */

/**
 * Brings the checkout to where the kernel can be started: packages, venv, build, kernelspec. What is done is not done again; what was
 * interrupted is mended.
 * @param {Paths} paths
 * @param {{progress: Progress, signal: AbortSignal}} options `signal` interrupts it
 * @returns {Promise<{node: string}>} the Node that the kernel, the build and the tests run on
 * @throws {PlainError} in words for the person
 */
async function setUp(paths, { progress, signal }) {
  if (!isSetUp(paths)) {
    const onWait = (/** @type {number} */ pid) => progress.say(`Another set-up of this folder is running (process ${pid}): waiting for it.`);
    await oneAtATime(paths.root, { signal, onWait }, () => doWhatIsMissing(paths, progress, signal));
  }
  const node = nodeForEngine(paths);
  writeKernelspec(paths, node);
  writeOverrides(paths);
  return { node };
}

/**
 * @param {Paths} paths
 * @returns {boolean}
 */
function isSetUp(paths) {
  return nodeModules.nodePackagesAreReady(paths) && venv.venvIsReady(paths, needsOwnNode()) && build.buildIsReady(paths);
}

/**
 * @param {Paths} paths
 * @param {Progress} progress
 * @param {AbortSignal} signal
 */
async function doWhatIsMissing(paths, progress, signal) {
  const began = performance.now();
  const withNode = needsOwnNode();
  const steps = [];
  if (!nodeModules.nodePackagesAreReady(paths)) {
    steps.push({ name: nodeModules.STEP, work: (/** @type {AbortSignal} */ stop) => nodeModules.installNodePackages(paths, stop) });
  }
  if (!venv.venvIsReady(paths, withNode)) {
    steps.push({ name: venv.STEP, work: (/** @type {AbortSignal} */ stop) => venv.fillVenv(paths, withNode, stop) });
  }
  if (steps.length > 0) progress.say('Setting up: this needs a network and takes a minute or two; later starts need neither.');
  await together(steps, progress, signal);
  if (!build.buildIsReady(paths)) await progress.during('Build', () => runBuild(paths, nodeForEngine(paths), signal));
  progress.say(`Set up in ${seconds(performance.now() - began)}.`);
}

/**
 * Runs steps side by side (both wait mostly for the network). When one fails the others are ended before its error is thrown.
 * @param {{name: string, work: (signal: AbortSignal) => Promise<void>}[]} steps
 * @param {Progress} progress
 * @param {AbortSignal} signal
 */
async function together(steps, progress, signal) {
  const first = new AbortController();
  const passOn = () => first.abort(signal.reason);
  signal.addEventListener('abort', passOn, { once: true });
  await Promise.all(steps.map(async ({ name, work }) => {
    try {
      await progress.during(name, () => work(first.signal));
    } catch (error) {
      first.abort(error);
    }
  }));
  signal.removeEventListener('abort', passOn);
  if (first.signal.aborted) throw first.signal.reason;
}

/**
 * @param {Paths} paths
 * @param {string} node
 * @param {AbortSignal} signal
 */
async function runBuild(paths, node, signal) {
  const { code, output } = await runStep(node, tsNodeArguments(paths, 'scripts/build.ts', []), { cwd: paths.root, signal });
  if (code !== 0) throw new PlainError(explainFailure('Build', output));
}

module.exports = { setUp };
