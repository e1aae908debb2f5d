'use strict';
/*
 * node scripts/in-project-node.js SCRIPT ARGS…: runs a script of the project, JavaScript or TypeScript, on the Node that set-up chose for the
 * kernel (kernel/node-version.js), whatever Node the machine has.
 */
const { nodeForEngine } = require('./set-up/node-for-engine');
const { pathsOf } = require('./set-up/paths');
const { PlainError } = require('./set-up/plain-error');
const { runMain } = require('./set-up/run-main');
const { runToEnd } = require('./set-up/run-to-end');
const { tsNodeArguments } = require('./set-up/ts-node-arguments');

void runMain(() => {
  const [script, ...args] = process.argv.slice(2);
  if (!script) throw new PlainError('Say which script to run: node scripts/in-project-node.js SCRIPT ARGS…');
  const paths = pathsOf();
  return runToEnd(nodeForEngine(paths), tsNodeArguments(paths, script, args), { cwd: paths.root });
});
