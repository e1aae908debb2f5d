'use strict';
/*
 * npm test: sets up as npm start does, then runs every test. Arguments after "npm test --" are patterns of test files.
 */
const { setUpRunsOn, setUpTooOldMessage } = require('../kernel/node-version');

if (setUpRunsOn(process.versions.node)) test();
else failed(setUpTooOldMessage(process.versions.node));

function test() {
  const { pathsOf } = require('./set-up/paths');
  const { plainProgress } = require('./set-up/progress');
  const { interruptible, runMain } = require('./set-up/run-main');
  const { runToEnd } = require('./set-up/run-to-end');
  const { setUp } = require('./set-up/set-up');
  const { tsNodeArguments } = require('./set-up/ts-node-arguments');

  const paths = pathsOf();
  const progress = plainProgress();
  return runMain(async () => {
    const { node } = await interruptible((signal) => setUp(paths, { progress, signal }));
    return runToEnd(node, tsNodeArguments(paths, 'scripts/run-tests.ts', process.argv.slice(2)), { cwd: paths.root });
  }, { afterFailure: () => failed('The tests could not be run.') });
}

/**
 * A set-up that fails counts as one failed test.
 * @param {string} message
 */
function failed(message) {
  process.stdout.write(`${message}\n0 passed, 1 failed\n`);
  process.exitCode = process.exitCode || 1;
}
