'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { writeWhole } = require('./stamp');

/** @import { Paths } from './paths' */

/** JupyterLab's defaults for our venv: each cell's time is kept and shown after it ran, and nothing is asked from the network. */
const OVERRIDES = {
  '@jupyterlab/notebook-extension:tracker': { recordTiming: true },
  'jupyterlab-execute-time:settings': { enabled: true },
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

/**
 * Puts the overrides where the venv's JupyterLab reads them; a person's own settings still win.
 * @param {Paths} paths
 */
function writeOverrides(paths) {
  const file = path.join(paths.venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
  const text = `${JSON.stringify(OVERRIDES, null, 2)}\n`;
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) writeWhole(file, text);
}

module.exports = { writeOverrides };
