'use strict';
const net = require('node:net');
const { PlainError } = require('./plain-error');

/**
 * Checks that a port that the person asked for can be had: JupyterLab would silently take another one.
 * @param {{port: number, host: string}} asked `host` empty: all addresses
 * @throws {PlainError} in words when it can not
 */
async function checkPort({ port, host }) {
  const code = await tryToListen(port, host);
  if (code === 'EADDRINUSE') {
    throw new PlainError(`Port ${port} is taken by another program.\nChoose another one, for example "npm start -- --port ${port + 1}", or leave --port out: then a free one is found.`);
  }
  if (code === 'EACCES') throw new PlainError(`Port ${port} may not be used by this account: choose one above 1023, for example "npm start -- --port 8888".`);
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>} the system's error code; undefined when it worked
 */
function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

module.exports = { checkPort };
