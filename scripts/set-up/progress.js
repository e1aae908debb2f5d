'use strict';

/**
 * Tells the person what is going on, one plain line a step and one when it is done. On stderr: stdout is for results.
 * @typedef {object} Progress
 * @property {(line: string) => void} say
 * @property {<T>(step: string, work: () => Promise<T>) => Promise<T>} during says that a step begins, and how long it took once it is done
 */

/**
 * @param {(line: string) => void} [write]
 * @returns {Progress}
 */
function plainProgress(write = (line) => process.stderr.write(`${line}\n`)) {
  return {
    say: write,
    async during(step, work) {
      const began = performance.now();
      write(`  ${step} …`);
      const result = await work();
      write(`  ${step}: done in ${seconds(performance.now() - began)}`);
      return result;
    },
  };
}

/**
 * @param {number} ms
 * @returns {string} for example `12.3 s`
 */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

module.exports = { plainProgress, seconds };
