'use strict';
const fs = require('node:fs');
const path = require('node:path');

/**
 * Whether files can be made in a folder, which may itself have to be made first.
 * @param {string} folder absolute
 * @returns {boolean}
 */
function isWritable(folder) {
  if (!fs.existsSync(folder)) return folder !== path.dirname(folder) && isWritable(path.dirname(folder));
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
  } catch {
    return false; // EACCES, EROFS: whatever the cause, the caller takes another place
  }
  return fs.statSync(folder).isDirectory();
}

module.exports = { isWritable };
