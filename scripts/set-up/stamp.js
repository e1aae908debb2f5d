'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/**
 * A stamp is a small file that says what a finished step was made from. It is written last, so that an interrupted step has none.
 * @param {string} file
 * @returns {string | null} null where there is none
 */
function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
}

/**
 * Writes a file in one go: a reader sees the old one or the new one, never half of it.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
function writeWhole(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  try {
    fs.writeFileSync(beside, content);
    fs.renameSync(beside, file);
  } finally {
    fs.rmSync(beside, { force: true });
  }
}

/**
 * @param {Iterable<string | Uint8Array>} parts
 * @returns {string} SHA-256 in hexadecimal; parts are told apart by their lengths
 */
function hashOf(parts) {
  const hash = crypto.createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

module.exports = { readStamp, writeWhole, hashOf };
