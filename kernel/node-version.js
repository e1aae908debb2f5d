'use strict';
/*
 * The one gate on Node's version. Plain JavaScript, because `npm start` asks it before anything is installed or compiled.
 * Facts behind it:
 * - Node 20 and 23: AsyncLocalStorage is built on async_hooks there, and an interrupt then ends the process
 *   (`Assertion failed: execution_async_id() == 0`).
 * - Before 22.15: no `module.registerHooks`, no `--experimental-async-context-frame`.
 */

/**
 * Whether the engine runs on this version.
 * @param {string} version for example `process.versions.node`
 * @returns {boolean}
 */
function engineRunsOn(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 15);
}

/**
 * Whether set-up (scripts/, npm ci) runs on this version: 20 is the oldest that package.json's `engines` and our packages promise.
 * @param {string} version for example `process.versions.node`
 * @returns {boolean}
 */
function setUpRunsOn(version) {
  return Number(version.split('.')[0]) >= 20;
}

/**
 * One line for a person whose Node is too old for the kernel.
 * @param {string} version for example `process.versions.node`
 * @returns {string}
 */
function tooOldMessage(version) {
  return `Awaitbook's kernel needs Node 22.15 or later in the 22 line, or 24 and later; this is Node ${version}. "npm start" brings its own.`;
}

/**
 * One line for a person whose Node is too old for set-up. Its callers have to parse there as well: no syntax that is newer than Node 10's.
 * @param {string} version for example `process.versions.node`
 * @returns {string}
 */
function setUpTooOldMessage(version) {
  return `Node ${version} is too old for set-up: it needs Node 20 or later (nodejs.org).`;
}

/**
 * Flags for the engine's Node. `--no-force-async-hooks-checks`: a terminated callback may leave the async id stack unbalanced, which
 * must not abort. `--no-turboshaft-loop-unrolling`: with it, V8 of Node 24 and 26 takes the stack check out of some endless loops
 * (`for (;;) { new Array(1000).fill(0) }` is one), and nothing can interrupt them any more. On 22, AsyncLocalStorage without async_hooks is behind a flag (98 crashes in 250 interrupts without, 0 in 1,000 with).
 * @param {string} version for example `process.versions.node`
 * @returns {string[]}
 */
function engineFlags(version) {
  const flags = ['--no-force-async-hooks-checks', '--no-turboshaft-loop-unrolling'];
  if (version.startsWith('22.')) flags.push('--experimental-async-context-frame');
  return flags;
}

/**
 * Flags for the front's Node. `--max-semi-space-size=2` (MiB): each parse of a cell holds native memory that is freed with its garbage, and
 * V8, which does not see it, collects too rarely by default. Measured over 5,000 cells: the front grew from 45 to 148 MB, with it to 51.
 * @returns {string[]}
 */
function frontFlags() {
  return ['--max-semi-space-size=2'];
}

/**
 * Whether the promise of a REPL evaluation that never settles must be held: on 22, three that nobody holds and a garbage collection
 * end the process.
 * @param {string} version for example `process.versions.node`
 * @returns {boolean}
 */
function mustHoldReplPromises(version) {
  return version.startsWith('22.');
}

module.exports = { engineRunsOn, setUpRunsOn, tooOldMessage, setUpTooOldMessage, engineFlags, frontFlags, mustHoldReplPromises };
