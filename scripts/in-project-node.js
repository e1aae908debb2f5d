'use strict';
/*
 * node scripts/in-project-node.js SCRIPT ARGS…: runs a script of the project, JavaScript or TypeScript, on the Node that set-up chose for the
 * kernel (kernel/node-version.js), whatever Node the machine has.
 */
const { spawn } = require('node:child_process');
const { nodeForEngine } = require('./set-up/node-for-engine');
const { pathsOf } = require('./set-up/paths');
const { PlainError } = require('./set-up/plain-error');
const { tsNodeArguments } = require('./set-up/ts-node-arguments');

/** @param {string[]} args */
function main([script, ...args]) {
  if (!script) throw new PlainError('Say which script to run: node scripts/in-project-node.js SCRIPT ARGS…');
  const paths = pathsOf();
  const child = spawn(nodeForEngine(paths), tsNodeArguments(paths, script, args), { cwd: paths.root, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PlainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
