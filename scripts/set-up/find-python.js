'use strict';
const { PlainError } = require('./plain-error');
const { runStep } = require('./run-step');

/** The oldest Python that scripts/requirements-lock.txt was made for. */
const OLDEST = [3, 10];

const PROBE = [
  'import json, sys',
  'found = {"version": list(sys.version_info[:3]), "path": sys.executable, "missing": []}',
  'for name in ("venv", "ensurepip"):',
  '    try: __import__(name)',
  '    except ImportError: found["missing"].append(name)',
  'print(json.dumps(found))',
].join('\n');

/**
 * A Python that was looked at.
 * @typedef {object} Python
 * @property {string} path
 * @property {number[]} version for example [3, 12, 1]
 * @property {string[]} missing which of venv and ensurepip it lacks
 */

/**
 * Commands that may be a Python, the usual one first.
 * @param {string} [platform]
 * @returns {string[][]}
 */
function candidates(platform = process.platform) {
  const versioned = ['3.14', '3.13', '3.12', '3.11', '3.10'];
  if (platform === 'win32') return [['py', '-3'], ['python'], ['python3']];
  return [['python3'], ['python'], ...versioned.map((version) => [`python${version}`])];
}

/**
 * @param {readonly string[]} command
 * @param {AbortSignal} [signal]
 * @returns {Promise<Python | null>} null when the command is not a Python that runs
 */
async function lookAt(command, signal) {
  const [program = '', ...args] = command;
  const { code, output } = await runStep(program, [...args, '-c', PROBE], signal ? { signal } : {});
  const line = output.split('\n').find((text) => text.startsWith('{"version"'));
  return code === 0 && line ? JSON.parse(line) : null;
}

/**
 * The first Python that can make our venv.
 * @param {{signal?: AbortSignal, commands?: string[][]}} [options]
 * @returns {Promise<Python>}
 * @throws {PlainError} when there is none, told from the most promising one seen
 */
async function findPython({ signal, commands = candidates() } = {}) {
  /** @type {Python[]} */
  const seen = [];
  for (const command of commands) {
    const python = await lookAt(command, signal);
    if (!python) continue;
    if (isNewEnough(python) && python.missing.length === 0) return python;
    seen.push(python);
  }
  throw new PlainError(noPythonMessage(seen));
}

/**
 * Words for a machine without a usable Python.
 * @param {readonly Python[]} seen the Pythons that would not do
 * @returns {string}
 */
function noPythonMessage(seen) {
  const incomplete = seen.find(isNewEnough);
  if (incomplete) {
    const version = incomplete.version.slice(0, 2).join('.');
    return [
      `Python ${version} (${incomplete.path}) lacks the module ${incomplete.missing.join(' and ')}, which set-up needs to make .venv.`,
      `On Debian and Ubuntu install it with "sudo apt install python3-venv" (or python${version}-venv), then run the command again.`,
    ].join('\n');
  }
  const old = seen[0];
  const what = old
    ? `Python ${old.version.join('.')} (${old.path}) is too old: JupyterLab needs Python ${OLDEST.join('.')} or later.`
    : `No Python was found: JupyterLab needs Python ${OLDEST.join('.')} or later, as python3 or python on the PATH.`;
  return `${what}\nInstall one (python.org, your system's packages, or pyenv), then run the command again.`;
}

/**
 * @param {Pick<Python, 'version'>} python
 * @returns {boolean}
 */
function isNewEnough({ version: [major = 0, minor = 0] }) {
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

module.exports = { candidates, findPython, isNewEnough, noPythonMessage };
