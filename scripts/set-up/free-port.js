'use strict';
const net = require('node:net');
const { setTimeout: wait } = require('node:timers/promises');
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

/** Ms between tries to connect. */
const TRY_MS = 50;
/** Ms after which an address is told all the same: its host name may be one that only other machines know. */
const TRY_LIMIT_MS = 10_000;

/**
 * Waits until something accepts connections at an address: the server tells its address a moment before it listens there.
 * @param {string} url
 * @param {() => boolean} isWorthwhile false ends the wait
 */
async function untilAnswers(url, isWorthwhile) {
  const { hostname, port, protocol } = new URL(url);
  if (!/^https?:$/.test(protocol)) return; // a Unix socket
  const where = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
  const limit = performance.now() + TRY_LIMIT_MS;
  while (isWorthwhile() && performance.now() < limit && !(await connects(where))) await wait(TRY_MS);
}

/**
 * @param {{host: string, port: number}} where
 * @returns {Promise<boolean>}
 */
function connects(where) {
  return new Promise((resolve) => {
    const socket = net.connect(where, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

module.exports = { checkPort, untilAnswers };
