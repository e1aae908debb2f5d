'use strict';
const { spawn } = require('node:child_process');

/** Characters of a step's output that are kept for an error message: enough for what npm and pip say at the end. */
const KEPT_OUTPUT = 20_000;

/**
 * How a step's command ended.
 * @typedef {object} StepEnd
 * @property {number | null} code exit code; null when it was ended by a signal or could not be started
 * @property {string} output the end of stdout and stderr together
 */

/**
 * Runs a command to its end and keeps what it said.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, shell?: boolean}} [options] `signal` ends the command
 * @returns {Promise<StepEnd>} a command that can't be started ends with code null and the reason as output
 * @throws {Error} the signal's reason, once the command has ended
 */
function runStep(command, args, options = {}) {
  const { signal, ...rest } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    let output = '';
    const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    const stop = () => {
      if (child.pid !== undefined) child.kill('SIGTERM'); // Node 20 turns kill() on a child that never started into kill(0): our whole process group
    };
    const end = (/** @type {number | null} */ code) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, output });
    };
    signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      output += error.message;
      end(null);
    });
    child.on('close', end);
  });
}

module.exports = { runStep };
