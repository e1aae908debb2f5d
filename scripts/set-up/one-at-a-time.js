'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { hashOf } = require('./stamp');

/** Ms between looks at whether the other set-up has ended. */
const LOOK_MS = 300;

/**
 * Runs work that no other process may do in the same folder at the same time; waits while one does. A process that is gone holds nothing.
 * @template T
 * @param {string} root the folder
 * @param {{signal: AbortSignal, onWait: (pid: number) => void}} options `onWait` is called once when another process is at it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function oneAtATime(root, { signal, onWait }, work) {
  const file = lockFile(root);
  for (let isFirst = true; !take(file); isFirst = false) {
    const pid = holder(file);
    if (pid === null) fs.rmSync(file, { force: true });
    else {
      if (isFirst) onWait(pid);
      await wait(LOOK_MS);
      if (signal.aborted) throw signal.reason;
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/**
 * @param {string} root
 * @returns {string} outside the folder, because its parts are removed and made anew
 */
function lockFile(root) {
  return path.join(os.tmpdir(), `awaitbook-set-up-${hashOf([root]).slice(0, 16)}`);
}

/**
 * @param {string} file
 * @returns {boolean} whether it is ours now
 */
function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {number | null} the process that holds it; null when it is gone
 */
function holder(file) {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EPERM') return Number(fs.readFileSync(file, 'utf8'));
    return null; // ESRCH: the process is gone; ENOENT: the file is
  }
}

module.exports = { lockFile, oneAtATime };
