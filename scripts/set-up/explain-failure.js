'use strict';

/**
 * What a failing npm or pip says, and what it means for the person. The first match counts.
 * @type {readonly {pattern: RegExp, words: string}[]}
 */
const MEANINGS = [
  { pattern: /ENOSPC|No space left on device|Errno 28|not enough space/i, words: 'There is no space left on the disk. Free about 1 GB, then run the command again.' },
  {
    pattern: /SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_|CERTIFICATE_VERIFY_FAILED/,
    words: 'The certificate of the package registry is not trusted here. Behind a company proxy, set NODE_EXTRA_CA_CERTS (npm) and PIP_CERT (pip) to its certificate, then run the command again.',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|Temporary failure in name resolution|Network is unreachable|ProxyError/,
    words: 'The package registry can not be reached. The first start needs a network (later ones do not): check the connection and proxy, then run the command again.',
  },
  { pattern: /EUSAGE|in sync/, words: 'package.json and package-lock.json do not agree. Run "npm install --ignore-scripts" once if you changed package.json, else "git checkout package-lock.json".' },
  { pattern: /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i, words: 'A file or folder can not be written. Check who owns the project folder (a former run as root leaves files that only root may change), then run the command again.' },
  {
    pattern: /No matching distribution found|Could not find a version that satisfies/,
    words: 'A Python package has no ready-made build for this Python or platform. Try another Python between 3.10 and 3.14: remove .venv, put that Python first on the PATH and run the command again.',
  },
];

/**
 * Plain words for a set-up step that failed.
 * @param {string} step what failed, for example `Node packages (npm ci)`
 * @param {string} output what the command said
 * @returns {string} what happened, what to do, and the last lines of the output
 */
function explainFailure(step, output) {
  const meaning = MEANINGS.find(({ pattern }) => pattern.test(output));
  const words = meaning?.words ?? 'Its last lines below say why. Once that is mended, run the command again.';
  const last = output.trimEnd().split('\n').slice(-12).map((line) => `    ${line}`).join('\n');
  return `${step} failed. ${words}\n${last}`;
}

module.exports = { explainFailure };
