'use strict';
const { spawn } = require('node:child_process');
const path = require('node:path');
const { checkPort, untilAnswers } = require('./free-port');
const { askedPort, asksForLog, jupyterArguments, opensOwnPlace } = require('./jupyter-arguments');
const { jupyterEnvironment } = require('./jupyter-environment');
const { ServerLog } = require('./server-log');
const { firstNotebook, prepareWorkingCopy } = require('./working-copy');

/**
 * @import { Paths } from './paths'
 * @import { Progress } from './progress'
 */

/** Ms that the server may take to end its kernels and itself: it waits 5 s for a kernel of another kind that does not listen. */
const END_LIMIT_MS = 15_000;
/** Ms between looks at whether the process that started us is still there. */
const PARENT_CHECK_MS = 1_000;

/**
 * Starts JupyterLab and stays until it has ended. Ctrl-C, SIGTERM, a closed terminal and the end of our own parent end it, kernels too.
 * @param {Paths} paths
 * @param {string} node absolute path of the Node that the kernel runs on
 * @param {readonly string[]} own JupyterLab's options from the person
 * @param {Progress} progress
 * @returns {Promise<number>} exit code: 0 when it ended because it was asked to
 */
async function runJupyterLab(paths, node, own, progress) {
  const asked = askedPort(own);
  if (asked) await checkPort(asked);
  const isRoot = process.getuid?.() === 0;
  const rootFolder = opensOwnPlace(own) ? paths.notebooks : await prepareWorkingCopy(paths, node, progress);
  const args = jupyterArguments(own, { rootFolder, notebook: firstNotebook(rootFolder), isRoot });
  if (isRoot && args.at(-1) === '--allow-root') progress.say('Running as root: JupyterLab gets --allow-root.');
  progress.say('Starting JupyterLab …');
  // In a process group of its own, a Ctrl-C in the terminal reaches only us: the server would ask back on it.
  const server = spawn(paths.python, [path.join(__dirname, 'jupyterlab_until_eof.py'), ...args], {
    cwd: paths.root,
    env: jupyterEnvironment(paths, process.env),
    stdio: ['pipe', 'inherit', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const log = new ServerLog({
    showsAll: asksForLog(own),
    show: (line) => process.stderr.write(`${line}\n`),
    onAddress: async (url) => {
      await untilAnswers(url, () => server.exitCode === null && server.signalCode === null);
      progress.say(`\n  JupyterLab is open at ${url}\n  Ctrl-C ends it.\n`);
    },
  });
  server.stderr.setEncoding('utf8').on('data', (chunk) => log.write(chunk));
  const ending = endWhenAsked(server, progress);
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      ending.dispose();
      reject(error);
    });
    server.on('close', (code) => {
      ending.dispose();
      if (!ending.wasAsked() && code !== 0) for (const line of log.linesBeforeFailure()) process.stderr.write(`${line}\n`);
      resolve(code ?? 1);
    });
  });
}

/**
 * Passes every wish to end on to the server as SIGTERM, which it takes without asking back.
 * @param {import('node:child_process').ChildProcess} server
 * @param {Progress} progress
 * @returns {{wasAsked: () => boolean, dispose: () => void}}
 */
function endWhenAsked(server, progress) {
  const parent = process.ppid;
  /** @type {NodeJS.Timeout | undefined} */
  let limit;
  const end = () => {
    if (limit) return; // npm passes a terminal's Ctrl-C on to us a second time
    progress.say('Ending JupyterLab and its kernels …');
    server.kill('SIGTERM');
    limit = setTimeout(() => {
      progress.say('JupyterLab did not end by itself and is ended by force.');
      server.kill('SIGKILL');
    }, END_LIMIT_MS);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, end);
  const watch = setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_CHECK_MS);
  return {
    wasAsked: () => limit !== undefined,
    dispose() {
      clearTimeout(limit);
      clearInterval(watch);
      for (const signal of signals) process.off(signal, end);
    },
  };
}

module.exports = { runJupyterLab };
