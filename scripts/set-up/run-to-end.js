'use strict';
const { spawn } = require('node:child_process');

/**
 * Runs a command with our own streams to its end; SIGINT and SIGTERM are passed on.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd: string}} options
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
function runToEnd(command, args, { cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit' });
    const passOn = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    process.on('SIGINT', passOn).on('SIGTERM', passOn);
    const tidyUp = () => process.off('SIGINT', passOn).off('SIGTERM', passOn);
    child.on('error', (error) => {
      tidyUp();
      reject(error);
    });
    child.on('exit', (code) => {
      tidyUp();
      resolve(code ?? 1);
    });
  });
}

module.exports = { runToEnd };
