'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { runStep } = require('./run-step');

/**
 * @import { Paths } from './paths'
 * @import { Progress } from './progress'
 */

/** What a first start opens: the map of the course, else the first notebook that there is. */
const MAP = '00-map.ipynb';

/**
 * Makes the copy of the course that JupyterLab opens, so that a lesson changes nothing that git knows, or brings it up to date; what a
 * person changed there stays. The built package does it, in a Node of its own: set-up's own may be too old for it.
 * @param {Paths} paths
 * @param {string} node absolute path of the Node that the package runs on
 * @param {Progress} progress
 * @returns {Promise<string>} the folder to open: the copy, or the course itself where no copy can be made, which is told
 */
async function prepareWorkingCopy(paths, node, progress) {
  const cli = path.join(paths.dist, 'cli', 'awaitbook.js');
  const { code, output } = await runStep(node, [cli, 'course', 'copy', paths.workingCopy, '--self-study', '--leave-changed', '--from', paths.notebooks]);
  if (code !== 0) {
    progress.say(`${output.trim()}\nJupyterLab opens notebooks/ itself: what you change there is changed for git, too.`);
    return paths.notebooks;
  }
  for (const line of output.split('\n').filter((text) => text.includes('left as it is'))) progress.say(line);
  return paths.workingCopy;
}

/**
 * @param {string} folder
 * @returns {string | null} the notebook in it that is opened first; null where there is none
 */
function firstNotebook(folder) {
  const notebooks = fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb')).sort();
  return notebooks.includes(MAP) ? MAP : (notebooks[0] ?? null);
}

module.exports = { firstNotebook, prepareWorkingCopy };
