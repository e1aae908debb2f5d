'use strict';
const { PlainError } = require('./plain-error');

/** Exit codes that shells give for the end by a signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** The reason of an interrupted set-up. */
class Interrupted extends Error {
  /** @param {keyof typeof EXIT_CODES} signalName */
  constructor(signalName) {
    super(`interrupted by ${signalName}`);
    this.exitCode = EXIT_CODES[signalName];
  }
}

/**
 * Runs set-up with Ctrl-C and SIGTERM as an abort signal.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function interruptible(work) {
  const controller = new AbortController();
  const names = /** @type {(keyof typeof EXIT_CODES)[]} */ (Object.keys(EXIT_CODES));
  const stop = (/** @type {NodeJS.Signals} */ name) => controller.abort(new Interrupted(/** @type {keyof typeof EXIT_CODES} */ (name)));
  for (const name of names) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of names) process.off(name, stop);
  }
}

/**
 * Runs a command's main function; its number is the exit code. Errors for the person are shown in words, others with their stack.
 * @param {() => Promise<number>} main
 * @param {{afterFailure?: () => void}} [options] `afterFailure` is called when main threw
 */
async function runMain(main, { afterFailure } = {}) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = report(error);
    afterFailure?.();
  }
}

/**
 * @param {unknown} error
 * @returns {number} exit code
 */
function report(error) {
  if (error instanceof Interrupted) {
    process.stderr.write('Interrupted. The next start goes on from here.\n');
    return error.exitCode;
  }
  const text = error instanceof PlainError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\n${text}\n`);
  return 1;
}

module.exports = { interruptible, runMain };
